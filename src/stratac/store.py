"""Fitted parts to files that hold nothing but numbers and text, and back: the one door to them.

A fitted part is a dataclass of arrays, numbers, texts and further parts. Its arrays go
into a safetensors file, the rest into a JSON file; what its fields are said to be decides
what they are read as, so that a file can name no class and run no code.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from stratac.errors import ModelError

Part = TypeVar("Part")
Array = npt.NDArray[Any]

ARRAYS_FILE = "arrays.safetensors"
TEXTS_FILE = "texts.json"


def shipped(name: str) -> Path:
    """Return a file or folder that ships with stratac: in the package, or in a checkout beside it.

    Parameters
    ----------
    name
        Its place: ``models/stratac-fr``, ``data/corpus.jsonl``.
    """
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.exists() else package.parents[1] / name


def save(part: object, folder: Path) -> None:
    """Write a fitted part into a folder, as two files."""
    from safetensors.numpy import save as to_bytes

    arrays: dict[str, Array] = {}
    texts: dict[str, object] = {}
    _pack(part, "", arrays, texts)
    joined = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    (folder / ARRAYS_FILE).write_bytes(to_bytes(joined))
    text = json.dumps(texts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (folder / TEXTS_FILE).write_text(text + "\n", encoding="utf-8")


def load(kind: type[Part], folder: Path) -> Part:
    """Read a fitted part of some kind from a folder.

    Raises
    ------
    ModelError
        If a file is missing or damaged, or does not hold the fields of this kind.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(folder / ARRAYS_FILE)
        texts = json.loads((folder / TEXTS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, SafetensorError, RecursionError) as error:
        raise ModelError(
            f"{folder} holds no readable {ARRAYS_FILE} and {TEXTS_FILE} "
            f"({type(error).__name__}: {error}). Copy the whole folder of the model again."
        ) from error
    if not isinstance(texts, dict):
        raise ModelError(f"{folder / TEXTS_FILE} is no JSON object; copy the model again.")
    try:
        part: Part = _unpack(kind, "", arrays, texts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"{folder} holds no stratac model of this version ({type(error).__name__}: {error}). "
            "Train the model again with this version, or install the version that made it."
        ) from error
    return part


def _pack(part: object, name: str, arrays: dict[str, Array], texts: dict[str, object]) -> None:
    if isinstance(part, np.ndarray):
        arrays[name] = part
    elif dataclasses.is_dataclass(part):
        for field in _fields(type(part)):
            _pack(getattr(part, field), _under(name, field), arrays, texts)
    elif isinstance(part, Mapping) and any(
        isinstance(value, np.ndarray) for value in part.values()
    ):
        for key, value in part.items():
            arrays[_under(name, key)] = value
    else:
        texts[name] = dict(part) if isinstance(part, Mapping) else part


def _unpack(kind: Any, name: str, arrays: Mapping[str, Array], texts: Mapping[str, Any]) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        parts = {
            field: _unpack(hints[field], _under(name, field), arrays, texts)
            for field in _fields(kind)
        }
        return kind(**parts)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is np.ndarray:
        return arrays[name]
    if origin is Mapping and typing.get_origin(arguments[1]) is np.ndarray:
        inside = _under(name, "")
        return {
            key[len(inside) :]: value for key, value in arrays.items() if key.startswith(inside)
        }
    value = texts[name]
    if origin is Mapping:
        return {_checked(str, key, name): _checked(arguments[1], value[key], name) for key in value}
    if origin is tuple:
        return tuple(_checked(str, item, name) for item in value)
    return _checked(kind, value, name)


def _checked(kind: type, value: object, name: str) -> object:
    if not isinstance(value, kind):
        raise TypeError(f"{name} is of type {type(value).__name__}, {kind.__name__} was expected")
    return value


def _fields(kind: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(kind) if field.init]


def _under(name: str, inner: str) -> str:
    return f"{name}.{inner}" if name else inner
