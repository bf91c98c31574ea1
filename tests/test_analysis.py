"""classify, classify_many, score_text, score_file: on good input and on bad."""

from __future__ import annotations

import datetime
import json
import pickle
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

import stratac
from stratac import (
    Engine,
    Label,
    Nature,
    classify,
    classify_many,
    load_model,
    save_model,
    score_file,
    score_text,
)
from stratac.classification import MAX_CHARACTERS
from stratac.corpus import load_corpus
from stratac.errors import InputError, ReadError
from stratac.records import BlockKind

FOIRES = "Notre stratégie sera de faire plus de foires"


def test_the_sentence_that_the_project_exists_for() -> None:
    s = classify(FOIRES)
    assert (s.label, s.nature) == (Label.TACTIC, Nature.ACTION)
    assert s.claimed is Label.STRATEGY
    assert s.misframed


@pytest.mark.parametrize("engine", Engine)
def test_engines_agree_on_it(engine: Engine) -> None:
    s = classify(FOIRES, engine=engine)
    assert (s.label, s.claimed, s.misframed) == (Label.TACTIC, Label.STRATEGY, True)
    assert s.features.verb is not None
    assert (s.features.verb.text, s.features.verb.object) == ("faire", "foires")


@pytest.mark.parametrize("engine", Engine)
def test_it_is_an_action_among_aims_too(engine: Engine) -> None:
    score = score_file(ROOT / "examples" / "plan-commercial.md", engine=engine)
    (statement,) = [one for one in score.statements if one.text.startswith(FOIRES)]
    assert (statement.label, statement.claimed) == (Label.TACTIC, Label.STRATEGY)
    assert statement in score.misframed


def test_engine_is_that_of_the_model(tmp_path: Path) -> None:
    fast = load_model(engine="fast")
    folder = save_model(fast, tmp_path)
    expected = classify(FOIRES, engine="fast").probabilities
    assert classify(FOIRES, model=fast).probabilities == expected
    assert classify(FOIRES, model=folder).probabilities == expected
    assert score_text(FOIRES, engine="fast").statements[0].label is Label.TACTIC
    assert score_text(FOIRES, model=folder).to_dict() == score_text(FOIRES, engine="fast").to_dict()


def test_unknown_engine_is_said() -> None:
    with pytest.raises(InputError, match="expected one of 'accurate', 'fast'"):
        classify(FOIRES, engine="turbo")


def test_a_strategy_that_calls_itself_one_is_not_misframed() -> None:
    s = classify(
        "Notre stratégie cette année est de pénétrer de nouveaux territoires géographiques "
        "avec notre nouveau produit"
    )
    assert (s.label, s.nature) == (Label.STRATEGY, Nature.INTENTION)
    assert not s.misframed


def test_confidence_and_relevance_follow_from_the_probabilities() -> None:
    s = classify("Ouvrir deux agences à Lyon")
    strategy, tactic = s.probabilities["strategy"], s.probabilities["tactic"]
    assert s.confidence == pytest.approx(max(strategy, tactic) / (strategy + tactic))
    assert s.relevance == pytest.approx(strategy + tactic)


def test_explanation_is_sorted_and_in_french() -> None:
    reasons = classify(FOIRES).explain()
    amounts = [reason.amount for reason in reasons]
    assert amounts == sorted(amounts, reverse=True)
    assert any("foire" in reason.words for reason in reasons)
    assert all(reason.name and reason.words for reason in reasons)


def test_statements_and_scores_come_out_of_a_pickle_as_they_were() -> None:
    plan = ROOT / "examples" / "plan-commercial.md"
    score = score_file(plan, reference=datetime.date(2026, 1, 15))
    again = pickle.loads(pickle.dumps(score))
    assert again == score
    assert again.to_dict() == score.to_dict()
    for statement, sent in zip(score.statements, again.statements, strict=True):
        assert list(sent.explain()) == list(statement.explain())
        # Sent on, they still tell why.
        assert list(pickle.loads(pickle.dumps(sent)).explain()) == list(statement.explain())


