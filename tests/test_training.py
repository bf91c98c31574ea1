"""Training: from a small corpus to a model that decides, and refusals of what cannot do."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import ROOT

from stratac import load_model, training
from stratac.corpus import load_corpus, select
from stratac.errors import CorpusError
from stratac.records import Detail, Label, LabelledUnit, Split, Status


@pytest.fixture(scope="module")
def units() -> list[LabelledUnit]:
    found = select(load_corpus(ROOT / "data" / "corpus.jsonl"), Split.TRAIN)
    documents = list(dict.fromkeys(unit.document for unit in found))[:40]
    return [unit for unit in found if unit.document in documents]


@pytest.fixture(scope="module")
def model(units, analyser):
    return training.train(units, load_model(engine="accurate").linker, analyser)


def test_small_model_learns_its_units(model, units, analyser) -> None:
    statements = list(
        model.predict(analyser.parse(unit.text for unit in units), training.REFERENCE)
    )
    right = [s.label is unit.label for s, unit in zip(statements, units, strict=True)]
    assert np.mean(right) > 0.75


def test_clauses_are_measured_on_units_that_were_not_seen(model, units) -> None:
    clauses = model.manifest["clauses"]
    assert clauses["units"] == sum(unit.detail is not None for unit in units) > 0
    assert 0 < clauses["sort"] <= clauses["status"] < 1
    assert {str(status) for status in Status} < clauses.keys()


def test_every_sort_has_a_status_that_its_label_allows() -> None:
    wanted = [detail for detail in Detail if detail.status is Status.WANTED]
    assert len(wanted) == 11
    assert {Detail.DONE.status, Detail.STANDING.status} == {Status.DONE, Status.STANDING}


def test_training_is_repeatable(model, units, analyser, parse) -> None:
    again = training.train(units, load_model(engine="accurate").linker, analyser)
    sentence = parse("Ouvrir deux agences à Lyon")
    first = next(model.predict([sentence], training.REFERENCE))
    second = next(again.predict([sentence], training.REFERENCE))
    assert second.probabilities == pytest.approx(first.probabilities)


@pytest.mark.parametrize("in_context", [False, True], ids=["alone", "in-context"])
def test_contributions_of_terms_and_groups_add_up(model, parse, in_context: bool) -> None:
    """The judge is additive: all reasons together are its log-odds from the mean."""
    sentence = parse("Ouvrir deux agences à Lyon")
    readings = model.reader.read([sentence], training.REFERENCE)
    predict = model.predict
    if in_context:
        readings = model.reader.read_context(readings, np.array([0]))
        predict = model.predict_document
    evidence, _ = model.classifier.weigh(readings)
    judge = model.classifier.judge(readings)
    shift = (evidence[0] - judge.mean) @ judge.weights.T
    label = int(judge.predict_proba(evidence)[0].argmax())
    expected = shift[label] - (shift.sum() - shift[label]) / (len(shift) - 1)
    (statement,) = predict([sentence], training.REFERENCE)
    total = sum(reason.amount for reason in statement.explain())
    # Reasons under 0.02 are not told: there are twelve groups at the most.
    assert total == pytest.approx(expected, abs=0.24)
    assert ("context" in {reason.name for reason in statement.explain()}) is in_context


def test_data_hash_depends_on_labels_and_order(units) -> None:
    assert training.data_hash(units) == training.data_hash(list(units))
    assert training.data_hash(units) != training.data_hash(units[::-1])


@pytest.mark.parametrize("label", Label)
def test_a_missing_label_is_refused(units, label: Label) -> None:
    with pytest.raises(CorpusError, match=f"No unit is labelled {label}"):
        training.train(
            [unit for unit in units if unit.label is not label],
            load_model(engine="accurate").linker,
        )


def test_too_few_predicates_are_refused(units) -> None:
    with pytest.raises(CorpusError, match="predicate marked"):
        training.train(
            [unit for unit in units if not unit.predicate] + units[:20],
            load_model(engine="accurate").linker,
        )


def test_single_sentences_of_the_two_natures_settle_them(units) -> None:
    singles = load_corpus(ROOT / "data" / "singles.jsonl")[:50]
    found = training.nature_weights([*units, *singles])
    assert not found[: len(units)].any()
    for unit, weight in zip(singles, found[len(units) :], strict=True):
        expected = 0 if unit.label is Label.OTHER else training.CERTAINTY_WEIGHTS[unit.sure]
        assert weight == expected
