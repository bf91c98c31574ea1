"""A statement as one row of plain values, for every table that has one a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from stratac.cells import guarded
from stratac.records import Label, Statement

COLUMNS = (
    "source", "position", "page", "section", "kind", "text", "label", "nature", "confidence",
    "relevance", "strategy", "tactic", "other", "claimed", "misframed", "horizon", "verb",
    "verb_type", "object", "concreteness", "start", "end",
)  # fmt: skip


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows of values as CSV; text that a spreadsheet would run is guarded."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(map(guarded, row) for row in rows)
    return stream.getvalue()


def row(source: str, position: int, statement: Statement) -> tuple[object, ...]:
    """Return a statement as the values of `COLUMNS`."""
    verb = statement.features.verb
    probabilities = statement.probabilities
    return (
        source,
        position,
        statement.page or "",
        statement.section or "",
        str(statement.kind),
        statement.text,
        str(statement.label),
        str(statement.nature),
        round(statement.confidence, 4),
        round(statement.relevance, 4),
        *(round(probabilities[label], 4) for label in Label),
        str(statement.claimed or ""),
        statement.misframed,
        str(statement.features.horizon.bucket),
        verb.lemma if verb else "",
        str(verb.type) if verb else "",
        (verb.object or "") if verb else "",
        round(statement.features.concreteness, 4),
        statement.start,
        statement.end,
    )
