"""A shipped model taught by sentences of one's own, so that it forgets nothing for them.

What the model has learned is the mean of a Gaussian prior (as in Chelba and Acero 2006):
its weights move only as far as the new sentences pay for it. How firmly they are held is
asked of the sentences themselves: those of documents that were left out tell whether more was
learned than is forgotten. The network stays as it is; the expert on words and the judges
learn, which takes seconds and works from a few dozen sentences on.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.model_selection import GroupKFold

from stratac import evaluation, store, training
from stratac.corpus import load_corpus, select
from stratac.errors import CorpusError, InputError
from stratac.evaluation import Figures
from stratac.judging.classifier import Classifier, Doubles, Judge, Words, assemble, context
from stratac.language import Analyser
from stratac.model import Model
from stratac.reading import Reading
from stratac.records import Label, LabelledUnit, Split


@dataclass(frozen=True, slots=True)
class Held:
    """How firmly weights are held: of the words expert, of the judges, of where these start."""

    words: float
    judge: float
    start: float


# From firm to loose. The first serves those who label as the corpus does and bring other
# words, the last those who see things otherwise (`benchmarks/adaptation.py`).
HELD = (Held(100.0, 1000.0, 100.0), Held(10.0, 100.0, 30.0), Held(1.0, 30.0, 10.0))
_FOLDS = 5
LEAST = 10


def adapt(
    model: Model,
    units: Sequence[LabelledUnit],
    analyser: Analyser,
    sample_weight: npt.ArrayLike | None = None,
) -> Model:
    """Teach a model by labelled sentences.

    Parameters
    ----------
    model
        The model to begin with.
    units
        Labelled sentences; those of one document stand together, in their order. At
        least ten of each label, from two documents or more.
    analyser
        What parses them: that of the model's engine.
    sample_weight
        How much each counts, beside how sure its reader was; one that weighs 0 is left
        out, as if it were not there. Default: 1 each.

    Returns
    -------
    Model
        A new one; its manifest says what it was adapted from and on how many sentences.

    Raises
    ------
    CorpusError
        If there are too few sentences of a label, or of one document only.
    InputError
        If the weights are not one a sentence, finite and none below 0.
    """
    given = check_weights(sample_weight, len(units))
    _check([unit for row, unit in enumerate(units) if unit.label is not None and given[row]])
    return _adapted(model, units, analyser, given)


def _adapted(
    model: Model, units: Sequence[LabelledUnit], analyser: Analyser, given: Doubles
) -> Model:
    """Teach a model by sentences that are enough; ``given`` says how much each counts."""
    counting = [row for row, unit in enumerate(units) if unit.label is not None and given[row]]
    labelled = [units[row] for row in counting]
    readings = training.read(model.reader, labelled, analyser)
    classifier = model.classifier
    learned = _Learned(
        readings,
        classifier.words.terms.weigh(readings),
        np.array([classifier.labels.index(str(unit.label)) for unit in labelled]),
        training.weights(labelled) * given[counting],
        np.array([unit.document for unit in labelled]),
    )
    held = _firmness(classifier, learned)
    adapted = _taught(classifier, learned, held, _unseen(classifier.words, learned, held))
    told = {
        "adapted_from": model.manifest.get("data_sha256"),
        "adapted_on": len(labelled),
        "held": dataclasses.asdict(held),
        "data_sha256": training.data_hash(labelled),
    }
    # The figures of the model are not those of what was made of it.
    manifest = {name: value for name, value in model.manifest.items() if name != "figures"}
    return dataclasses.replace(model, classifier=adapted, manifest=manifest | told)


def check_weights(given: npt.ArrayLike | None, count: int) -> Doubles:
    """Return the weights of sentences as an array.

    Parameters
    ----------
    given
        A weight a sentence; None: each weighs 1.
    count
        Number of sentences.

    Raises
    ------
    InputError
        If there is not one a sentence, or one is no finite number of 0 or more.
    """
    if given is None:
        return np.ones(count)
    try:
        weight = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"sample_weight is {given!r:.80}; a list or an array of numbers was expected."
        ) from None
    if weight.shape != (count,):
        raise InputError(
            f"sample_weight has the shape {weight.shape}; one number for each of {count} "
            "sentences was expected."
        )
    bad = np.flatnonzero(~np.isfinite(weight) | (weight < 0))
    if len(bad):
        raise InputError(
            f"Weight {bad[0] + 1} is {weight[bad[0]]:g}; a finite number of 0 or more was "
            "expected. Give 0 to a sentence that is to be left out."
        )
    return weight


def cross_adapt(
    model: Model, units: Sequence[LabelledUnit], analyser: Analyser, folds: int = _FOLDS
) -> Iterator[tuple[Model, list[LabelledUnit]]]:
    """Yield models adapted on part of the sentences, each with the documents left out.

    Parameters
    ----------
    model, units, analyser
        As of `adapt`; each model learns from the part that it is given, however small.
    folds
        How often; not more than there are documents.

    Raises
    ------
    CorpusError
        As `adapt` does for all the sentences together.
    """
    _check([unit for unit in units if unit.label is not None])
    documents = np.array([unit.document for unit in units])
    folds = min(folds, len(set(documents.tolist())))
    for seen, left_out in GroupKFold(folds).split(documents, groups=documents):
        chosen = [units[row] for row in np.sort(seen)]
        adapted = _adapted(model, chosen, analyser, np.ones(len(chosen)))
        yield adapted, [units[row] for row in np.sort(left_out)]


@dataclass(frozen=True, slots=True)
class Gain:
    """What adapting changes: figures on one's own sentences, and on those of all sectors.

    Own sentences are measured by models that had not seen their documents. ``elsewhere``
    is the test split of the shipped corpus, on which nothing is ever trained.
    """

    own_before: Figures
    own_after: Figures
    elsewhere_before: Figures
    elsewhere_after: Figures


def gain(model: Model, adapted: Model, units: Sequence[LabelledUnit], analyser: Analyser) -> Gain:
    """Measure what adapting on labelled sentences brings, and what it costs.

    Parameters
    ----------
    model, adapted
        Before and after.
    units
        The sentences, as of `adapt`.
    analyser
        What parses them.
    """
    own = [unit for unit in units if unit.label is not None]
    elsewhere = select(load_corpus(store.shipped(CORPUS)), Split.TEST)
    predicted = [
        evaluation.predict(fold, left_out, analyser, in_context=True)
        for fold, left_out in cross_adapt(model, own, analyser)
    ]
    unseen = evaluation.joined(predicted)

    def measured(fitted: Model, among: Sequence[LabelledUnit]) -> Figures:
        return evaluation.measure(evaluation.predict(fitted, among, analyser, in_context=True))

    return Gain(
        own_before=measured(model, own),
        own_after=evaluation.measure(unseen),
        elsewhere_before=measured(model, elsewhere),
        elsewhere_after=measured(adapted, elsewhere),
    )


CORPUS = "data/corpus.jsonl"


def _check(units: Sequence[LabelledUnit]) -> None:
    counts = {label: sum(unit.label is label for unit in units) for label in Label}
    few = [f"{count} {label}" for label, count in counts.items() if count < LEAST]
    if few:
        raise CorpusError(
            f"{', '.join(few)} are too few to learn from: label at least {LEAST} of each."
        )
    if len({unit.document for unit in units}) < 2:
        raise CorpusError(
            "All sentences are of one document; take some of another, or name their documents "
            "in the column « document »."
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    """What is learned from: readings and their terms, labels as numbers, weights, documents."""

    readings: list[Reading]
    terms: sp.csr_matrix
    answers: npt.NDArray[np.int64]
    weight: Doubles
    documents: npt.NDArray[np.str_]

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> _Learned:
        return _Learned(
            [self.readings[row] for row in rows.tolist()],
            self.terms[rows],
            self.answers[rows],
            self.weight[rows],
            self.documents[rows],
        )

    def folds(self) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Yield the rows of some documents and those of the others; nothing where there is one."""
        count = min(_FOLDS, len(set(self.documents.tolist())))
        if count > 1:
            yield from GroupKFold(count).split(self.answers, groups=self.documents)


