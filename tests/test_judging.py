"""Experts and judge: terms as scikit-learn weighs them, probabilities that add up."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from conftest import REFERENCE
from sklearn.feature_extraction.text import TfidfVectorizer

from stratac import load_model
from stratac.judging import fitting
from stratac.judging.classifier import Judge
from stratac.judging.terms import Terms, clause, words
from stratac.reading import Reading

TEXTS = [
    "Ouvrir deux agences à Lyon",
    "Ouvrir deux agences à Nantes en 2027",
    "Devenir la référence du bio",
    "Notre objectif : devenir la référence du bio",
    "Le marché recule",
    "Le marché recule depuis 2021",
] * 6


@pytest.fixture(scope="module")
def readings(light) -> list[Reading]:
    reader = load_model(engine="fast").reader
    alone = reader.read(list(light.parse(TEXTS)), REFERENCE)
    return reader.read_context(alone, np.arange(len(alone)))


def spelled(reading: Reading) -> list[str]:
    """Return all terms of a reading, as its columns are named."""
    inside = words(reading)
    pairs = [" ".join(pair) for pair in itertools.pairwise(["^", *inside, "$"])]
    return [*inside, *pairs, *clause(reading)]


def test_terms_weigh_as_scikit_learn_weighs_them(readings) -> None:
    terms = Terms.fit(readings, least=3)
    theirs = TfidfVectorizer(analyzer=spelled, min_df=3, sublinear_tf=True).fit(readings)
    ours, expected = terms.weigh(readings), theirs.transform(readings)
    names = list(terms.column_names())
    assert sorted(names) == sorted(theirs.get_feature_names_out())
    order = [names.index(name) for name in theirs.get_feature_names_out()]
    assert ours.toarray()[:, order] == pytest.approx(expected.toarray(), abs=1e-6)


def test_terms_are_the_same_when_they_come_again(readings) -> None:
    terms = Terms.fit(readings)
    first, again = terms.weigh(readings[:3]), terms.weigh(readings)
    assert first.toarray() == pytest.approx(again[:3].toarray())


def test_a_reading_of_unknown_words_weighs_nothing(readings, light) -> None:
    terms = Terms.fit(readings[:4], least=4)
    reader = load_model(engine="fast").reader
    foreign = reader.read(list(light.parse(["Xqzzyk bvvt"])), REFERENCE)
    assert not terms.weigh(foreign)[0].toarray().any()


def test_announcing_words_are_masked(readings) -> None:
    assert "objectif" not in words(readings[3])
    assert "<annonce>" in words(readings[3])
    assert "<nombre>" in words(readings[1])


def test_judge_gives_probabilities() -> None:
    judge = Judge(np.array([[900.0, 0], [0, 1], [0, 0]]), np.zeros(3), np.zeros(2))
    found = judge.predict_proba(np.array([[1.0, 2.0], [-1.0, 0.0]]))
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert found[0] == pytest.approx([1, 0, 0])
    assert found[1] == pytest.approx([0, 0.5, 0.5])


def test_classifier_learns_what_it_is_shown(readings) -> None:
    labels = ["tactic", "tactic", "strategy", "strategy", "other", "other"] * 6
    documents = [str(number // 6) for number in range(len(TEXTS))]
    ones = np.ones(len(TEXTS))
    classifier = fitting.fit(readings, labels, documents, ones, ones, np.zeros(len(labels)))
    assert classifier.labels == ("other", "strategy", "tactic")
    found = classifier.predict_proba(readings)
    assert [classifier.labels[number] for number in found.argmax(axis=1)] == labels
    evidence, terms = classifier.weigh(readings)
    assert evidence.shape[1] == len(classifier.evidence_names())
    assert terms.shape[1] == len(classifier.words.terms.column_names())


def settled(held: float, monkeypatch, count: int = 40) -> tuple[Judge, Judge]:
    """Return a judge that trusts the first evidence alone, and what contrasts make of it."""
    monkeypatch.setattr(fitting, "_NATURE_HELD", held)
    weights = np.array([[0.5, 0.0], [-1.0, 0.0], [1.0, 0.0]])
    judge = Judge(weights, np.array([0.1, 0.2, -0.2]), np.zeros(2))
    # The first evidence speaks for actions throughout; the second one knows better.
    action = np.tile([1.0, 0.0], count // 2)
    evidence = np.stack([np.ones(count), 2 * action - 1], axis=1)
    return judge, fitting.settle_nature(judge, evidence, action, np.ones(count))


def test_contrasts_show_a_judge_what_to_trust(monkeypatch) -> None:
    before, after = settled(1.0, monkeypatch)
    aim = np.array([[1.0, -1.0]])
    assert before.predict_proba(aim).argmax() == 2
    assert after.predict_proba(aim).argmax() == 1


def test_contrasts_move_nothing_but_the_difference_of_the_natures(monkeypatch) -> None:
    before, after = settled(1.0, monkeypatch)
    assert after.weights[0] == pytest.approx(before.weights[0])
    assert after.weights[1:].sum(axis=0) == pytest.approx(before.weights[1:].sum(axis=0))
    assert (after.bias == before.bias).all()


def test_a_judge_is_held_where_it_was(monkeypatch) -> None:
    moved = []
    for held in (1.0, 100.0, 10_000.0):
        before, after = settled(held, monkeypatch)
        moved.append(np.abs(after.weights - before.weights).max())
    assert moved[0] > 3 * moved[1] > 9 * moved[2] > 0


def test_a_judge_without_contrasts_stays_as_it_is(monkeypatch) -> None:
    before, after = settled(1.0, monkeypatch, count=0)
    assert (after.weights == before.weights).all()
