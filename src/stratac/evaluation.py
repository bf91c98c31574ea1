"""How good a model is: figures on labelled units it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score, roc_auc_score

from stratac.errors import InputError
from stratac.records import Label, LabelledUnit, Record, Statement

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


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What was predicted for labelled units.

    ``probabilities`` has shape (units, 3), in the order of `Label`;
    ``predicates`` are the predicates found, or None where none are looked for.
    """

    units: tuple[LabelledUnit, ...]
    probabilities: Floats
    predicates: tuple[str | None, ...] | None = None


def from_statements(units: Sequence[LabelledUnit], statements: Sequence[Statement]) -> Predictions:
    """Put statements beside the units that they were made of."""
    probabilities = np.array(
        [[statement.probabilities[label] for label in Label] for statement in statements]
    )
    predicates = tuple(
        statement.features.verb.text if statement.features.verb else None
        for statement in statements
    )
    return Predictions(tuple(units), probabilities, predicates)


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
    truth = np.array([list(Label).index(label) for label in labels if label is not None])
    if len(truth) != len(units):
        raise InputError("Some units have no label; leave them out first.")
    natured = truth < 2
    actions = probabilities[:, 1] >= probabilities[:, 0]
    given = probabilities.argmax(axis=1)
    sure = np.array([unit.sure in (None, 1) for unit in units])
    traps = np.array([unit.trap for unit in units]) & natured
    return Figures(
        units=len(units),
        nature_f1=_f1(truth[natured], actions[natured]),
        label_f1=_f1(truth, given),
        relevance_auc=float(roc_auc_score(natured, 1 - probabilities[:, 2])),
        calibration_error=calibration_error(truth, probabilities),
        sure_nature_f1=_f1(truth[natured & sure], actions[natured & sure]),
        sure_label_f1=_f1(truth[sure], given[sure]),
        confident_accuracy=_confident(truth[natured], probabilities[natured], actions[natured]),
        traps=float((actions == truth)[traps].mean()) if traps.any() else None,
        predicate=_predicates(predictions),
    )


def _f1(truth: npt.NDArray[np.int64], given: npt.NDArray[np.generic]) -> float:
    return float(f1_score(truth, given, average="macro"))


def calibration_error(truth: npt.NDArray[np.int64], probabilities: Floats) -> float:
    """Return the expected calibration error of the most probable label."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(right[bins == number].mean() - confidence[bins == number].mean()))
        * float((bins == number).mean())
        for number in range(_BINS)
        if np.any(bins == number)
    ]
    return sum(gaps)


def _confident(
    truth: npt.NDArray[np.int64], probabilities: Floats, actions: npt.NDArray[np.bool_]
) -> float:
    pair = probabilities[:, :2]
    share = pair[:, 1] / np.maximum(pair.sum(axis=1), 1e-12)
    order = np.argsort(-np.abs(share - 0.5), kind="stable")
    kept = order[: max(1, round(_COVERAGE * len(order)))]
    return float((actions[kept] == truth[kept]).mean())


def _predicates(predictions: Predictions) -> float | None:
    if predictions.predicates is None:
        return None
    found = [
        predicate == unit.predicate
        for unit, predicate in zip(predictions.units, predictions.predicates, strict=True)
        if unit.predicate
    ]
    return sum(found) / len(found) if found else None
