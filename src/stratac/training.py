"""Corpus to fitted, calibrated and measured model."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import Ridge
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from stratac import language
from stratac.errors import CorpusError
from stratac.features import concreteness
from stratac.features.concreteness import ConcretenessRegressor
from stratac.features.tokens import Ints
from stratac.judging import fitting as judging
from stratac.judging.classifier import Classifier
from stratac.language import BATCH_SIZE, Analyser, Sentence
from stratac.linking import fitting as linking
from stratac.linking.evidence import Unit, heading_paths
from stratac.linking.linker import Linker
from stratac.linking.meaning import Rarity, measure_rarity
from stratac.model import Model
from stratac.network import fitting
from stratac.network.fitting import Size, Targets
from stratac.network.forward import Network
from stratac.reading import Reader, Reading
from stratac.records import (
    Detail,
    Engine,
    Label,
    LabelledUnit,
    LinkedUnit,
    MeansEnd,
    Origin,
    Status,
)
from stratac.threads import one_thread

# Weight of a unit by what its reader said of it: sure, hesitated, coin toss.
CERTAINTY_WEIGHTS = {None: 1.0, 1: 1.0, 2: 0.7, 3: 0.4}
# Horizons of the training units are counted from the day the corpus was begun.
REFERENCE = datetime.date(2026, 1, 1)
# Shares of the labels in a plan proper, between those of the excerpts written
# whole (0.28, 0.27, 0.45) and an even split.
PLAN_SHARES = {Label.STRATEGY: 0.30, Label.TACTIC: 0.30, Label.OTHER: 0.40}
_FOLDS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Labelled units with their parses, and the token numbers that were marked.

    ``predicates`` and ``targets`` are token indices, -1 where none was marked; the
    target is the predicate itself where it was said to have no object.
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
        words = [word.text for word in sentence.words]
        found = words.index(unit.predicate) if unit.predicate in words else -1
        predicates.append(found)
        targets.append(_target(unit, words) if found >= 0 else -1)
    return Parsed(tuple(units), sentences, np.array(predicates), np.array(targets))


def _target(unit: LabelledUnit, words: Sequence[str]) -> int:
    if not unit.object:
        return words.index(str(unit.predicate))
    return words.index(unit.object) if unit.object in words else -1


def train(units: Sequence[LabelledUnit], linker: Linker, analyser: Analyser | None = None) -> Model:
    """Fit a model on labelled units.

    Parameters
    ----------
    units
        Labelled units; some of them with their predicate marked.
    linker
        What links actions to aims, from `train_linker` or from another model.
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
    analyser = analyser or language.load_analyser()
    learned = learn_to_read(units, analyser)
    manifest = {
        "language": "fr",
        "engine": str(analyser.engine),
        "stratac": version("stratac"),
        "language_model": f"{language.PACKAGE_NAME} {version(language.PACKAGE_NAME)}",
        "labels": [str(label) for label in Label],
        "data_sha256": data_hash(learned.units),
        "units": len(learned.units),
        "clauses": measure_clauses(learned),
    }
    return Model(learned.reader, fit_classifier(learned), linker, manifest)


def train_linker(
    units: Sequence[LabelledUnit],
    plans: Sequence[LinkedUnit],
    means: Sequence[MeansEnd],
    analyser: Analyser | None = None,
) -> Linker:
    """Fit what says which strategy each tactic of a document serves.

    Parameters
    ----------
    units
        Labelled units: how rare words are is counted in them.
    plans
        Plans whose links were read.
    means
        Actions with the aims that they serve.
    analyser
        What parses them; default: the French pipeline.
    """
    analyser = analyser or language.load_analyser()
    with one_thread():
        sentences = list(analyser.parse(unit.text for unit in units))
        rarity = measure_rarity(sentences, [unit.document for unit in units])
        association = linking.fit_association(_organisations(means, rarity, analyser))
        return linking.fit_linker(linked_plans(plans, analyser), rarity, association)


