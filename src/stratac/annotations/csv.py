"""CSV, as spreadsheets of French offices write it and read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from stratac.annotations import tables
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Place, Reading
from stratac.cells import guarded, unguarded
from stratac.errors import CorpusError, ReadError
from stratac.readers import decoding
from stratac.records import Limits

_SEPARATORS = ",;\t"
# A spreadsheet of labels may be as large as any file.
_LIMITS = Limits(text_bytes=Limits().file_bytes)


def read(path: Path, problems: Problems) -> Iterator[Reading]:
    """Yield what a file says, in any usual encoding, separated by comma, semicolon or tab.

    Raises
    ------
    CorpusError
        If the file cannot be read or lacks a column.
    """
    try:
        text = decoding.read_text(path, _LIMITS)
    except ReadError as error:
        raise CorpusError(str(error)) from error
    yield from tables.readings(list(_rows(text, problems)), path.name, problems)


def _rows(text: str, problems: Problems) -> Iterator[tables.Row]:
    number = 1
    try:
        separator = max(_SEPARATORS, key=lambda separator: _columns(text, separator))
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for cells in lines:
            yield Place(number, "line"), [unguarded(cell) for cell in cells]
            number = lines.line_num + 1
    except csv.Error as error:
        problems.add(Place(number, "line"), f"not CSV from here on ({error}); look at its quotes")


def _columns(text: str, separator: str) -> tuple[int, int]:
    """Return how many columns of the head a separator makes known, and how many it makes."""
    head = next(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator), [])
    return len(tables.roles(head)), len(head)


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write a table to fill in: UTF-8 with its mark and semicolons, as French Excel opens it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream, delimiter=";", lineterminator="\n")
        table.writerow(tables.HEADER)
        for row in tables.cells(candidates):
            table.writerow([guarded(value) for value in row])
