"""stratac: tells intentions from actions in French plan documents."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratac.analysis import score_file, score_text
    from stratac.annotations import load_labelled, save_for_labelling
    from stratac.batch import score_files
    from stratac.classification import classify, classify_frame, classify_many
    from stratac.document import DocumentScore
    from stratac.errors import (
        CorpusError,
        InputError,
        LanguageModelError,
        MissingExtraError,
        ModelError,
        OutputError,
        ReadError,
        StratacError,
        UntrustedModelError,
    )
    from stratac.estimator import StratacClassifier
    from stratac.findings import Failure
    from stratac.model import Model, load_model, save_model
    from stratac.records import Engine, Label, Limits, Nature, Statement

__version__ = "0.1.0"

__all__ = [
    "CorpusError",
    "DocumentScore",
    "Engine",
    "Failure",
    "InputError",
    "Label",
    "LanguageModelError",
    "Limits",
    "MissingExtraError",
    "Model",
    "ModelError",
    "Nature",
    "OutputError",
    "ReadError",
    "Statement",
    "StratacClassifier",
    "StratacError",
    "UntrustedModelError",
    "classify",
    "classify_frame",
    "classify_many",
    "load_labelled",
    "load_model",
    "save_for_labelling",
    "save_model",
    "score_file",
    "score_files",
    "score_text",
]

_ROOMS = {
    "analysis": ("score_file", "score_text"),
    "annotations": ("load_labelled", "save_for_labelling"),
    "batch": ("score_files",),
    "classification": ("classify", "classify_frame", "classify_many"),
    "errors": ("CorpusError", "InputError", "LanguageModelError", "MissingExtraError",
               "ModelError", "OutputError", "ReadError", "StratacError", "UntrustedModelError"),
    "findings": ("Failure",),
    "model": ("Model", "load_model", "save_model"),
    "document": ("DocumentScore",),
    "estimator": ("StratacClassifier",),
    "records": ("Engine", "Label", "Limits", "Nature", "Statement"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Fetch a public name on first use: importing stratac loads no model and no library."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(importlib.import_module(f"stratac.{room}"), name)
    raise AttributeError(f"module 'stratac' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
