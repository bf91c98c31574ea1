"""Labelled data: good rows in, bad rows named all at once; the shipped corpus is sound."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT

from stratac.corpus import load_corpus, select
from stratac.errors import CorpusError
from stratac.records import Label, LabelledUnit, Split

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


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "x"}, "no 'label'"),
        ({"label": "tactic"}, "no 'text'"),
        ({**GOOD, "text": "  "}, "a sentence was expected"),
        ({**GOOD, "text": 3}, "a sentence was expected"),
        ({**GOOD, "text": "a\nb"}, "one line"),
        ({**GOOD, "text": "e\u0301"}, "NFC"),
        ({**GOOD, "label": "tactique"}, "label is 'tactique', expected one of strategy"),
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
