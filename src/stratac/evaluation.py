"""How good a model is: figures on labelled units it has not seen."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score, roc_auc_score

from stratac.errors import InputError
from stratac.findings import Serving
from stratac.language import Analyser
from stratac.linking.fitting import LinkedPlan
from stratac.model import Model
from stratac.records import Label, LabelledUnit, Nature, Record, Statement
from stratac.training import REFERENCE

# Fifteen bins of equal width, as in Guo et al. 2017.
_BINS = 15
_COVERAGE = 0.6

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures(Record):
    """Quality on a set of labelled units; every figure is 0 to 1.

    Attributes
    ----------
    units
        Number of units measured.
    nature_f1
        Macro-F1 of intention against action, on the units that are one of them.
    label_f1
        Macro-F1 of the three labels.
    relevance_auc
        Area under the ROC curve of relevance.
    calibration_error
        Expected calibration error of the label given, in 15 bins.
    sure_nature_f1, sure_label_f1
        The same on the units of which every reader was sure; None without any.
    confident_accuracy
        Share right among the 60 % of statements of whose nature the model is
        most sure.
    traps
        Accuracy of the nature on the traps; None without any.
    predicate
        Share of marked governing predicates that were found; None without any.
    misframed_precision, misframed_recall
        Of the statements said to be misframed, the share that are traps, and of
        the traps the share that were said to be; None without any.
    """

    units: int
    nature_f1: float
    label_f1: float
    relevance_auc: float
    calibration_error: float
    sure_nature_f1: float | None
    sure_label_f1: float | None
    confident_accuracy: float
    traps: float | None
    predicate: float | None
    misframed_precision: float | None
    misframed_recall: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What was predicted for labelled units.

    ``probabilities`` has shape (units, 3), in the order of `Label`;
    ``predicates`` are the predicates found, or None where none are looked for;
    ``statements`` are what the model said in full, or None of other models.
    """

    units: tuple[LabelledUnit, ...]
    probabilities: Floats
    predicates: tuple[str | None, ...] | None = None
    statements: tuple[Statement, ...] | None = None


def predict(
    model: Model, units: Sequence[LabelledUnit], analyser: Analyser, *, in_context: bool = False
) -> Predictions:
    """Let a model judge labelled units.

    Parameters
    ----------
    model
        The model.
    units
        Units; those of one document stand together, in their order.
    analyser
        What parses them.
    in_context
        Whether each is judged in its document, or by itself.
    """
    sentences = list(analyser.parse(unit.text for unit in units))
    if not in_context:
        return from_statements(units, list(model.predict(sentences, REFERENCE)))
    statements: list[Statement] = []
    for _, members in itertools.groupby(range(len(units)), lambda row: units[row].document):
        document = [sentences[row] for row in members]
        statements += model.predict_document(document, REFERENCE)
    return from_statements(units, statements)


def from_statements(units: Sequence[LabelledUnit], statements: Sequence[Statement]) -> Predictions:
    """Put statements beside the units that they were made of."""
    probabilities = np.array(
        [[statement.probabilities[label] for label in Label] for statement in statements]
    )
    predicates = tuple(
        statement.features.verb.text if statement.features.verb else None
        for statement in statements
    )
    return Predictions(tuple(units), probabilities, predicates, tuple(statements))


def joined(parts: Sequence[Predictions]) -> Predictions:
    """Return predictions for several sets of units as one; each was made by a full model."""
    return Predictions(
        tuple(unit for part in parts for unit in part.units),
        np.vstack([part.probabilities for part in parts]),
        tuple(found for part in parts for found in part.predicates or ()),
        tuple(statement for part in parts for statement in part.statements or ()),
    )