def test_records_give_plain_json() -> None:
    plain = classify(FOIRES).to_dict()
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == plain
    assert plain["label"] == "tactic"


def test_horizon_counts_from_the_reference() -> None:
    near = classify("Ouvrir une agence en mars 2027", reference=datetime.date(2026, 9, 1))
    far = classify("Ouvrir une agence en mars 2027", reference=datetime.date(2020, 9, 1))
    assert (near.features.horizon.bucket, far.features.horizon.bucket) == ("short", "long")


IRRELEVANT = [
    ("empty", ""),
    ("blanks", " \n\t "),
    ("punctuation", "… !? — «»"),
    ("digits", "2026 / 12 %"),
    ("emoji", "🚀🚀"),
    ("controls", "\x00\x01\x07"),
    ("surrogates", "\ud800\udfff"),
]


@pytest.mark.parametrize("text", [row[1] for row in IRRELEVANT], ids=[row[0] for row in IRRELEVANT])
def test_nothing_to_read_is_other(text: str) -> None:
    s = classify(text)
    assert s.label is Label.OTHER
    assert s.relevance == 0


ODD = [
    ("one-word", "Budget"),
    ("emoji-in-text", "Ouvrir 🚀 deux agences"),
    ("surrogate-in-text", "Ouvrir \ud800 deux agences"),
    ("control-in-text", "Ouvrir\x07deux agences"),
    ("newlines", "Ouvrir\ndeux\r\nagences"),
    ("very-long", "Ouvrir deux agences " * 2500),
    ("long-word", "a" * 60_000),
    ("spaced", "   Ouvrir deux agences   "),
]


@pytest.mark.parametrize("text", [row[1] for row in ODD], ids=[row[0] for row in ODD])
def test_odd_text_is_classified(text: str) -> None:
    s = classify(text)
    assert s.text == text.strip()
    assert sum(s.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "The cat sat on the mat and looked at the rain.",
        "Das Wetter war gestern ziemlich schlecht.",
        "这是一个句子。",
    ],
    ids=["english", "german", "chinese"],
)
def test_other_languages_are_hardly_relevant(text: str) -> None:
    assert classify(text).relevance < 0.5


@pytest.mark.parametrize("value", [None, 3, 2.5, b"octets", ["Ouvrir"]], ids=repr)
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="a string was expected"):
        classify(value)  # type: ignore[arg-type]


def test_bad_text_among_many_is_named_by_its_place() -> None:
    with pytest.raises(InputError, match="Text 2 is None"):
        list(classify_many(["Ouvrir une agence", None]))  # type: ignore[list-item]


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200))
@example("\u2028")
@example("a\u0301" * 30)
def test_classify_never_raises_and_probabilities_sum_to_one(text: str) -> None:
    s = classify(text)
    assert sum(s.probabilities.values()) == pytest.approx(1)
    assert 0.5 <= s.confidence <= 1
    assert 0 <= s.relevance <= 1 + 1e-9


def test_many_are_classified_like_one_and_in_order() -> None:
    texts = [FOIRES, "", "Budget", "Ouvrir deux agences à Lyon"] * 40
    found = list(classify_many(texts))
    assert [s.text for s in found] == texts
    alone = {text: classify(text) for text in set(texts)}
    for s in found:
        assert s.label is alone[s.text].label
        assert s.relevance == pytest.approx(alone[s.text].relevance, abs=1e-4)


def test_many_reads_as_it_is_consumed() -> None:
    read = []

    def texts():
        for number in range(10_000):
            read.append(number)
            yield f"Ouvrir {number} agences"

    next(classify_many(texts()))
    assert len(read) < 1000


PLAN = """# Plan

## Notre stratégie

Devenir la référence du pain bio. Notre stratégie sera de faire plus de foires.

- Ouvrir deux magasins avant l'été
"""


