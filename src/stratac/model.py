"""Load, save and use a model: the one door to model files.

A model is a folder with two files: ``manifest.json`` (versions, labels, hash of
the data, figures, SHA-256 of the other file) and ``model.joblib``. Opening a
joblib file runs the code that it holds, so only the shipped model, whose hash the
package knows, is opened without leave.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import sklearn

from stratac.errors import ModelError, UntrustedModelError
from stratac.explanation import Explainer
from stratac.language import BATCH_SIZE, Sentence
from stratac.linking.linker import Linker
from stratac.pipeline import StatementClassifier
from stratac.reading import NAMES, Reader, Reading
from stratac.records import ClaimRole, Contribution, Label, Nature, Statement
from stratac.threads import one_thread

FORMAT = 2
MODEL_FILE = "model.joblib"
MANIFEST_FILE = "manifest.json"
SHIPPED_NAME = "stratac-fr"


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model: what reads sentences and what decides.

    Attributes
    ----------
    reader
        Finds the evidence in parsed sentences.
    classifier
        Decides on it.
    linker
        Says which strategy each tactic of a document serves.
    manifest
        What the model was made from and how good it is, as in its file.
    """

    reader: Reader
    classifier: StatementClassifier
    linker: Linker
    manifest: Mapping[str, Any]

    @cached_property
    def _explainers(self) -> tuple[Explainer, Explainer]:
        """Explainers of what is judged by itself and in its document."""
        judges = (self.classifier.alone_, self.classifier.in_context_)
        alone, in_context = (Explainer(self.classifier, judge) for judge in judges)
        return alone, in_context

    def predict(
        self, sentences: Iterable[Sentence], reference: datetime.date
    ) -> Iterator[Statement]:
        """Yield the statement made of each sentence, in order, in bounded memory.

        Parameters
        ----------
        sentences
            Parsed sentences with one token at least.
        reference
            The date from which horizons are counted.
        """
        remaining = iter(sentences)
        while batch := list(itertools.islice(remaining, BATCH_SIZE)):
            with one_thread():
                statements = self._statements(self.reader.read(batch, reference))
            yield from statements

    def predict_document(
        self, sentences: Iterable[Sentence], reference: datetime.date
    ) -> list[Statement]:
        """Return the statements made of the sentences of one document, in order.

        Each is judged with its neighbours in view.

        Parameters
        ----------
        sentences
            Parsed sentences with one token at least, as they follow each other.
        reference
            The date from which horizons are counted.
        """
        remaining = iter(sentences)
        readings: list[Reading] = []
        while batch := list(itertools.islice(remaining, BATCH_SIZE)):
            with one_thread():
                readings += self.reader.read(batch, reference)
        with one_thread():
            one = np.zeros(len(readings), dtype=np.int64)
            readings = self.reader.read_context(readings, one)
            return [
                statement
                for start in range(0, len(readings), BATCH_SIZE)
                for statement in self._statements(readings[start : start + BATCH_SIZE])
            ]

    def _statements(self, readings: list[Reading]) -> list[Statement]:
        evidence, terms = self.classifier.weigh(readings)
        judge = self.classifier.judge(readings)
        probabilities = judge.predict_proba(evidence)
        numbers = probabilities.argmax(axis=1)
        explainer = self._explainers[judge is self.classifier.in_context_]
        reasons = explainer.explain(readings, evidence, terms, numbers)
        labels = [Label(name) for name in self.classifier.classes_]
        return [
            _statement(reading, dict(zip(labels, row, strict=True)), labels[number], contributions)
            for reading, row, number, contributions in zip(
                readings, probabilities.tolist(), numbers.tolist(), reasons, strict=True
            )
        ]


def _statement(
    reading: Reading,
    probabilities: dict[Label, float],
    label: Label,
    contributions: Sequence[Contribution],
) -> Statement:
    action, intention = probabilities[Label.TACTIC], probabilities[Label.STRATEGY]
    share = action / (action + intention) if action + intention else 0.5
    framing = reading.features.framing
    claimed = framing.claimed if framing.role is ClaimRole.ANNOUNCES else None
    return Statement(
        text=reading.sentence.text,
        label=label,
        nature=Nature.ACTION if share >= 0.5 else Nature.INTENTION,
        confidence=max(share, 1 - share),
        relevance=1 - probabilities[Label.OTHER],
        probabilities={name.value: probabilities[name] for name in Label},
        claimed=claimed,
        misframed=claimed is not None and label is not Label.OTHER and label is not claimed,
        features=reading.features,
        contributions=contributions,
    )


