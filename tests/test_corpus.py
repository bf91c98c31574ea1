"""Labelled data: good rows in, bad rows named all at once; the shipped corpus is sound."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT

from stratac.corpus import load_corpus, load_links, load_means, select
from stratac.errors import CorpusError
from stratac.records import Label, LabelledUnit, Origin, Split

GOOD = {"text": "Ouvrir une agence", "label": "tactic"}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "units.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_two_columns_are_enough(tmp_path: Path) -> None:
    (unit,) = load_corpus(write(tmp_path, GOOD))
    assert unit.label is Label.TACTIC
    assert (unit.id, unit.document, unit.split) == ("units-1", "units-1", Split.TRAIN)


def test_labels_go_by_their_french_names(tmp_path: Path) -> None:
    row = {**GOOD, "label": "Tactique", "second": "Intention"}
    (unit,) = load_corpus(write(tmp_path, row))
    assert (unit.label, unit.second) == (Label.TACTIC, Label.STRATEGY)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "x"}, "no 'label'"),
        ({"label": "tactic"}, "no 'text'"),
        ({**GOOD, "text": "  "}, "a sentence was expected"),
        ({**GOOD, "text": 3}, "a sentence was expected"),
        ({**GOOD, "text": "a\nb"}, "one line"),
        ({**GOOD, "text": "e\u0301"}, "NFC"),
        ({**GOOD, "label": "titre"}, "label is 'titre', expected one of strategy"),
        ({**GOOD, "split": "dev"}, "split is 'dev'"),
        ({**GOOD, "sure": 4}, "sure is 4"),
        ({**GOOD, "predicate": "Fermer"}, "does not stand in the text"),
        ("[1, 2]", "a JSON object was expected"),
        ("{", "not JSON"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_row_is_named_by_its_line(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(CorpusError, match=r"units\.jsonl, line 2") as caught:
        load_corpus(write(tmp_path, GOOD, row))
    assert said in str(caught.value)


def test_all_bad_rows_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="30 rows") as caught:
        load_corpus(write(tmp_path, *[{"text": "x"}] * 30))
    assert "… and 10 more" in str(caught.value)


def test_double_id_and_split_document_are_refused(tmp_path: Path) -> None:
    first = {**GOOD, "id": "a", "document": "d"}
    with pytest.raises(CorpusError, match=r"line 1 already.*two splits"):
        load_corpus(write(tmp_path, first, {**first, "split": "test"}))


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read"):
        load_corpus(tmp_path / "absent.jsonl")


def test_other_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "units.jsonl"
    path.write_bytes(json.dumps({**GOOD, "text": "Créer"}, ensure_ascii=False).encode("cp1252"))
    with pytest.raises(CorpusError, match="not UTF-8"):
        load_corpus(path)


@pytest.fixture(scope="module")
def shipped() -> list[LabelledUnit]:
    return load_corpus(ROOT / "data" / "corpus.jsonl", ROOT / "data" / "singles.jsonl")


def test_shipped_corpus_has_all_labels_in_all_splits(shipped: list[LabelledUnit]) -> None:
    for split in Split:
        assert {unit.label for unit in select(shipped, split)} == set(Label)


def test_no_test_sentence_is_trained_on(shipped: list[LabelledUnit]) -> None:
    test = {unit.text for unit in shipped if unit.split is Split.TEST}
    assert test.isdisjoint(unit.text for unit in shipped if unit.split is not Split.TEST)


def test_positions_number_the_units_of_a_document(shipped: list[LabelledUnit]) -> None:
    places = Counter((unit.document, unit.position) for unit in shipped)
    assert max(places.values()) == 1


WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
RUN = 5
LEAST_LEMMAS = 5
CONTENT = {"NOUN", "VERB", "ADJ", "PROPN", "ADV"}


def shared_runs(units: list[LabelledUnit]) -> list[tuple[str, str, str]]:
    """Return the runs of five words that units of two documents share.

    Two documents of the test split are not compared: that split is as it came.
    """
    first: dict[tuple[str, ...], LabelledUnit] = {}
    found = []
    # The test split first, so that each run of another split is compared with it.
    for unit in sorted(units, key=lambda unit: unit.split is not Split.TEST):
        words = WORD.findall(unit.text.lower().replace("’", "'"))
        for start in range(len(words) - RUN + 1):
            run = tuple(words[start : start + RUN])
            other = first.setdefault(run, unit)
            if other.document != unit.document and unit.split is not Split.TEST:
                found.append((other.id, unit.id, " ".join(run)))
    return found


def near_duplicates(ids: list[str], lemmas: list[frozenset[str]]) -> list[tuple[str, str]]:
    """Return the pairs that share more than 60 % of their lemmas, the shorter ones left out."""
    rarity = Counter(lemma for words in lemmas for lemma in words)
    seen: dict[str, list[int]] = {}
    found = []
    for number, words in enumerate(lemmas):
        if len(words) < LEAST_LEMMAS:
            continue
        # Two units with over 60 % in common share one of the rarest 40 % at least.
        ordered = sorted(words, key=lambda lemma: (rarity[lemma], lemma))
        prefix = ordered[: len(words) - int(0.6 * len(words))]
        candidates = {other for lemma in prefix for other in seen.get(lemma, ())}
        for other in sorted(candidates):
            most = max(len(words), len(lemmas[other]))
            if len(words & lemmas[other]) > 0.6 * most:
                found.append((ids[other], ids[number]))
        for lemma in prefix:
            seen.setdefault(lemma, []).append(number)
    return found


@pytest.fixture(scope="module")
def whole(shipped: list[LabelledUnit]) -> list[LabelledUnit]:
    return [unit for unit in shipped if unit.origin is not Origin.SINGLE]


def test_no_two_documents_share_five_words_running(whole: list[LabelledUnit]) -> None:
    assert shared_runs(whole) == []


def test_shared_runs_are_found(whole: list[LabelledUnit]) -> None:
    unit = next(unit for unit in whole if len(WORD.findall(unit.text)) >= RUN)
    copy = dataclasses.replace(unit, id="copy", document="another", split=Split.TRAIN)
    assert {pair[1] for pair in shared_runs([unit, copy])} == {"copy"}


def test_no_two_units_say_nearly_the_same(whole: list[LabelledUnit], analyser) -> None:
    lemmas = [
        frozenset(token.lemma.lower() for token in sentence.tokens if token.pos in CONTENT)
        for sentence in analyser.parse(unit.text for unit in whole)
    ]
    test = {unit.id for unit in whole if unit.split is Split.TEST}
    pairs = near_duplicates([unit.id for unit in whole], lemmas)
    assert [pair for pair in pairs if not test.issuperset(pair)] == []


def test_near_duplicates_are_found() -> None:
    lemmas = [frozenset("abcdefg"), frozenset("abcdexy"), frozenset("abcuvwx"), frozenset("ab")]
    assert near_duplicates(list("1234"), lemmas) == [("1", "2")]


def test_corpus_is_as_large_and_as_varied_as_it_says(whole: list[LabelledUnit]) -> None:
    assert len(whole) >= 10_000
    assert len({unit.document for unit in whole}) >= 1_100
    assert len({unit.kind for unit in whole}) >= 40
    assert len({unit.sector for unit in whole}) >= 25
    assert len({unit.country for unit in whole}) >= 10
    assert sum(unit.trap for unit in whole) >= 600
    assert sum(unit.second is not None for unit in whole) >= len(whole) / 10


@pytest.fixture(scope="module")
def linked() -> list[dict]:
    lines = (ROOT / "data" / "links.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("label", "serves"), [("label", "serves"), ("second", "second_serves")], ids=["first", "second"]
)
def test_links_go_from_tactics_to_strategies_of_their_plan(linked, label, serves) -> None:
    strategies = {(row["document"], row["id"]) for row in linked if row[label] == "strategy"}
    for row in linked:
        assert (row[serves] is not None) == (row[label] == "tactic"), row["id"]
        assert all((row["document"], goal) in strategies for goal in row[serves] or ()), row["id"]


def test_linked_plans_are_on_one_side_of_the_split(linked) -> None:
    splits = {(row["document"], row["split"]) for row in linked}
    assert len(splits) == len({row["document"] for row in linked}) >= 40


LINKED = {
    "id": "a-2", "document": "a", "position": 2, "block": "item", "level": 0,
    "text": "Ouvrir un guichet", "label": "tactic", "serves": ["a-1"], "second": None,
    "second_serves": None, "origin": "written", "split": "train",
}  # fmt: skip
AIM = {**LINKED, "id": "a-1", "position": 1, "label": "strategy", "serves": None}


def test_linked_units_are_read(tmp_path: Path) -> None:
    aim, act = load_links(write(tmp_path, AIM, LINKED))
    assert (aim.serves, act.serves) == (None, ("a-1",))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**LINKED, "serves": ["a-9"]}, "serves a-9, no strategy of its plan"),
        ({**LINKED, "serves": None}, "every tactic has it"),
        ({**LINKED, "label": "other"}, "serves is for tactics"),
        ({**LINKED, "label": "tactique"}, "'tactique' is not a valid Label"),
        ({k: v for k, v in LINKED.items() if k != "level"}, "no 'level'"),
        ("[]", "a JSON object was expected"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_link_is_named_by_its_line(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(CorpusError, match=r"units\.jsonl, line 2") as caught:
        load_links(write(tmp_path, AIM, row))
    assert said in str(caught.value)


def test_means_without_a_column_are_named(tmp_path: Path) -> None:
    good = {"id": "1", "organisation": "a", "aim": "Vendre plus", "action": "Ouvrir"}
    assert load_means(write(tmp_path, good))[0].action == "Ouvrir"
    with pytest.raises(CorpusError, match=r"line 2: no 'action'"):
        load_means(write(tmp_path, good, {k: v for k, v in good.items() if k != "action"}))


def test_shipped_means_are_many_and_differ() -> None:
    means = load_means(ROOT / "data" / "means.jsonl")
    assert len(means) >= 5_000
    assert len({row.action for row in means}) == len(means)
    assert len({row.organisation for row in means}) >= 250
