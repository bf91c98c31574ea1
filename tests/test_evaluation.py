"""Figures: arithmetic that can be checked by hand, and nothing measured on nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratac import evaluation, language, load_model
from stratac.errors import InputError
from stratac.evaluation import Predictions
from stratac.records import Label, LabelledUnit, Nature, Origin, Split

S, T, O = Label.STRATEGY, Label.TACTIC, Label.OTHER  # noqa: E741


def unit(
    label: Label | None, *, sure: int = 1, trap: bool = False, predicate: str | None = None
) -> LabelledUnit:
    return LabelledUnit(
        id="u", document="d", kind=None, sector=None, country=None, position=1, text="x",
        label=label, second=None, sure=sure, detail=None, trap=trap, origin=Origin.WRITTEN,
        split=Split.TEST, predicate=predicate, object=None,
    )  # fmt: skip


RIGHT = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
WRONG = RIGHT[[1, 0, 0]]


def test_all_right_is_one() -> None:
    found = evaluation.measure(Predictions((unit(S), unit(T, trap=True), unit(O)), RIGHT))
    assert (found.nature_f1, found.label_f1, found.relevance_auc, found.traps) == (1, 1, 1, 1)
    assert found.calibration_error == pytest.approx(0.2)


def test_all_wrong_is_zero() -> None:
    found = evaluation.measure(Predictions((unit(S), unit(T, trap=True), unit(O)), WRONG))
    assert (found.nature_f1, found.label_f1, found.traps) == (0, 0, 0)


def test_no_trap_and_no_predicate_is_none() -> None:
    found = evaluation.measure(Predictions((unit(S), unit(T), unit(O)), RIGHT))
    assert (found.traps, found.predicate) == (None, None)


def test_predicates_are_compared_where_marked() -> None:
    units = (unit(S, predicate="être"), unit(T, predicate="ouvrir"), unit(O))
    found = evaluation.measure(Predictions(units, RIGHT, ("être", "fermer", "dire")))
    assert found.predicate == 0.5


def test_unsure_units_are_left_out_of_the_sure_figures() -> None:
    units = (unit(S), unit(T), unit(O), unit(S, sure=2))
    found = evaluation.measure(Predictions(units, np.vstack([RIGHT, WRONG[:1]])))
    assert found.sure_label_f1 == 1
    assert found.label_f1 < 1


@pytest.mark.parametrize(
    ("units", "said"),
    [((), "strategy, tactic, other"), ((unit(S), unit(O)), "tactic")],
    ids=["nothing", "one-label-missing"],
)
def test_nothing_to_measure_is_refused(units, said: str) -> None:
    with pytest.raises(InputError, match=f"No unit is labelled {said}"):
        evaluation.measure(Predictions(units, RIGHT[: len(units)]))


def test_unlabelled_unit_is_refused() -> None:
    units = (unit(S), unit(T), unit(O), unit(None))
    with pytest.raises(InputError, match="no label"):
        evaluation.measure(Predictions(units, np.vstack([RIGHT, RIGHT[:1]])))


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1))
def test_calibration_error_is_a_share(rows: list[tuple[float, float, float]]) -> None:
    probabilities = np.array(rows) / np.array(rows).sum(axis=1, keepdims=True)
    truth = np.zeros(len(rows), dtype=int)
    assert 0 <= evaluation.calibration_error(truth, probabilities) <= 1


def natured(*shares: float) -> np.ndarray:
    """Return probabilities that give actions these shares of the two natures."""
    return np.array([[0.9 * (1 - share), 0.9 * share, 0.1] for share in shares])


def test_coverage_begins_with_the_surest() -> None:
    predictions = Predictions((unit(T), unit(S), unit(T)), natured(0.55, 0.95, 0.9))
    kept, right = evaluation.coverage(predictions)
    assert kept == pytest.approx([1 / 3, 2 / 3, 1])
    assert right == pytest.approx([0, 1 / 2, 2 / 3])


def test_surest_errors_come_first_in_each_direction() -> None:
    units = (unit(S), unit(O), unit(S), unit(T), unit(T))
    predictions = Predictions(units, natured(0.6, 0.9, 0.9, 0.2, 0.9))
    assert evaluation.worst(predictions, Nature.ACTION) == [2, 0]
    assert evaluation.worst(predictions, Nature.ACTION, 1) == [2]
    assert evaluation.worst(predictions, Nature.INTENTION) == [3]


def test_groups_are_told_largest_first() -> None:
    predictions = Predictions((unit(S), unit(T), unit(O)), RIGHT[[0, 1, 1]])
    found = evaluation.breakdown(predictions, ["a", "a", "b"])
    assert [(row.group, row.units, row.right, row.nature_f1) for row in found] == [
        ("a", 2, 1.0, 1.0),
        ("b", 1, 0.0, None),
    ]


def test_bins_hold_all_statements() -> None:
    bins = evaluation.reliability(Predictions((unit(S), unit(T), unit(O)), RIGHT))
    assert [(row.confidence, row.right, row.share) for row in bins] == [
        (pytest.approx(0.8), 1.0, 1.0)
    ]


def test_misframed_statements_are_held_against_the_traps() -> None:
    trap = dataclasses.replace(unit(T, trap=True), text="Notre stratégie : ouvrir deux agences")
    plain = dataclasses.replace(unit(S), text="Devenir la référence du bio")
    other = dataclasses.replace(unit(O), text="La gare date de 1882.")
    found = evaluation.measure(
        evaluation.predict(
            load_model(engine="accurate"), [trap, plain, other], language.load_analyser()
        )
    )
    assert (found.misframed_precision, found.misframed_recall) == (1.0, 1.0)
    without = evaluation.measure(Predictions((unit(S), unit(T, trap=True), unit(O)), RIGHT))
    assert (without.misframed_precision, without.misframed_recall) == (None, None)


def test_a_document_is_judged_as_one(analyser) -> None:
    """In context a unit's probabilities depend on its neighbours, alone they do not."""
    first, second = (
        [
            dataclasses.replace(unit(T), text=text)
            for text in (before, "Un guichet unique à la gare", "Fin")
        ]
        for before in ("Voici les mesures à prendre :", "Ce qui a déjà été fait :")
    )
    for in_context, same in ((False, True), (True, False)):
        found = [
            evaluation.predict(
                load_model(engine="accurate"), units, analyser, in_context=in_context
            ).probabilities
            for units in (first, second)
        ]
        assert np.allclose(found[0][1], found[1][1]) is same
