"""Load, save and use a model: the one door to model files.

A model is a folder: ``manifest.json`` says what it was made from and how good it is,
with the SHA-256 of the files beside it. Those hold numbers and text alone and are
safe to open whoever made them. A model may be kept as ``model.joblib`` in their
place; opening that runs the code that it holds, and asks for leave.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np

from stratac import store
from stratac.errors import InputError, ModelError, UntrustedModelError
from stratac.explanation import Explainer
from stratac.judging.classifier import Classifier
from stratac.language import BATCH_SIZE, Sentence
from stratac.linking.linker import Linker
from stratac.reading import NAMES, Reader, Reading
from stratac.records import ClaimRole, Contribution, Engine, Label, Nature, Statement
from stratac.threads import one_batch

FORMAT = 4
JOBLIB_FILE = "model.joblib"
MANIFEST_FILE = "manifest.json"
SHIPPED_NAMES = {
    Engine.ACCURATE: "models/stratac-fr",
    Engine.FAST: "models/stratac-fr-fast",
}
# As good as the other within a standard error, several times as fast, and quick to start.
DEFAULT_ENGINE = Engine.FAST


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What of a model is fitted, and goes into its files."""

    reader: Reader
    classifier: Classifier
    linker: Linker


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
    classifier: Classifier
    linker: Linker
    manifest: Mapping[str, Any]

    @property
    def engine(self) -> Engine:
        """The engine on whose parses the model was trained."""
        return Engine(self.manifest["engine"])

    @cached_property
    def _explainers(self) -> tuple[Explainer, Explainer]:
        """Explainers of what is judged by itself and in its document."""
        judges = (self.classifier.alone, self.classifier.in_context)
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
            with one_batch():
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
            with one_batch():
                readings += self.reader.read(batch, reference)
        with one_batch():
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
        explainer = self._explainers[judge is self.classifier.in_context]
        reasons = explainer.explain(readings, evidence, terms, numbers)
        labels = [Label(name) for name in self.classifier.labels]
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


