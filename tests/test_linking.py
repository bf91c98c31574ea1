"""Which strategy a tactic serves: headings, meanings, evidence, and what was learned."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import ROOT

from stratac import load_model, training
from stratac.corpus import load_links
from stratac.language import VECTOR_WIDTH
from stratac.linking import evidence
from stratac.linking.evidence import NAMES, SECOND_NAMES, Plan, Unit, heading_paths
from stratac.linking.fitting import Ends, fit_association, fit_linker
from stratac.linking.linker import Linker
from stratac.linking.meaning import Meaning, Rarity, theme_names
from stratac.records import BlockKind, Label, LinkedUnit, Split

H, P = BlockKind.HEADING, BlockKind.PARAGRAPH


@pytest.fixture(scope="module")
def linker() -> Linker:
    return load_model(engine="accurate").linker


@pytest.fixture(scope="module")
def linked() -> list[LinkedUnit]:
    return load_links(ROOT / "data" / "links.jsonl")


@pytest.mark.parametrize(
    ("blocks", "paths"),
    [
        ([], []),
        ([(P, 0)], [()]),
        ([(H, 1), (P, 0)], [(), ()]),
        ([(H, 1), (P, 0), (H, 1), (P, 0)], [(), (0,), (), (2,)]),
        ([(H, 1), (H, 2), (P, 0), (H, 3), (P, 0), (H, 2), (P, 0)],
         [(), (), (1,), (1,), (1, 3), (), (5,)]),
        ([(P, 0), (H, 2), (P, 0), (H, 1), (P, 0)], [(), (), (1,), (), (3,)]),
    ],
    ids=["nothing", "plain", "title", "sections", "levels", "no title"],
)  # fmt: skip
def test_headings_over_each_block(
    blocks: list[tuple[BlockKind, int]], paths: list[tuple[int, ...]]
) -> None:
    assert heading_paths(blocks) == paths


def test_themes_of_words_make_the_themes_of_a_sentence(linker: Linker, parse) -> None:
    themes = linker.rarity.meaning(parse("Isoler les combles de la mairie")).themes
    strongest = {theme_names()[i] for i in np.argsort(-themes)[:3]}
    assert "énergie" in strongest
    assert np.linalg.norm(themes) == pytest.approx(1.0)


def test_meaning_of_nothing_is_nothing(linker: Linker, parse) -> None:
    nothing = linker.rarity.meaning(parse("…"))
    assert not nothing.vector.any()
    assert not nothing.themes.any()


def test_purpose_is_what_stands_behind_its_word(linker: Linker, parse) -> None:
    sentence = parse("Planter des haies pour retenir l'eau")
    purpose = linker.rarity.purpose(sentence)
    assert purpose is not None
    assert "planter" not in purpose.stems
    assert linker.rarity.purpose(parse("Planter des haies")) is None


def units(linker: Linker, parse, rows: list[tuple[str, Label, BlockKind, tuple[int, ...]]]):
    return [Unit(parse(text), label, kind, path) for text, label, kind, path in rows]


def test_plain_links_are_found_and_told(linker: Linker, parse) -> None:
    plan = units(
        linker,
        parse,
        [
            ("Réduire la facture d'énergie des écoles", Label.STRATEGY, P, ()),
            ("Faire venir davantage de touristes étrangers", Label.STRATEGY, P, ()),
            ("Isoler les combles des écoles et changer les chaudières", Label.TACTIC, P, ()),
            ("Traduire la brochure touristique en anglais", Label.TACTIC, P, ()),
        ],
    )
    serving = linker.serving(plan)
    assert (serving.tactics, serving.strategies) == ((2, 3), (0, 1))
    assert serving.probabilities.argmax(axis=1).tolist() == [0, 1]
    assert any("écoles" in reason for reason in serving.reasons(0, 0))
    assert any("tourisme" in reason for reason in serving.reasons(1, 1))


@pytest.mark.parametrize("label", [Label.TACTIC, Label.STRATEGY, Label.OTHER])
def test_one_side_alone_links_nothing(linker: Linker, parse, label: Label) -> None:
    serving = linker.serving(units(linker, parse, [("Ouvrir un guichet", label, P, ())] * 3))
    assert serving.probabilities.size == 0


def test_plan_in_parts_is_the_plan_at_once(
    linker: Linker, analyser, linked: list[LinkedUnit], monkeypatch
) -> None:
    plan = training.linked_plans(linked[:30], analyser)[0]
    laid_out = Plan(plan.units, linker.rarity, linker.association)
    at_once = np.vstack([found for _, found in laid_out.pairs()])
    monkeypatch.setattr(evidence, "_TOGETHER", 2)
    assert np.allclose(np.vstack([found for _, found in laid_out.pairs()]), at_once)
    assert at_once.shape[1] == len(NAMES)
    thought = linker.first.probability(at_once).reshape(len(laid_out.tactics), -1)
    second = np.vstack(list(laid_out.second(thought)))
    assert at_once.shape[1] + second.shape[1] == len(SECOND_NAMES)


def test_long_document_is_linked_as_if_in_full(
    linker: Linker, analyser, linked: list[LinkedUnit], monkeypatch
) -> None:
    plan = training.linked_plans(linked[:30], analyser)[0]
    whole = linker.serving(plan.units).probabilities
    monkeypatch.setattr(evidence, "_NEAR", 1)
    part = linker.serving(plan.units).probabilities
    assert 0 < (part == 0).sum() < part.size
    best = whole.argmax(axis=1)
    assert (part.argmax(axis=1) == best).mean() > 0.5


def world(count: int, seed: int) -> list[Ends]:
    """Return organisations whose aims call for actions of another theme, always the same."""
    random = np.random.default_rng(seed)
    themes = len(theme_names())
    found = []
    for _ in range(count):
        chosen = random.choice(themes // 2, 3, replace=False)
        made = [
            Meaning(np.zeros(VECTOR_WIDTH), np.eye(themes)[number], {})
            for number in (*chosen, *(chosen + themes // 2))
        ]
        found.append(Ends(tuple(made[:3]), tuple(made[3:]), (0, 1, 2)))
    return found


def test_association_learns_what_serves_what() -> None:
    association = fit_association(world(300, seed=1))
    right = total = 0
    for ends in world(30, seed=2):
        acts, aims = (
            (np.stack([part.vector for part in side]), np.stack([part.themes for part in side]))
            for side in (ends.actions, ends.aims)
        )
        right += int((association.scores(*acts, *aims).argmax(axis=1) == ends.served).sum())
        total += len(ends.served)
    assert right / total > 0.9


def test_fitting_again_gives_the_same(analyser, linker: Linker, linked: list[LinkedUnit]) -> None:
    train = [unit for unit in linked if unit.split is Split.TRAIN]
    documents = sorted({unit.document for unit in train})[:10]
    plans = training.linked_plans([u for u in train if u.document in documents], analyser)
    first, again = (fit_linker(plans, linker.rarity, linker.association) for _ in range(2))
    assert np.array_equal(first.second.weights, again.second.weights)
    assert first.second.weights.shape == (len(SECOND_NAMES),)


def test_rare_words_weigh_more(linker: Linker) -> None:
    rarity: Rarity = linker.rarity
    assert rarity.words["ville"] < rarity.words["lampadaire"] <= rarity.unseen