def _organisations(
    means: Sequence[MeansEnd], rarity: Rarity, analyser: Analyser
) -> list[linking.Ends]:
    found = []
    for _, rows in itertools.groupby(means, lambda row: row.organisation):
        members = list(rows)
        aims = list(dict.fromkeys(row.aim for row in members))
        actions = list(analyser.parse(row.action for row in members))
        served = [aims.index(row.aim) for row in members]
        found.append(linking.ends(actions, list(analyser.parse(aims)), served, rarity))
    return found


def linked_plans(units: Sequence[LinkedUnit], analyser: Analyser) -> list[linking.LinkedPlan]:
    """Lay plans whose links were read out for the linker; a plan's units stand together."""
    found = []
    for _, rows in itertools.groupby(units, lambda unit: unit.document):
        members = list(rows)
        paths = heading_paths([(unit.block, unit.level) for unit in members])
        sentences = analyser.parse(unit.text for unit in members)
        places = {unit.id: place for place, unit in enumerate(members)}
        found.append(
            linking.LinkedPlan(
                tuple(
                    Unit(sentence, unit.label, unit.block, path)
                    for unit, sentence, path in zip(members, sentences, paths, strict=True)
                ),
                {
                    places[unit.id]: frozenset(places[aim] for aim in unit.serves)
                    for unit in members
                    if unit.serves is not None
                },
            )
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Units, a reader that has learned from them, and what readers that had not read in them."""

    units: tuple[LabelledUnit, ...]
    reader: Reader
    readings: list[Reading]


def learn_to_read(units: Sequence[LabelledUnit], analyser: Analyser | None = None) -> Learned:
    """Fit what reads sentences: the network and the concreteness of unrated words.

    Parameters, errors: as of `train`.
    """
    labelled = [unit for unit in units if unit.label is not None]
    _check(labelled)
    analyser = analyser or language.load_analyser()
    parsed = parse(labelled, analyser)
    regressor = fit_concreteness(analyser)
    size = fitting.SIZES[analyser.engine]
    readings = _readings_of_unseen(parsed, regressor, size)
    network = fit_network(parsed, size, seed=_SEEDS[analyser.engine])
    return Learned(parsed.units, Reader(network, regressor), readings)


# Networks that differ in their seed alone differ in what they think of a sentence or two: with
# this one « Notre stratégie sera de faire plus de foires » is an action among aims too.
_SEEDS = {Engine.ACCURATE: 0, Engine.FAST: 2}


def fit_classifier(learned: Learned) -> Classifier:
    """Fit the experts and their judge on what was read in units that were not learned from."""
    units = learned.units
    return judging.fit(
        learned.readings,
        [str(unit.label) for unit in units],
        [unit.document for unit in units],
        weights(units),
        judge_weights(units),
        nature_weights(units),
    )


def measure_clauses(learned: Learned) -> dict[str, float]:
    """Measure how well clauses are told by networks that had not seen their documents.

    Parameters
    ----------
    learned
        Units and what was read in them.

    Returns
    -------
    dict
        Of the units of real pages whose sort was marked (of all, where there are too few):
        their number (``units``), the shares whose sort and whose status were found
        (``sort``, ``status``), and F1 of each `Status`, all 0 to 1.
    """
    pairs = [
        (unit.origin, unit.detail, Detail(reading.detail))
        for unit, reading in zip(learned.units, learned.readings, strict=True)
        if unit.detail is not None
    ]
    modelled = [pair for pair in pairs if pair[0] is Origin.MODELLED]
    pairs = modelled if len(modelled) >= _LEAST_JUDGED else pairs
    if not pairs:
        return {"units": 0}
    truth = [str(told.status) for _, told, _ in pairs]
    found = [str(found.status) for _, _, found in pairs]
    names = [str(status) for status in Status]
    each = f1_score(truth, found, labels=names, average=None, zero_division=0.0)
    return {
        "units": len(pairs),
        "sort": float(np.mean([told is found for _, told, found in pairs])),
        "status": float(np.mean([told == found for told, found in zip(truth, found, strict=True)])),
        **dict(zip(names, map(float, each), strict=True)),
    }


def read(reader: Reader, units: Sequence[LabelledUnit], analyser: Analyser) -> list[Reading]:
    """Read labelled units, each in its document; those of one document stand together."""
    sentences = list(analyser.parse(unit.text for unit in units))
    return _read(reader, sentences, _documents(units))


def _read(reader: Reader, sentences: Sequence[Sentence], documents: Ints) -> list[Reading]:
    with one_thread():
        alone = [
            reading
            for start in range(0, len(sentences), BATCH_SIZE)
            for reading in reader.read(sentences[start : start + BATCH_SIZE], REFERENCE)
        ]
        return reader.read_context(alone, documents)


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
    ridge = Ridge(alpha=1.0).fit(vectors[known], values[known])
    return ConcretenessRegressor(ridge.coef_, float(ridge.intercept_))


def fit_network(parsed: Parsed, size: Size, seed: int = 0) -> Network:
    """Fit the network over tokens and units."""
    labels, details = list(Label), list(Detail)
    units = parsed.units
    targets = Targets(
        label=np.array([labels.index(unit.label) for unit in units if unit.label]),
        detail=np.array([details.index(unit.detail) if unit.detail else -1 for unit in units]),
        predicate=parsed.predicates,
        object=parsed.targets,
        weight=weights(units).astype(np.float32),
        document=_documents(units),
    )
    with one_thread():
        return fitting.fit(
            parsed.sentences,
            targets,
            details=[str(detail) for detail in details],
            size=size,
            seed=seed,
        )


def _documents(units: Sequence[LabelledUnit]) -> Ints:
    """Return the number of each unit's document; the units of one stand together."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(unit.document, len(numbers)) for unit in units])


def _readings_of_unseen(
    parsed: Parsed, regressor: ConcretenessRegressor, size: Size
) -> list[Reading]:
    """Read every unit with a network that has not seen its document.

    The classifier then learns from predicates and judgements as good as they will get.
    """
    documents = _documents(parsed.units)
    readings: dict[int, Reading] = {}
    for seen, unseen in GroupKFold(_FOLDS).split(documents, groups=documents):
        reader = Reader(fit_network(parsed.subset(seen), size), regressor)
        rows = unseen.tolist()
        sentences = [parsed.sentences[row] for row in rows]
        readings.update(zip(rows, _read(reader, sentences, documents[unseen]), strict=True))
    return [readings[row] for row in range(len(documents))]


def judge_weights(units: Sequence[LabelledUnit]) -> npt.NDArray[np.float64]:
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


def nature_weights(units: Sequence[LabelledUnit]) -> npt.NDArray[np.float64]:
    """Return the weight of each unit where judges settle intention against action.

    Single sentences were written to contrast with each other: what wants with what does,
    what a sentence calls itself with what it is. Others weigh 0.
    """
    contrasting = [unit.origin is Origin.SINGLE and unit.label is not Label.OTHER for unit in units]
    found: npt.NDArray[np.float64] = weights(units) * np.array(contrasting)
    return found


def weights(units: Sequence[LabelledUnit]) -> npt.NDArray[np.float64]:
    """Return the weight of each unit in training, by how sure its readers were."""
    return np.array([CERTAINTY_WEIGHTS[unit.sure] for unit in units])


def data_hash(units: Sequence[LabelledUnit]) -> str:
    """Return the SHA-256 of texts, labels, splits and marks, in their order."""
    digest = hashlib.sha256()
    for unit in units:
        row = [unit.text, unit.label, unit.split, unit.predicate, unit.object]
        digest.update(json.dumps(row, ensure_ascii=False).encode("utf-8"))
    return digest.hexdigest()