def _firmness(classifier: Classifier, learned: _Learned) -> Held:
    """Return how firmly to hold the weights, by what it brings in documents left out.

    Looser than the firmest only where that is better by more than a standard error.
    """
    surprise = np.zeros((len(learned.answers), len(HELD)))
    # Here judges weigh what the expert said before it learned: to have it say what it makes of
    # sentences that it has not seen would take five times as long.
    before = classifier.words.judge(learned.terms)
    for seen, left_out in learned.folds():
        part, rest = learned[seen], learned[left_out]
        for column, held in enumerate(HELD):
            taught = _taught(classifier, part, held, before[seen])
            told = taught.predict_proba(rest.readings)
            right = told[np.arange(len(rest.answers)), rest.answers]
            surprise[left_out, column] = -np.log(np.maximum(right, _LEAST_SHARE)) * rest.weight
    gains = surprise[:, :1] - surprise
    errors = gains.std(axis=0) / np.sqrt(len(gains))
    sure = gains.mean(axis=0) - errors
    sure[0] = 0.0
    return HELD[int(sure.argmax())]


_LEAST_SHARE = 1e-6


def _unseen(words: Words, learned: _Learned, held: Held) -> Doubles:
    """Return what experts say of each sentence that have learned from other documents."""
    unseen = words.judge(learned.terms)
    for seen, left_out in learned.folds():
        expert = _taught_words(words, learned[seen], held)
        unseen[left_out] = expert.judge(learned.terms[left_out])
    return unseen


