"""Prodigy: JSON Lines of ``choice`` (``textcat.manual``) and of binary ``textcat`` tasks.

In a ``choice`` task ``accept`` lists what was chosen; a binary task asks whether one
``label`` holds. ``answer`` is what was pressed: accept, reject or ignore.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stratac.annotations import names, objects
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Place, Reading
from stratac.corpus import label_of
from stratac.records import Label

_ANSWERS = ("accept", "reject", "ignore")
_Row = tuple[Place, Mapping[str, Any]]


def read(path: Path, problems: Problems) -> Iterator[Reading]:
    """Yield what is said of the texts of a dataset, one reading an annotator.

    A text that was ignored is skipped, and so is one that was rejected in a ``choice`` task.
    Of binary tasks, two labels that one annotator rejects leave the third; one alone leaves
    the text undecided, and it is skipped.
    """
    asked: dict[Hashable, list[_Row]] = {}
    for place, row in objects.read(path, problems):
        answer = row.get("answer")
        if answer not in _ANSWERS:
            problems.add(place, f"answer is {answer!r}, expected accept, reject or ignore")
            continue
        annotator = row.get("_annotator_id") or row.get("_session_id")
        # Choices of nobody in particular are those of several; questions are put to one.
        whose = str(annotator) if annotator or _is_binary(row) else place
        asked.setdefault((_key(row), whose), []).append((place, row))
    for rows in asked.values():
        yield _reading(rows)


def _is_binary(row: Mapping[str, Any]) -> bool:
    return "label" in row and "accept" not in row


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what tells a text: Prodigy gives one number to the same words everywhere."""
    return str(row.get("_input_hash", row.get("text"))), str(_document(row))


def _document(row: Mapping[str, Any]) -> object:
    return names.document_of(row, row.get("meta"), row.get("metadata"))


def _reading(rows: Sequence[_Row]) -> Reading:
    """Return what one annotator says of one text, in one answer or in several."""
    accepted = [row for _, row in rows if row["answer"] == "accept"]
    rejected = [row["label"] for _, row in rows if row["answer"] == "reject" and _is_binary(row)]
    labels = [label for row in accepted for label in _chosen(row)]
    # A question about a label that stratac does not know is answered in vain.
    labels += [label for label in rejected if label_of(label) is None]
    left = set(Label) - {label_of(label) for label in rejected}
    if not accepted and not labels and len(left) == 1:
        labels = [*left]
    place, first = rows[0]
    return Reading(
        place=place,
        text=first.get("text"),
        labels=tuple(labels),
        skipped=not accepted and not labels,
        document=_document(first),
        key=_key(first),
    )


def _chosen(row: Mapping[str, Any]) -> list[object]:
    """Return the labels that an answer accepts: ids of options, or what these show."""
    if _is_binary(row):
        return [row["label"]]
    shown = [(item.get("id"), item.get("text")) for item in objects.mappings(row.get("options"))]
    return [
        value if label_of(value) else next((text for name, text in shown if name == value), value)
        for value in objects.listed(row.get("accept"))
    ]


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write sentences as ``choice`` tasks; what the model says is chosen beforehand."""
    objects.write_lines((_as_task(candidate) for candidate in candidates), path)


def _as_task(candidate: Candidate) -> dict[str, Any]:
    return objects.present(
        text=candidate.text,
        meta=objects.present(document=candidate.document, probability=candidate.probability),
        options=[{"id": label, "text": names.FRENCH[label]} for label in Label],
        accept=[candidate.label] if candidate.label else None,
    )
