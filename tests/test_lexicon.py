"""The word lists: sorted, unique, NFC, complete, large enough."""

from __future__ import annotations

import unicodedata
from importlib.resources import files

import pytest

from stratac import lexicon
from stratac.records import Label

LISTS = {
    "verbs": 1500,
    "nouns": 5000,
    "adjectives": 1000,
    "nominalisations": 900,
    "announcing": 50,
    "time": 30,
    "function": 50,
    "themes": 6000,
}


def rows(name: str) -> list[str]:
    text = files("stratac").joinpath("lexicon", f"{name}.tsv").read_text(encoding="utf-8")
    return text.splitlines()[1:]


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_sorted(name: str) -> None:
    entries = [row.split("\t")[0] for row in rows(name)]
    assert entries == sorted(entries)


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_unique(name: str) -> None:
    entries = [row.split("\t")[0] for row in rows(name)]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_nfc_and_trimmed(name: str) -> None:
    for row in rows(name):
        assert row == unicodedata.normalize("NFC", row)
        assert all(cell == cell.strip() for cell in row.split("\t"))


@pytest.mark.parametrize(("name", "least"), LISTS.items())
def test_list_is_large_enough(name: str, least: int) -> None:
    assert len(rows(name)) >= least


def test_verb_ratings_are_in_range() -> None:
    verbs = lexicon.verbs().values()
    assert {entry.doable for entry in verbs} == {1, 2, 3, 4, 5}
    assert {entry.open for entry in verbs} == {1, 2, 3, 4, 5}
    assert {entry.concreteness for entry in verbs} == {1, 2, 3, 4, 5}


def test_noun_and_adjective_ratings_are_in_range() -> None:
    nouns, adjectives = lexicon.nouns().values(), lexicon.adjectives().values()
    assert {entry.concreteness for entry in nouns} == {1, 2, 3, 4, 5}
    assert {entry.doable for entry in nouns} == {1, 2, 3, 4, 5}
    assert {entry.concreteness for entry in adjectives} <= {1, 2, 3, 4, 5}
    assert {entry.evaluative for entry in adjectives} == {1, 2, 3}


def test_every_nominalisation_leads_to_a_verb_form() -> None:
    assert all(verb.endswith(("er", "ir", "re")) for verb in lexicon.nominalisations().values())


def test_announcing_words_claim_both_sides() -> None:
    claims = {entry.claims for entry in lexicon.announcing().values()}
    assert claims == {Label.STRATEGY, Label.TACTIC, None}


def test_words_have_one_to_four_themes() -> None:
    found = lexicon.themes().values()
    assert {len(themes) for themes in found} == {1, 2, 3, 4}
    assert all(len(set(themes)) == len(themes) for themes in found)
    assert len({theme for themes in found for theme in themes}) == 87
