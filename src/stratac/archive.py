"""Scores of many documents on disk: written as they come, taken up again where they end.

JSON Lines has a document a line, CSV and Parquet a statement a row, with the number of
statements of its document and, where it could not be scored, the error. The one door to
pyarrow.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from stratac import rows
from stratac.cells import unguarded
from stratac.document import DocumentScore
from stratac.errors import MissingExtraError, OutputError
from stratac.findings import Failure

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (*rows.COLUMNS, "statements", "error")
_WHOLE = frozenset({"position", "start", "end", "statements"})
_REAL = frozenset({"confidence", "relevance", "strategy", "tactic", "other", "concreteness"})
# Parquet is written in groups of so many rows.
_ROWS_TOGETHER = 20_000


class Archive(Protocol):
    """Where scores are written one after the other."""

    @property
    def done(self) -> frozenset[str]:
        """Sources that were there before."""

    def write(self, scored: DocumentScore | Failure) -> None:
        """Write what was made of one document, whole or not at all."""

    def close(self) -> None:
        """Finish the file."""


def open_archive(path: Path, format: str, *, resume: bool = False) -> Archive:
    """Open a file to write scores into.

    Parameters
    ----------
    path
        The file.
    format
        ``jsonl``, ``csv`` or ``parquet``.
    resume
        Keep the documents that stand in the file; one that stands in it in part is
        taken out. Otherwise the file begins anew.

    Raises
    ------
    OutputError
        If the file cannot be written, or what stands in it is something else.
    MissingExtraError
        If Parquet is asked for and pyarrow is not installed.
    """
    made: dict[str, Callable[[Path, bool], Archive]] = {
        "jsonl": _JsonLines, "csv": _Csv, "parquet": _Parquet,
    }  # fmt: skip
    try:
        return made[format](path, resume and path.exists())
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}); close it or give another file."
        ) from error


def text(scored: DocumentScore | Failure, format: str) -> str:
    """Return a document as it stands in a JSON Lines or CSV file."""
    if format == "jsonl":
        return json.dumps(scored.to_dict(), ensure_ascii=False) + "\n"
    return rows.as_csv(_told(scored))


def header(format: str) -> str:
    """Return what stands before the first document of a JSON Lines or CSV file."""
    return rows.as_csv([COLUMNS]) if format == "csv" else ""


def _told(scored: DocumentScore | Failure) -> list[tuple[object, ...]]:
    """Return a document as rows: one a statement, or one that says there is none."""
    source = scored.source or ""
    if isinstance(scored, Failure):
        return [_empty(source, f"{scored.error}: {scored.message}")]
    count = len(scored.statements)
    found = [
        (*rows.row(source, position, statement), count, "")
        for position, statement in enumerate(scored.statements, start=1)
    ]
    return found or [_empty(source, "")]


def _empty(source: str, error: str) -> tuple[object, ...]:
    blank = dict.fromkeys(COLUMNS, "") | {"source": source, "statements": 0, "error": error}
    return tuple(blank.values())


def _foreign(path: Path, what: str) -> OutputError:
    return OutputError(
        f"{path} does not hold {what}: give the file that was begun, or leave --resume out."
    )


class _JsonLines:
    """One document a line; a line without its end was cut off."""

    def __init__(self, path: Path, resume: bool) -> None:
        self.done: frozenset[str] = frozenset()
        if resume:
            with path.open("rb+") as stream:
                whole = 0
                found = []
                for line in stream:
                    if line.endswith(b"\n"):
                        whole += len(line)
                        found.append(_source(path, line))
                stream.truncate(whole)
            self.done = frozenset(found)
        self._stream = path.open("a" if resume else "w", encoding="utf-8", newline="")

    def write(self, scored: DocumentScore | Failure) -> None:
        self._stream.write(text(scored, "jsonl"))
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()


def _source(path: Path, line: bytes) -> str:
    try:
        source = json.loads(line)["source"]
    except (ValueError, KeyError, TypeError) as error:
        raise _foreign(path, "one scored document a line") from error
    return str(source)


class _Csv:
    """One statement a row; a document with fewer rows than statements was cut off."""

    def __init__(self, path: Path, resume: bool) -> None:
        kept = list(_whole(path)) if resume else []
        self.done = frozenset(str(row[0]) for row in kept)
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._stream.write(header("csv") + rows.as_csv(kept))

    def write(self, scored: DocumentScore | Failure) -> None:
        # In one piece: what cuts it off leaves the documents before it whole.
        self._stream.write(text(scored, "csv"))
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()


def _whole(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        found = csv.reader(stream)
        if tuple(next(found, ())) not in ((), COLUMNS):
            raise _foreign(path, "scores in CSV")
        for _, members in itertools.groupby(found, lambda row: row[:1]):
            group = list(members)
            last = group[-1]
            if len(last) == len(COLUMNS) and len(group) == max(int(last[-2] or 0), 1):
                yield from ([unguarded(cell) for cell in row] for row in group)


class _Parquet:
    """One statement a row; what stood in the file is copied, for it cannot be added to."""

    def __init__(self, path: Path, resume: bool) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise MissingExtraError(
                "Parquet needs pyarrow, which is not installed: "
                "python -m pip install 'stratac[parquet]'"
            ) from error
        self._pa = pa
        self._schema = _schema(pa)
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._waiting: list[tuple[object, ...]] = []
        done: set[str] = set()
        self._writer = pq.ParquetWriter(self._part, self._schema)
        if resume:
            try:
                old = pq.ParquetFile(path)
                for batch in old.iter_batches(columns=list(COLUMNS)):
                    self._writer.write_batch(batch.cast(self._schema))
                    done.update(batch.column("source").to_pylist())
            except (pa.ArrowInvalid, pa.ArrowKeyError, ValueError) as error:
                self._writer.close()
                self._part.unlink()
                raise _foreign(path, "scores in Parquet") from error
        self.done = frozenset(done)

    def write(self, scored: DocumentScore | Failure) -> None:
        self._waiting += _told(scored)
        if len(self._waiting) >= _ROWS_TOGETHER:
            self._flush()

    def _flush(self) -> None:
        columns = zip(*self._waiting, strict=True)
        arrays = [
            self._pa.array([None if value == "" else value for value in column], field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._pa.Table.from_arrays(arrays, schema=self._schema))
        self._waiting = []

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._writer.close()
        os.replace(self._part, self._path)


def _schema(pa: Any) -> pa.Schema:
    def kind(name: str) -> Any:
        if name in _WHOLE or name == "page":
            return pa.int64()
        if name == "misframed":
            return pa.bool_()
        return pa.float64() if name in _REAL else pa.string()

    return pa.schema([(name, kind(name)) for name in COLUMNS])
