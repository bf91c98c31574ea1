"""The names that labels and columns go by, in English and French, whatever their case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stratac.records import Label
from stratac.spelling import folded, normalised

EXPECTED = "strategy (stratégie, intention), tactic (tactique, action) or other (autre)"
FRENCH = {Label.STRATEGY: "stratégie", Label.TACTIC: "tactique", Label.OTHER: "autre"}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "texte", "phrase", "enonce"),
    "label": ("label", "etiquette", "classe"),
    "document": ("document",),
    "second": ("second",),
    "sure": ("sure",),
    "id": ("id",),
}

_BREAK = re.compile(r"\s*[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*")


def role_of(column: object) -> str | None:
    """Return what a column holds (``text``, ``label``…) by its name, or None."""
    name = folded(column) if isinstance(column, str) else ""
    return next((role for role, known in COLUMNS.items() if name in known), None)


def value_of(row: Mapping[str, Any], role: str) -> object:
    """Return what stands in the first column of a role, or None where there is no such column."""
    return next((value for name, value in row.items() if role_of(name) == role), None)


def text_of(row: Mapping[str, Any]) -> object:
    """Return the text of a record whose fields a project has named as it liked.

    That is the column that a text goes by or, where there is none, the only string.
    """
    if any(role_of(name) == "text" for name in row):
        return value_of(row, "text")
    strings = [
        value for name, value in row.items() if isinstance(value, str) and role_of(name) is None
    ]
    return strings[0] if len(strings) == 1 else None


def document_of(*places: object) -> object:
    """Return the document named in the first of some mappings that names one, or None."""
    for place in places:
        if isinstance(place, Mapping):
            found = value_of(place, "document")
            if found not in (None, ""):
                return found
    return None


def one_line(text: str) -> str:
    """Return a text as units have it: spelled in one way, on one line, without outer blanks."""
    return _BREAK.sub(" ", normalised(text)).strip()