def _taught(classifier: Classifier, learned: _Learned, held: Held, unseen: Doubles) -> Classifier:
    """Return a classifier whose experts and judges have learned.

    ``unseen`` is what the expert on words says of the sentences before it has seen them.
    """
    evidence = assemble(unseen, classifier.scale, learned.readings)
    beside = np.hstack([evidence, context(learned.readings)])
    return dataclasses.replace(
        classifier,
        words=_taught_words(classifier.words, learned, held),
        alone=_taught_judge(classifier.alone, evidence, learned, held),
        in_context=_taught_judge(classifier.in_context, beside, learned, held),
    )


def _taught_words(words: Words, learned: _Learned, held: Held) -> Words:
    """Move the weights of the terms that were met."""
    terms = learned.terms
    met = np.unique(terms.indices)
    near = terms[:, met].astype(np.float64)
    far = np.asarray(terms @ words.weights.T) + words.bias - near @ words.weights[:, met].T
    firmly = (held.words, held.words)
    moved, bias = _moved(words.weights[:, met], words.bias, near, far, learned, firmly)
    weights = words.weights.copy()
    weights[:, met] = moved
    return dataclasses.replace(words, weights=weights, bias=bias)


def _taught_judge(judge: Judge, evidence: Doubles, learned: _Learned, held: Held) -> Judge:
    far = np.tile(judge.bias, (len(evidence), 1))
    firmly = (held.judge, held.start)
    moved, bias = _moved(judge.weights, judge.bias, evidence, far, learned, firmly)
    return dataclasses.replace(judge, weights=moved, bias=bias)


def _moved(
    weights: Doubles,
    bias: Doubles,
    near: Doubles | sp.csr_matrix,
    far: Doubles,
    learned: _Learned,
    held: tuple[float, float],
) -> tuple[Doubles, Doubles]:
    """Return the weights and biases that explain the answers best, held where they were.

    ``far`` holds what the logits are without ``near``, the evidence whose weights move;
    ``held`` is how firmly weights and biases are.
    """
    shape = weights.shape
    firmly = np.repeat(held, (weights.size, shape[0]))
    truth = np.eye(shape[0])[learned.answers]
    weight = learned.weight

    def surprise(moves: Doubles) -> tuple[float, Doubles]:
        by, shift = moves[: -shape[0]].reshape(shape), moves[-shape[0] :]
        logits = far + shift + near @ (weights + by).T
        wrong = (softmax(logits, axis=1) - truth) * weight[:, None]
        value = -(log_softmax(logits, axis=1) * truth).sum(axis=1) @ weight
        slope = np.concatenate([(near.T @ wrong).T.ravel(), wrong.sum(axis=0)])
        return value + float(moves @ (firmly * moves)) / 2, slope + firmly * moves

    found = minimize(surprise, np.zeros(weights.size + shape[0]), jac=True, method="L-BFGS-B")
    moves = found.x
    return weights + moves[: -shape[0]].reshape(shape), bias + moves[-shape[0] :]


def documents_of(units: Sequence[LabelledUnit]) -> list[LabelledUnit]:
    """Return units with those of one document side by side, in their order."""
    ordered = sorted(enumerate(units), key=lambda row: (row[1].document, row[1].position, row[0]))
    first = {unit.document: place for place, unit in reversed(list(enumerate(units)))}
    groups = itertools.groupby((unit for _, unit in ordered), key=lambda unit: unit.document)
    held = {document: list(members) for document, members in groups}
    return [unit for document in sorted(held, key=first.__getitem__) for unit in held[document]]
