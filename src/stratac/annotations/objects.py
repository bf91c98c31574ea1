"""JSON and JSON Lines to numbered objects, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stratac.annotations.problems import Problems
from stratac.annotations.records import Place
from stratac.errors import CorpusError


def read(path: Path, problems: Problems) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield the objects of a JSON array or of JSON Lines, whichever the file is.

    Parameters
    ----------
    path
        A file in UTF-8.
    problems
        Where lines that are not JSON and values that are no objects are noted.

    Raises
    ------
    CorpusError
        If the file cannot be read, is not UTF-8 or is an array that is not JSON.
    """
    text = _text(path)
    if text.lstrip().startswith("["):
        try:
            values = enumerate(json.loads(text), start=1)
        except json.JSONDecodeError as error:
            raise CorpusError(
                f"{path.name}, line {error.lineno}: not JSON ({error.msg}); export it again."
            ) from error
        found: Iterator[tuple[Place, Any]] = (
            (Place(number, "record"), value) for number, value in values
        )
    else:
        found = _lines(text, problems)
    for place, value in found:
        if isinstance(value, dict):
            yield place, value
        else:
            problems.add(place, "a JSON object was expected")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 ({error.reason}); save it as UTF-8.") from error


def _lines(text: str, problems: Problems) -> Iterator[tuple[Place, Any]]:
    # Not `splitlines`: a string in JSON may hold U+2028 and its like as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = Place(number, "line")
        try:
            yield place, json.loads(line)
        except json.JSONDecodeError as error:
            problems.add(place, f"not JSON ({error.msg})")


def write_lines(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write objects as JSON Lines."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_array(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write objects as one JSON array."""
    text = json.dumps(list(rows), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def mapping(value: object) -> Mapping[str, Any]:
    """Return an object of JSON, empty where the value is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Return the objects in an array of JSON, none where the value is no array."""
    return [item for item in listed(value) if isinstance(item, dict)]


def listed(value: object) -> tuple[Any, ...]:
    """Return an array as a tuple, null as an empty one and anything else as the only item."""
    if isinstance(value, list):
        return tuple(value)
    return () if value is None else (value,)


def present(**columns: Any) -> dict[str, Any]:
    """Return the columns that have a value: an empty one would be taken for a name."""
    return {name: value for name, value in columns.items() if value is not None}
