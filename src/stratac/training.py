"""Corpus to fitted, calibrated and measured model."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from stratac import language
from stratac.errors import CorpusError
from stratac.features import concreteness
from stratac.features.clause import ClauseReader
from stratac.features.concreteness import ConcretenessRegressor
from stratac.features.reading import Reader, Reading
from stratac.features.tokens import tabulate
from stratac.language import Analyser, Sentence
from stratac.model import Model
from stratac.pipeline import StatementClassifier
from stratac.records import Label, LabelledUnit, Origin

# Weight of a unit by what its reader said of it: sure, hesitated, coin toss.
CERTAINTY_WEIGHTS = {None: 1.0, 1: 1.0, 2: 0.7, 3: 0.4}
# Single phrases teach words, not the mix of a document: half weight did best of
# 0.25, 0.5 and 1 in cross-validation by document.
SINGLE_WEIGHT = 1.0
# Horizons of the training units are counted from the day the corpus was begun.
REFERENCE = datetime.date(2026, 1, 1)
# Shares of the labels in a plan proper, between those of the excerpts written
# whole (0.28, 0.27, 0.45) and an even split.
PLAN_SHARES = {Label.STRATEGY: 0.30, Label.TACTIC: 0.30, Label.OTHER: 0.40}
_FOLDS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Labelled units with their parses, and the token numbers that were marked.

    ``predicates`` and ``targets`` are token indices: -1 where a unit has no
    marked predicate or object.
    """

    units: tuple[LabelledUnit, ...]
    sentences: tuple[Sentence, ...]
    predicates: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]

    def subset(self, rows: npt.NDArray[np.int64]) -> Parsed:
        """Return some of the units."""
        chosen = rows.tolist()
        return Parsed(
            tuple(self.units[row] for row in chosen),
            tuple(self.sentences[row] for row in chosen),
            self.predicates[rows],
            self.targets[rows],
        )


def parse(units: Sequence[LabelledUnit], analyser: Analyser) -> Parsed:
    """Parse labelled units and find their marked words among the tokens."""
    sentences = tuple(analyser.parse(unit.text for unit in units))
    predicates, targets = [], []
    for unit, sentence in zip(units, sentences, strict=True):
        words = [token.text for token in sentence.tokens]
        found = words.index(unit.predicate) if unit.predicate in words else -1
        predicates.append(found)
        targets.append(words.index(unit.object) if found >= 0 and unit.object in words else -1)
    return Parsed(tuple(units), sentences, np.array(predicates), np.array(targets))


def train(units: Sequence[LabelledUnit], analyser: Analyser | None = None) -> Model:
    """Fit a model on labelled units.

    Parameters
    ----------
    units
        Labelled units; some of them with their predicate marked.
    analyser
        What parses them; default: the French pipeline.

    Returns
    -------
    Model
        With versions, labels and the hash of the data in its manifest; figures
        are added by whoever evaluates it.

    Raises
    ------
    CorpusError
        If a label is missing altogether, or too few predicates are marked.
    """
    labelled = [unit for unit in units if unit.label is not None]
    _check(labelled)
    analyser = analyser or language.load_analyser()
    parsed = parse(labelled, analyser)
    regressor = fit_concreteness(analyser)
    readings = _readings_of_unseen(parsed, regressor)
    classifier = StatementClassifier().fit(
        readings,
        [str(unit.label) for unit in parsed.units],
        groups=[unit.document for unit in parsed.units],
        sample_weight=weights(parsed.units),
        judge_weight=_judge_weights(parsed.units),
    )
    manifest = {
        "language": "fr",
        "stratac": version("stratac"),
        "language_model": f"{language.PACKAGE_NAME} {version(language.PACKAGE_NAME)}",
        "labels": [str(label) for label in Label],
        "data_sha256": data_hash(labelled),
        "units": len(labelled),
    }
    return Model(Reader(fit_clause_reader(parsed), regressor), classifier, manifest)


