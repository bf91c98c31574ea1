"""Statements as a pandas frame: the one door to pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from stratac import rows
from stratac.errors import InputError, MissingExtraError
from stratac.records import Statement

if TYPE_CHECKING:
    import pandas as pd

    Frame: TypeAlias = pd.DataFrame


# What is said of a statement, its place in a document left out, and as what: an empty
# frame has the types of a full one, which Dask asks for before it has any row.
JUDGED = {
    "label": str, "nature": str, "confidence": float, "relevance": float, "strategy": float,
    "tactic": float, "other": float, "claimed": str, "misframed": bool, "horizon": str,
    "verb": str, "verb_type": str, "object": str, "concreteness": float,
}  # fmt: skip


def frame(source: str | None, statements: Sequence[Statement]) -> Frame:
    """Return one row a statement, with the columns of `rows.COLUMNS`.

    Raises
    ------
    MissingExtraError
        If pandas is not installed.
    """
    pd = _pandas()
    found = [
        rows.row(source or "", position, statement)
        for position, statement in enumerate(statements, start=1)
    ]
    return pd.DataFrame(found, columns=list(rows.COLUMNS))


def texts(frame: Frame, column: str) -> Iterator[str]:
    """Yield the texts of a column; what is no string is named by its place in the index.

    Raises
    ------
    InputError
        If there is no such column, or a value of it is no string.
    MissingExtraError
        If pandas is not installed.
    """
    _pandas()
    if column not in frame.columns:
        known = ", ".join(map(repr, frame.columns))
        raise InputError(f"The frame has no column {column!r}; it has {known}. Name one of them.")
    for place, text in frame[column].items():
        if not isinstance(text, str):
            raise InputError(
                f"Row {place!r}: {column} is {text!r} ({type(text).__name__}); a string was "
                "expected. Drop or fill such rows."
            )
        yield text


def beside(frame: Frame, statements: Iterable[Statement]) -> Frame:
    """Return statements as a frame with the index of the frame that they were made of."""
    found = [rows.row("", 0, statement) for statement in statements]
    made = _pandas().DataFrame(found, columns=list(rows.COLUMNS), index=frame.index)
    return made[list(JUDGED)].astype(JUDGED)


def _pandas() -> Any:
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError(
            "Frames need pandas, which is not installed: python -m pip install 'stratac[pandas]'"
        ) from error
    return pd
