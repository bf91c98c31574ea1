"""What tables of labels have in common, whatever file they stand in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from stratac.annotations import names
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Place, Reading
from stratac.errors import CorpusError

# Of a table to fill in.
HEADER = ("text", "document", "label", "model_label", "model_probability")
_REQUIRED = ("text", "label")

Row = tuple[Place, Sequence[object]]


def roles(header: Sequence[object]) -> dict[str, int]:
    """Return which column holds what (``text``, ``label``…), by its name."""
    found: dict[str, int] = {}
    for number, name in enumerate(header):
        role = names.role_of(name)
        if role is not None:
            found.setdefault(role, number)
    return found


def readings(rows: Sequence[Row], name: str, problems: Problems) -> Iterator[Reading]:
    """Yield what the rows of a table say; rows in which nothing stands are passed over.

    Parameters
    ----------
    rows
        With the head of the table first.
    name
        The file's name, as errors give it.
    problems
        Where rows that do not fit the head are noted.

    Raises
    ------
    CorpusError
        If the table is empty or lacks a column, or two columns go by one name.
    """
    filled = [(place, cells) for place, cells in rows if any(map(_holds, cells))]
    if not filled:
        # A head that cannot be read leaves no rows either.
        problems.raise_any()
        raise CorpusError(f"{name} is empty; a table with a column of texts was expected.")
    header, body = filled[0][1], filled[1:]
    columns = _columns(header, name)
    for place, cells in body:
        if any(map(_holds, cells[len(header) :])):
            problems.add(
                place, f"{len(cells)} cells under {len(header)} columns; quote texts that need it"
            )
            continue
        yield from _row(place, cells, columns)


def _row(place: Place, cells: Sequence[object], columns: dict[str, int]) -> Iterator[Reading]:
    values = {role: cells[at] for role, at in columns.items() if at < len(cells)}
    identity = values.get("id")
    label, second = values.get("label"), values.get("second")
    first = Reading(
        place=place,
        text=values.get("text"),
        labels=(label,) if _holds(label) else (),
        document=values.get("document"),
        sure=values.get("sure"),
        id=str(identity).strip() if _holds(identity) else None,
    )
    yield first
    if _holds(second):
        yield dataclasses.replace(first, labels=(second,))


def _columns(header: Sequence[object], name: str) -> dict[str, int]:
    columns = roles(header)
    said = ", ".join(str(column) for column in header if _holds(column))
    for role in _REQUIRED:
        if role not in columns:
            known = ", ".join(names.COLUMNS[role])
            raise CorpusError(
                f"{name} has no column for the {role} (it has {said}); name one of them {known}."
            )
    for role, number in columns.items():
        again = [column for column in header[number + 1 :] if names.role_of(column) == role]
        if again:
            raise CorpusError(
                f"{name} has two columns for the {role} ({header[number]}, {again[0]}); keep one."
            )
    return columns


def _holds(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def cells(candidates: Iterable[Candidate]) -> Iterator[tuple[str | float, ...]]:
    """Yield sentences as rows of `HEADER`, with an empty label to fill in."""
    for candidate in candidates:
        yield (
            candidate.text,
            candidate.document or "",
            "",
            str(candidate.label or ""),
            "" if candidate.probability is None else candidate.probability,
        )
