"""Label Studio: JSON and JSON-MIN out, tasks with predictions in.

Tasks are written for a project with this labelling interface; one that names its text or
its choices otherwise is read all the same::

    <View>
      <Text name="text" value="$text"/>
      <Choices name="label" toName="text" choice="single">
        <Choice value="strategy"/><Choice value="tactic"/><Choice value="other"/>
      </Choices>
    </View>
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stratac.annotations import names, objects
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Place, Reading
from stratac.corpus import label_of

# Older versions call annotations completions, and one that was cancelled skipped.
_ANNOTATIONS = ("annotations", "completions")
_CANCELLED = ("was_cancelled", "skipped")
# What JSON-MIN writes beside the data and the answers.
_MIN_COLUMNS = (
    "id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement",
)  # fmt: skip


def read(path: Path, problems: Problems) -> Iterator[Reading]:
    """Yield what is said of the tasks of an export, one reading an annotation."""
    minimal = []
    for place, row in objects.read(path, problems):
        if isinstance(row.get("data"), dict):
            yield from _task(place, row, path.stem)
        else:
            minimal.append((place, row))
    yield from _minimal(minimal, path.stem)


def _task(place: Place, task: Mapping[str, Any], stem: str) -> Iterator[Reading]:
    data = task["data"]
    silent = Reading(
        place=place,
        text=names.text_of(data),
        labels=(),
        document=names.document_of(data, data.get("meta"), task.get("meta")),
        id=f"{stem}-{task['id']}" if "id" in task else None,
    )
    given = next((task[name] for name in _ANNOTATIONS if name in task), None)
    annotations = objects.mappings(given)
    for annotation in annotations:
        yield dataclasses.replace(
            silent,
            labels=_choices(annotation.get("result")),
            skipped=any(annotation.get(name) for name in _CANCELLED),
        )
    if not annotations:
        yield silent


def _choices(result: object) -> tuple[object, ...]:
    """Return what was chosen; where several things were asked, what was asked as a label."""
    found = [
        (region.get("from_name"), _listed(region.get("value")))
        for region in objects.mappings(result)
        if region.get("type") == "choices"
    ]
    named = [pair for pair in found if names.role_of(pair[0]) == "label"]
    return tuple(choice for _, chosen in named or found for choice in chosen)


def _listed(value: object) -> tuple[object, ...]:
    """Return choices as a tuple: JSON-MIN writes one as a string, several as an object."""
    return objects.listed(value.get("choices") if isinstance(value, dict) else value)


def _minimal(rows: Sequence[tuple[Place, Mapping[str, Any]]], stem: str) -> Iterator[Reading]:
    """Yield what records of JSON-MIN say: one an annotation, those cancelled left out."""
    control = _control([row for _, row in rows])
    for place, row in rows:
        data = {name: value for name, value in row.items() if name not in (control, *_MIN_COLUMNS)}
        text = names.text_of(data)
        yield Reading(
            place=place,
            text=text,
            labels=_listed(row.get(control)) if control else (),
            document=names.document_of(data, data.get("meta")),
            id=f"{stem}-{row['id']}" if "id" in row else None,
            key=(str(row["id"]), str(text)) if "id" in row else None,
        )


def _control(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the column of the answers: one named so or, failing that, one that has a label."""
    columns = dict.fromkeys(name for row in rows for name in row if name not in _MIN_COLUMNS)
    named = next((name for name in columns if names.role_of(name) == "label"), None)
    return named or next(
        (
            name
            for name in columns
            if names.role_of(name) is None and any(label_of(row.get(name)) for row in rows)
        ),
        None,
    )


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write sentences as tasks; what the model says is a prediction, and shown as one."""
    objects.write_array((_as_task(candidate) for candidate in candidates), path)


def _as_task(candidate: Candidate) -> dict[str, Any]:
    data = objects.present(text=candidate.text, document=candidate.document)
    if candidate.label is None:
        return {"data": data}
    choice = {
        "id": "label",
        "from_name": "label",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [candidate.label]},
    }
    prediction = objects.present(
        model_version="stratac", score=candidate.probability, result=[choice]
    )
    return {"data": data, "predictions": [prediction]}
