"""Statements as a pandas frame: the one door to pandas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from stratac import rows
from stratac.errors import MissingExtraError
from stratac.records import Statement

if TYPE_CHECKING:
    import pandas as pd

    Frame: TypeAlias = pd.DataFrame


def frame(source: str | None, statements: Sequence[Statement]) -> Frame:
    """Return one row a statement, with the columns of `rows.COLUMNS`.

    Raises
    ------
    MissingExtraError
        If pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError(
            "Frames need pandas, which is not installed: python -m pip install 'stratac[pandas]'"
        ) from error
    found = [
        rows.row(source or "", position, statement)
        for position, statement in enumerate(statements, start=1)
    ]
    return pd.DataFrame(found, columns=list(rows.COLUMNS))
