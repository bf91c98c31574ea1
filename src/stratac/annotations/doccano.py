"""doccano, text classification: JSON Lines (or JSON) out, JSON Lines in.

A line is ``{"id": 1, "text": "…", "label": ["tactic"]}`` with the metadata beside; older
versions write ``data`` for ``text``, ``labels`` for ``label`` and ``doc_id`` for ``id``.
Where annotators do not share a project each gets a file: put these into one, and lines of
one id are read as readings of one text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from stratac.annotations import names, objects
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Reading

_TEXTS = ("text", "data")
_LABELS = ("label", "labels")
_IDS = ("id", "doc_id")


def read(path: Path, problems: Problems) -> Iterator[Reading]:
    """Yield what is said of the texts of an export; a text without label was skipped."""
    for place, row in objects.read(path, problems):
        column = next((name for name in _LABELS if name in row), None)
        if column is None:
            problems.add(place, "no 'label' or 'labels'; export as JSONL with names of labels")
            continue
        text = next((row[name] for name in _TEXTS if name in row), None)
        number = next((row[name] for name in _IDS if name in row), None)
        given = objects.listed(row[column] or None)
        yield Reading(
            place=place,
            text=text,
            labels=given,
            skipped=not given,
            document=names.document_of(row, row.get("meta"), row.get("metadata")),
            id=None if number is None else f"{path.stem}-{number}",
            key=None if number is None else (str(number), str(text)),
        )


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write sentences to import.

    What the model says goes into the metadata: doccano would take a label for an answer.
    """
    rows = (
        objects.present(
            text=candidate.text,
            label=[],
            document=candidate.document,
            model_label=candidate.label,
            model_probability=candidate.probability,
        )
        for candidate in candidates
    )
    objects.write_lines(rows, path)