def test_file_is_scored_with_sections_and_spans(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(PLAN, encoding="utf-8")
    score = score_file(path)
    assert score.source == str(path)
    assert [s.text for s in score.statements] == [
        "Plan",
        "Notre stratégie",
        "Devenir la référence du pain bio.",
        "Notre stratégie sera de faire plus de foires.",
        "Ouvrir deux magasins avant l'été",
    ]
    assert [s.section for s in score.statements] == [None, "Plan", *["Notre stratégie"] * 3]
    assert all(score.text[s.start : s.end] == s.text for s in score.statements)
    assert score.statements[-1].kind is BlockKind.ITEM
    # The first calls itself a strategy, the second is called one by its section.
    assert [s.text for s in score.misframed] == [
        "Notre stratégie sera de faire plus de foires.",
        "Ouvrir deux magasins avant l'été",
    ]
    assert sum(score.counts.values()) == 5


def test_table_row_is_one_statement_with_owner_date_and_budget(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text(
        "| Action | Responsable | Échéance | Budget (k€) |\n|---|---|---|---|\n"
        "| Refondre le site. Former les vendeurs. | DSI | juin 2027 | 45 |\n"
        f"| {'Nous ouvrirons une agence à Lyon. ' * 20} | DRH | 2028 | – |\n",
        encoding="utf-8",
    )
    score = score_file(plan, reference=datetime.date(2026, 1, 15))
    row = score.statements[1]
    assert row.text.startswith("Refondre le site. Former les vendeurs. | Responsable : DSI | juin")
    told = row.features.specificity
    assert [bool(told.owner), bool(told.deadline), bool(told.budget)] == [True, True, True]
    # Prose in a cell is cut, and no piece begins with the sign between cells.
    assert len(score.statements) == 2 + 20 + 3
    assert not any(statement.text.startswith("|") for statement in score.statements)
    assert all(score.text[s.start : s.end] == s.text for s in score.statements)


@pytest.mark.parametrize(
    "text",
    ["Créer un numéro vert à l'été 2027", "Notre priorité : être à l'écoute de tous"],
    ids=["tactic", "strategy"],
)
def test_letters_count_as_they_look(text: str) -> None:
    apart = unicodedata.normalize("NFD", text).replace("é", "e\u0301")
    hidden = f"{text[:3]}\u200b\u00ad{text[3:]}"
    expected = classify(text)
    for spelled in (apart, hidden):
        assert spelled != text
        found = classify(spelled)
        assert found.text == text
        assert found.probabilities == expected.probabilities
        assert score_text(spelled).statements[0].text == text


def test_text_is_scored_like_a_file() -> None:
    score = score_text("NOS OBJECTIFS\n\n- Ouvrir deux magasins à Lyon", source="note")
    assert score.source == "note"
    assert [s.section for s in score.statements] == [None, "NOS OBJECTIFS"]


def test_blank_text_is_scored_as_empty() -> None:
    score = score_text(" \n ")
    assert score.statements == ()
    assert score.strategy_share is None


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        score_file(tmp_path / "absent.md")


def test_only_the_beginning_of_a_monster_is_judged() -> None:
    head = "Ouvrir deux agences à Lyon. " * (MAX_CHARACTERS // 28 + 2)
    assert classify(head).label is classify(head + "Devenir premier. " * 3000).label


def test_public_names_are_complete() -> None:
    public = set(stratac.__all__)
    assert all(getattr(stratac, name) is not None for name in public)
    assert set(dir(stratac)) >= public
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        stratac.nothing  # noqa: B018


@pytest.mark.parametrize("engine", Engine)
def test_threads_do_not_disturb_each_other(engine: Engine) -> None:
    texts = [unit.text for unit in load_corpus(ROOT / "data" / "corpus.jsonl")[:400]]
    parts = [texts[start : start + 50] for start in range(0, len(texts), 50)]
    next(classify_many(texts[:1], engine=engine))  # the engine is loaded, and knows few words yet

    def labels(part: list[str]) -> list[str]:
        return [str(s.label) for s in classify_many(part, engine=engine)]

    with ThreadPoolExecutor(4) as pool:
        together = [*pool.map(labels, parts)]
    assert together == [*map(labels, parts)]