def measure(predictions: Predictions) -> Figures:
    """Measure predictions against the labels.

    Raises
    ------
    InputError
        If there is nothing to measure, or a label never occurs.
    """
    units, probabilities = predictions.units, predictions.probabilities
    labels = [unit.label for unit in units]
    missing = [label.value for label in Label if label not in labels]
    if missing:
        raise InputError(
            f"No unit is labelled {', '.join(missing)}: figures need all three labels."
        )
    truth = _truth(units)
    natured = truth < 2
    actions = probabilities[:, 1] >= probabilities[:, 0]
    given = probabilities.argmax(axis=1)
    sure = np.array([unit.sure in (None, 1) for unit in units])
    traps = np.array([unit.trap for unit in units]) & natured
    precision, recall = _misframed(predictions)
    return Figures(
        units=len(units),
        nature_f1=_f1(truth[natured], actions[natured]),
        label_f1=_f1(truth, given),
        relevance_auc=float(roc_auc_score(natured, 1 - probabilities[:, 2])),
        calibration_error=calibration_error(truth, probabilities),
        sure_nature_f1=_f1(truth[natured & sure], actions[natured & sure]),
        sure_label_f1=_f1(truth[sure], given[sure]),
        confident_accuracy=_confident(predictions),
        traps=float((actions == truth)[traps].mean()) if traps.any() else None,
        predicate=_predicates(predictions),
        misframed_precision=precision,
        misframed_recall=recall,
    )


def _truth(units: Sequence[LabelledUnit]) -> npt.NDArray[np.int64]:
    """Return the number of each unit's label."""
    labels = [unit.label for unit in units if unit.label is not None]
    if len(labels) != len(units):
        raise InputError("Some units have no label; leave them out first.")
    return np.array([list(Label).index(label) for label in labels])


def _f1(truth: npt.NDArray[np.int64], given: npt.NDArray[np.generic]) -> float:
    return float(f1_score(truth, given, average="macro"))


def calibration_error(truth: npt.NDArray[np.int64], probabilities: Floats) -> float:
    """Return the expected calibration error of the most probable label."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    return sum(abs(row.right - row.confidence) * row.share for row in _bins(confidence, right))


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements of like confidence: their mean confidence, how many were right, their share."""

    confidence: float
    right: float
    share: float


def reliability(predictions: Predictions) -> list[Bin]:
    """Return how often labels were right, by the confidence in them, in up to 15 bins."""
    truth = _truth(predictions.units)
    probabilities = predictions.probabilities
    return _bins(probabilities.max(axis=1), probabilities.argmax(axis=1) == truth)


def _bins(confidence: Floats, right: npt.NDArray[np.bool_]) -> list[Bin]:
    numbers = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        Bin(
            float(confidence[numbers == number].mean()),
            float(right[numbers == number].mean()),
            float((numbers == number).mean()),
        )
        for number in range(_BINS)
        if np.any(numbers == number)
    ]


def coverage(predictions: Predictions) -> tuple[Floats, Floats]:
    """Return how many natures are right among the most sure.

    Returns
    -------
    tuple of array
        Share of the statements kept, surest first, and the share of them right.
    """
    order, right = _surest(predictions)
    kept = np.arange(1, len(order) + 1)
    return kept / len(order), np.cumsum(right[order]) / kept


@dataclass(frozen=True, slots=True)
class Breakdown(Record):
    """Figures of one group; ``nature_f1`` is None where it has not both natures."""

    group: str
    units: int
    right: float
    nature_f1: float | None


def breakdown(predictions: Predictions, groups: Sequence[str]) -> list[Breakdown]:
    """Return the figures of each group, largest first.

    Parameters
    ----------
    predictions
        What was predicted.
    groups
        The group of each unit.
    """
    truth = _truth(predictions.units)
    given = predictions.probabilities.argmax(axis=1)
    actions = predictions.probabilities[:, 1] >= predictions.probabilities[:, 0]
    rows = []
    for group, count in Counter(groups).most_common():
        members = np.array([name == group for name in groups])
        natured = members & (truth < 2)
        both = len(set(truth[natured].tolist())) == 2
        rows.append(
            Breakdown(
                group,
                count,
                float((given == truth)[members].mean()),
                _f1(truth[natured], actions[natured]) if both else None,
            )
        )
    return rows


