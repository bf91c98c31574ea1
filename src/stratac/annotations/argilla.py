"""Argilla: records as JSON or JSON Lines out, records as JSON in.

Three forms are read: what ``records.to_json`` of Argilla 2 writes, the same flattened
(``records.to_datasets``, ``records.to_list(flatten=True)``), and records of Argilla 1. The
first gives no status of responses: one that was discarded is read as submitted. Where
annotators discard, export flattened. What was discarded without an answer has no response
in either and is refused like what nobody saw: export records with a submitted response.

Records are written for ``records.from_json`` of a dataset with a field ``text``, a label
question ``label`` (strategy, tactic, other) and a metadata property ``document``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stratac.annotations import names, objects
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Reading

_RESPONSES = ".responses"
# What a flattened record has beside fields, metadata and answers.
_FLAT_COLUMNS = ("id", "status", "_server_id", "inserted_at", "updated_at")
# Status and value of the responses to each question.
_Given = dict[str, list[tuple[object, object]]]
_ANSWERED = ("submitted", None)
_DISCARDED = "discarded"


def read(path: Path, problems: Problems) -> Iterator[Reading]:
    """Yield what is said of the records of an export, one reading a response.

    A suggestion is no response, and a draft is none yet.
    """
    for place, row in objects.read(path, problems):
        given = _given(row)
        question = _question(list(given))
        if question is None and given:
            asked = ", ".join(given)
            problems.add(place, f"several questions ({asked}); name the one for labels 'label'")
            continue
        responses = given[question] if question is not None else []
        done = [pair for pair in responses if pair[0] in (*_ANSWERED, _DISCARDED)]
        if not done:
            problems.add(
                place,
                "no submitted response; answer it, discard it or export submitted ones alone",
            )
        number = row.get("id") or row.get("external_id")
        text, document = _about(row)
        for status, value in done:
            yield Reading(
                place=place,
                text=text,
                labels=objects.listed(value),
                skipped=status == _DISCARDED,
                document=document,
                id=f"{path.stem}-{number}" if number else None,
            )


def _about(row: Mapping[str, Any]) -> tuple[object, object]:
    """Return the text and the document of a record, nested or flattened."""
    if isinstance(row.get("fields"), dict):
        return names.text_of(row["fields"]), names.document_of(row.get("metadata"))
    flat = {name: row[name] for name in row if name not in _FLAT_COLUMNS and "." not in name}
    return names.text_of(flat), names.document_of(flat)


def _given(row: Mapping[str, Any]) -> _Given:
    """Return the responses of a record, in whichever form it was exported."""
    responses = row.get("responses")
    if isinstance(responses, dict):
        return {
            question: [(item.get("status"), item.get("value")) for item in objects.mappings(items)]
            for question, items in responses.items()
        }
    if isinstance(responses, list):
        return _by_user(objects.mappings(responses))
    return {
        name.removesuffix(_RESPONSES): list(
            itertools.zip_longest(objects.listed(row.get(f"{name}.status")), values)
        )
        for name, values in row.items()
        if name.endswith(_RESPONSES) and isinstance(values, list)
    }


def _by_user(responses: Sequence[Mapping[str, Any]]) -> _Given:
    """Return the responses of Argilla 1: one a user, with the values of all questions."""
    values = [objects.mapping(item.get("values")) for item in responses]
    return {
        question: [
            (item.get("status"), objects.mapping(answers.get(question)).get("value"))
            for item, answers in zip(responses, values, strict=True)
        ]
        # One that was discarded at once answers no question at all.
        for question in dict.fromkeys(name for answers in values for name in answers) or ("",)
    }


def _question(asked: Sequence[str]) -> str | None:
    """Return the question about the label: the one named so, or the only one."""
    named = [question for question in asked if names.role_of(question) == "label"]
    found = named or asked
    return found[0] if len(found) == 1 else None


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write sentences as records; what the model says is a suggestion."""
    objects.write_array((_as_record(candidate) for candidate in candidates), path)


def _as_record(candidate: Candidate) -> dict[str, Any]:
    suggestion = {"value": candidate.label, "score": candidate.probability, "agent": "stratac"}
    # Without an id: two files of records would overwrite each other in one dataset.
    return {
        "fields": {"text": candidate.text},
        "metadata": objects.present(document=candidate.document),
        "suggestions": {"label": suggestion} if candidate.label else {},
        "responses": {},
        "vectors": {},
    }