def save_model(
    model: Model, folder: str | Path, *, format: Literal["arrays", "joblib"] = "arrays"
) -> Path:
    """Write a model into a folder, made where it is missing.

    Parameters
    ----------
    model
        The model.
    folder
        Where to; files of a model that are there already are replaced.
    format
        ``"arrays"``: numbers and text, which anybody can open without danger;
        ``"joblib"``: one file, which runs code when it is opened.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ModelError
        If the format is another.

    Examples
    --------
    >>> import tempfile
    >>> from stratac import load_model
    >>> folder = save_model(load_model(), tempfile.mkdtemp())
    >>> sorted(path.name for path in folder.iterdir())
    ['arrays.safetensors', 'manifest.json', 'texts.json']
    """
    if format not in _FILES:
        raise ModelError(f"The format is {format!r}; expected one of {', '.join(_FILES)}.")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in itertools.chain.from_iterable(_FILES.values()):
        (folder / name).unlink(missing_ok=True)
    parts = Parts(model.reader, model.classifier, model.linker)
    if format == "joblib":
        import joblib

        joblib.dump(parts, folder / JOBLIB_FILE, compress=3)
    else:
        store.save(parts, folder)
    manifest = {
        **model.manifest,
        "format": FORMAT,
        "stratac": version("stratac"),
        "numpy": np.__version__,
        "evidence": _evidence_hash(),
        "sha256": {name: _hash(folder / name) for name in _FILES[format]},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
    return folder


_FILES = {"arrays": (store.ARRAYS_FILE, store.TEXTS_FILE), "joblib": (JOBLIB_FILE,)}


def load_model(
    path: str | Path | None = None,
    *,
    engine: Engine | str | None = None,
    trusted: bool = False,
) -> Model:
    """Open a model.

    Parameters
    ----------
    path
        Folder of a saved model; default: the one that ships with stratac.
    engine
        Which of the shipped models: ``"fast"`` or ``"accurate"``; default: fast.
    trusted
        Leave to open a model that was saved as joblib. Opening it runs the code that
        it holds: give it for files that you or people you trust made. Models saved
        as arrays, the default, need no leave.

    Returns
    -------
    Model
        The same object each time for a shipped one.

    Raises
    ------
    UntrustedModelError
        If the model was saved as joblib and ``trusted`` is not given.
    ModelError
        If the folder, its manifest or a file is missing, damaged, or was made for
        another version or another engine.
    InputError
        If there is no such engine.

    Examples
    --------
    >>> from stratac import load_model
    >>> load_model().manifest["language"]
    'fr'
    """
    wanted = None if engine is None else engine_named(engine)
    for own in Engine:
        if path is not None and Path(path).resolve() == shipped_folder(own).resolve():
            path, wanted = None, wanted or own
    if path is None:
        return _shipped_model(wanted or DEFAULT_ENGINE)
    found = _open(Path(path), trusted)
    if wanted not in (None, found.engine):
        raise ModelError(
            f"{path} was trained for the engine {found.engine.value!r}, not for {wanted.value!r}; "
            "leave the engine out."
        )
    return found


def choose(model: Model | str | Path | None, engine: Engine | str | None) -> Model:
    """Return the model that is given, or opened, or that ships with stratac.

    Parameters
    ----------
    model
        A model, or the folder of one.
    engine
        Which of the shipped models, where none is given.
    """
    return model if isinstance(model, Model) else load_model(model, engine=engine)


def engine_named(name: Engine | str) -> Engine:
    """Return an engine by its name."""
    try:
        return Engine(name)
    except ValueError:
        names = ", ".join(repr(engine.value) for engine in Engine)
        raise InputError(f"The engine is {name!r}; expected one of {names}.") from None


@cache
def _shipped_model(engine: Engine) -> Model:
    return _open(shipped_folder(engine), trusted=False)


def shipped_folder(engine: Engine = DEFAULT_ENGINE) -> Path:
    """Return the folder of a shipped model."""
    return store.shipped(SHIPPED_NAMES[engine])


def _open(folder: Path, trusted: bool) -> Model:
    manifest = _manifest(folder)
    hashes = manifest.get("sha256")
    named = set(hashes) if isinstance(hashes, dict) else set()
    files = next((names for names in _FILES.values() if named == {*names}), None)
    if files is None or not isinstance(hashes, dict):
        raise ModelError(
            f"{folder / MANIFEST_FILE} names no files of a model; copy the model again."
        )
    if JOBLIB_FILE in files and not trusted:
        raise UntrustedModelError(
            f"{folder} was saved as joblib, which runs code when it is opened: if you made it or "
            "trust who did, call load_model(path, trusted=True). Ask for a model saved with "
            'format="arrays" otherwise.'
        )
    for name in files:
        if not (folder / name).is_file():
            raise ModelError(f"{folder} has no {name}; copy the whole folder of the model.")
        if _hash(folder / name) != hashes[name]:
            raise ModelError(
                f"{folder / name} is not the file that its manifest describes (SHA-256 differs): "
                "it is truncated or changed. Copy it again or train it anew."
            )
    parts = _open_joblib(folder) if JOBLIB_FILE in files else store.load(Parts, folder)
    return Model(parts.reader, parts.classifier, parts.linker, manifest)


def _open_joblib(folder: Path) -> Parts:
    import joblib

    path = folder / JOBLIB_FILE
    try:
        parts = joblib.load(path)
    except Exception as error:  # joblib raises nearly anything on a foreign file
        raise ModelError(
            f"{path} cannot be opened as a stratac model ({type(error).__name__}: {error})."
        ) from error
    if not isinstance(parts, Parts):
        raise ModelError(f"{path} holds no stratac model; give the folder of a saved one.")
    return parts


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST_FILE
    if not folder.is_dir():
        raise ModelError(f"{folder} is not a folder; a model is a folder with {MANIFEST_FILE}.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{folder} has no readable {MANIFEST_FILE}; is it a model?") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is damaged ({error}); copy the model again.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else manifest
        raise ModelError(
            f"{path} is of format {found!r}; this stratac reads format {FORMAT}. Train the "
            "model again with this version, or install the version that made it."
        )
    if manifest.get("engine") not in list(Engine):
        raise ModelError(f"{path} names no engine that this stratac has; train the model again.")
    if manifest.get("evidence") != _evidence_hash():
        raise ModelError(
            f"{path} was made for other evidence than this version of stratac reads. "
            "Train the model again, or install the version that made it "
            f"(python -m pip install 'stratac=={manifest.get('stratac')}')."
        )
    return manifest


def _evidence_hash() -> str:
    """Return a hash of the names of all that is read in a sentence."""
    return hashlib.sha256("\n".join(NAMES).encode()).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
