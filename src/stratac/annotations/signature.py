"""What tool a file of labels comes from, by its ending and by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stratac.annotations import objects
from stratac.annotations.problems import Problems

_ENDINGS = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx"}
_JSON = (".json", ".jsonl", ".ndjson")


def signature(path: Path) -> str | None:
    """Return the format of a file, or None where it cannot be told.

    A file of JSON is of the tool that the first object shows which is any tool's.

    Raises
    ------
    CorpusError
        If the file is JSON by its ending and cannot be read.
    """
    ending = path.suffix.lower()
    if ending not in _JSON:
        return _ENDINGS.get(ending)
    # What is wrong with the file is said when it is read.
    rows = (row for _, row in objects.read(path, Problems(path.name)))
    return next((found for row in rows if (found := _tool(row))), None)


def _tool(row: Mapping[str, Any]) -> str | None:
    if isinstance(row.get("fields"), dict) or any(name.endswith(".responses") for name in row):
        return "argilla"
    if isinstance(row.get("data"), dict) or "annotation_id" in row:
        return "label-studio"
    if "answer" in row or "_task_hash" in row:
        return "prodigy"
    if any(isinstance(row.get(name), list) for name in ("label", "labels")):
        return "doccano"
    return "jsonl" if "text" in row and "label" in row else None