def save_model(model: Model, folder: str | Path) -> Path:
    """Write a model into a folder, made where it is missing.

    Returns
    -------
    Path
        The folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MODEL_FILE
    parts = {"reader": model.reader, "classifier": model.classifier, "linker": model.linker}
    joblib.dump(parts, path, compress=3)
    manifest = {
        **model.manifest,
        "format": FORMAT,
        "sklearn": sklearn.__version__,
        "numpy": np.__version__,
        "evidence": _evidence_hash(),
        "sha256": _hash(path),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
    return folder


def load_model(path: str | Path | None = None, *, trusted: bool = False) -> Model:
    """Open a model.

    Parameters
    ----------
    path
        Folder of a saved model; default: the one that ships with stratac.
    trusted
        Leave to open a model that is not the shipped one. Opening it runs the
        code that it holds: give it for files that you or people you trust made.

    Returns
    -------
    Model
        The same object each time for the shipped one.

    Raises
    ------
    UntrustedModelError
        If another model than the shipped one is opened without ``trusted``.
    ModelError
        If the folder, its manifest or its model file is missing, damaged, or
        was made for other versions.

    Examples
    --------
    >>> from stratac import load_model
    >>> load_model().manifest["language"]
    'fr'
    """
    folder = shipped_folder() if path is None else Path(path)
    if path is not None and folder.resolve() != shipped_folder().resolve() and not trusted:
        raise UntrustedModelError(
            f"{folder} is not the model that ships with stratac. A joblib file runs code when "
            "it is opened: if you made it or trust who did, call "
            "load_model(path, trusted=True)."
        )
    if path is None or folder.resolve() == shipped_folder().resolve():
        return _shipped_model()
    return _open(folder)


@cache
def _shipped_model() -> Model:
    return _open(shipped_folder())


def shipped_folder() -> Path:
    """Return the folder of the shipped model: in the package, or in a checkout beside it."""
    package = Path(__file__).parent
    inside = package / "models" / SHIPPED_NAME
    return inside if inside.is_dir() else package.parents[1] / "models" / SHIPPED_NAME


def _open(folder: Path) -> Model:
    manifest = _manifest(folder)
    path = folder / MODEL_FILE
    if not path.is_file():
        raise ModelError(f"{folder} has no {MODEL_FILE}; copy the whole folder of the model.")
    if _hash(path) != manifest.get("sha256"):
        raise ModelError(
            f"{path} is not the file that its manifest describes (SHA-256 differs): it is "
            "truncated or changed. Copy it again or train it anew."
        )
    try:
        parts = joblib.load(path)
        reader, classifier, linker = (parts[name] for name in ("reader", "classifier", "linker"))
    except Exception as error:  # joblib raises nearly anything on a foreign file
        raise ModelError(
            f"{path} cannot be opened as a stratac model ({type(error).__name__}: {error})."
        ) from error
    if not (
        isinstance(reader, Reader)
        and isinstance(classifier, StatementClassifier)
        and isinstance(linker, Linker)
    ):
        raise ModelError(f"{path} holds no stratac model; give the folder of a saved one.")
    return Model(reader, classifier, linker, manifest)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST_FILE
    if not folder.is_dir():
        raise ModelError(f"{folder} is not a folder; a model is a folder with {MANIFEST_FILE}.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{folder} has no readable {MANIFEST_FILE}; is it a model?") from error
    except ValueError as error:
        raise ModelError(f"{path} is damaged ({error}); copy the model again.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else manifest
        raise ModelError(
            f"{path} is of format {found!r}; this stratac reads format {FORMAT}. Train the "
            "model again with this version, or install the version that made it."
        )
    made, here = str(manifest.get("sklearn", "")), sklearn.__version__
    if made.split(".")[:2] != here.split(".")[:2]:
        raise ModelError(
            f"{path} was made with scikit-learn {made}, here is {here}. "
            f"Install the other one (python -m pip install 'scikit-learn=={made}') "
            "or train the model again."
        )
    if manifest.get("evidence") != _evidence_hash():
        raise ModelError(
            f"{path} was made for other evidence than this version of stratac reads. "
            "Train the model again, or install the version that made it."
        )
    return manifest


def _evidence_hash() -> str:
    """Return a hash of the names of all that is read in a sentence."""
    return hashlib.sha256("\n".join(NAMES).encode()).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