def _check(units: Sequence[LabelledUnit]) -> None:
    missing = set(Label) - {unit.label for unit in units}
    if missing:
        raise CorpusError(
            f"No unit is labelled {', '.join(sorted(missing))}: a model needs all three labels."
        )
    marked = sum(bool(unit.predicate) for unit in units)
    if marked < _LEAST_MARKED:
        raise CorpusError(
            f"{marked} units have their predicate marked, {_LEAST_MARKED} are needed: "
            "mix the shipped corpus in."
        )


_LEAST_MARKED = 50


def fit_concreteness(
    analyser: Analyser, leave_out: frozenset[str] = frozenset()
) -> ConcretenessRegressor:
    """Fit the regression for unrated words on the rated ones, but for those left out."""
    ratings = concreteness.rated_words()
    words = [word for word in ratings if word not in leave_out]
    vectors = analyser.word_vectors(words)
    known = np.any(vectors != 0, axis=1)
    values = np.array([ratings[word] for word in words])
    return ConcretenessRegressor().fit(vectors[known], values[known])


def fit_clause_reader(parsed: Parsed) -> ClauseReader:
    """Fit the clause reader on the units whose predicate was marked."""
    marked = parsed.subset(np.flatnonzero(parsed.predicates >= 0))
    table = tabulate(marked.sentences)
    starts = table.offsets[:-1]
    targets = np.where(marked.targets >= 0, starts + marked.targets, -1)
    return ClauseReader().fit(table, starts + marked.predicates, targets)


def _readings_of_unseen(parsed: Parsed, regressor: ConcretenessRegressor) -> list[Reading]:
    """Read every unit with a clause reader that has not seen its document.

    The classifier then learns from predicates as good as it will get.
    """
    groups = [unit.document for unit in parsed.units]
    readings: dict[int, Reading] = {}
    for seen, unseen in GroupKFold(_FOLDS).split(groups, groups=groups):
        reader = Reader(fit_clause_reader(parsed.subset(seen)), regressor)
        rows = unseen.tolist()
        read = reader.read([parsed.sentences[row] for row in rows], REFERENCE)
        readings.update(zip(rows, read, strict=True))
    return [readings[row] for row in range(len(groups))]


def _judge_weights(units: Sequence[LabelledUnit]) -> npt.NDArray[np.float64]:
    """Return the weight of each unit for the judge: 0 for those unlike a real page.

    The judge sets the probabilities, so it is fitted on excerpts modelled on real
    pages, where there are enough. Pages hold much context around their plans;
    the labels are weighed to the shares that they have in a plan proper.
    """
    chosen = np.array([unit.origin is Origin.MODELLED for unit in units])
    if chosen.sum() < _LEAST_JUDGED:
        chosen = np.array([unit.origin is not Origin.SINGLE for unit in units])
    weight: npt.NDArray[np.float64] = weights(units) * chosen
    total = weight.sum()
    for label, share in PLAN_SHARES.items():
        members = np.array([unit.label is label for unit in units])
        weight[members] *= share * total / max(weight[members].sum(), 1e-9)
    return weight


_LEAST_JUDGED = 500


def weights(units: Sequence[LabelledUnit]) -> npt.NDArray[np.float64]:
    """Return the weight of each unit in training, by certainty and by making."""
    return np.array(
        [
            CERTAINTY_WEIGHTS[unit.sure] * (SINGLE_WEIGHT if unit.origin is Origin.SINGLE else 1.0)
            for unit in units
        ]
    )


def data_hash(units: Sequence[LabelledUnit]) -> str:
    """Return the SHA-256 of texts, labels, splits and marks, in their order."""
    digest = hashlib.sha256()
    for unit in units:
        row = [unit.text, unit.label, unit.split, unit.predicate, unit.object]
        digest.update(json.dumps(row, ensure_ascii=False).encode("utf-8"))
    return digest.hexdigest()