def worst(predictions: Predictions, nature: Nature, count: int = 20) -> list[int]:
    """Return the units of whose nature the model was most sure, and wrong.

    Parameters
    ----------
    predictions
        What was predicted.
    nature
        What was predicted wrongly: the other was right.
    count
        Number of units at the most.

    Returns
    -------
    list of int
        Places in ``predictions.units``, surest first.
    """
    order, right = _surest(predictions)
    natured = np.flatnonzero(_truth(predictions.units) < 2)
    wanted = Label.STRATEGY if nature is Nature.ACTION else Label.TACTIC
    found = [int(natured[row]) for row in order.tolist() if not right[row]]
    return [row for row in found if predictions.units[row].label is wanted][:count]


def _surest(predictions: Predictions) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the units of one of the natures, surest first, and which natures were right."""
    truth = _truth(predictions.units)
    natured = truth < 2
    pair = predictions.probabilities[natured, :2]
    share = pair[:, 1] / np.maximum(pair.sum(axis=1), 1e-12)
    order = np.argsort(-np.abs(share - 0.5), kind="stable")
    return order, (share >= 0.5) == truth[natured]


def _confident(predictions: Predictions) -> float:
    order, right = _surest(predictions)
    return float(right[order[: max(1, round(_COVERAGE * len(order)))]].mean())


def _misframed(predictions: Predictions) -> tuple[float | None, float | None]:
    if predictions.statements is None:
        return None, None
    said = np.array([statement.misframed for statement in predictions.statements])
    traps = np.array([unit.trap for unit in predictions.units])
    both = float((said & traps).sum())
    precision = both / float(said.sum()) if said.any() else None
    return precision, both / float(traps.sum()) if traps.any() else None


def _predicates(predictions: Predictions) -> float | None:
    if predictions.predicates is None:
        return None
    found = [
        predicate == unit.predicate
        for unit, predicate in zip(predictions.units, predictions.predicates, strict=True)
        if unit.predicate
    ]
    return sum(found) / len(found) if found else None


class Links:
    """The links that a plan may have, the likeliest first, and how many there are to find.

    Parameters
    ----------
    found
        For each plan how likely each tactic serves each strategy.
    plans
        The plans, with the links that were read in them.
    """

    def __init__(self, found: Sequence[Serving], plans: Sequence[LinkedPlan]) -> None:
        links = [
            (float(likely), strategy in plan.serves[tactic])
            for serving, plan in zip(found, plans, strict=True)
            for tactic, row in zip(serving.tactics, serving.probabilities, strict=True)
            for strategy, likely in zip(serving.strategies, row, strict=True)
        ]
        links.sort(key=lambda link: -link[0])
        self._likely = np.array([likely for likely, _ in links])
        self._right = np.cumsum([right for _, right in links])
        self._wanted = max(sum(len(aims) for plan in plans for aims in plan.serves.values()), 1)

    def at(self, threshold: float) -> tuple[float, float]:
        """Return precision and recall of the links that are at least so likely."""
        count = int((self._likely >= threshold).sum())
        right = int(self._right[count - 1]) if count else 0
        return right / max(count, 1), right / self._wanted

    def _points(self) -> list[tuple[float, float]]:
        return [self.at(likely) for likely in np.unique(self._likely)]

    def precision(self, recall: float) -> float:
        """Return the highest precision at a recall at least so high, 0 if it is not reached."""
        return max((point[0] for point in self._points() if point[1] >= recall), default=0.0)

    def recall(self, precision: float) -> float:
        """Return the highest recall at a precision at least so high, 0 if it is not reached."""
        return max((point[1] for point in self._points() if point[0] >= precision), default=0.0)
