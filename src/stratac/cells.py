"""Text in the cells of a spreadsheet, where some of it would be run as a formula."""

from __future__ import annotations

import re
from typing import TypeVar

# What begins so is run by a spreadsheet; an apostrophe before it makes it text. A text that
# has one of its own gets another, so that each comes back as it was.
_RUN = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")

Value = TypeVar("Value")


def guarded(value: Value) -> Value | str:
    """Return a value as a cell that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and _RUN.match(value) else value


def unguarded(cell: str) -> str:
    """Return the text of a cell that `guarded` may have made."""
    return cell[1:] if _GUARDED.match(cell) else cell
