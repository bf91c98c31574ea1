"""Which sentences to label next: unsure ones, unlike each other, none twice."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from typer.testing import CliRunner

from stratac import classify_many, load_labelled, load_model
from stratac.cli import LabellingFormat, app
from stratac.corpus import load_corpus, select
from stratac.errors import InputError
from stratac.records import Split
from stratac.suggestion import suggest

PLAN = ROOT / "examples" / "plan-commercial.md"
run = CliRunner().invoke


@pytest.fixture(scope="module")
def texts() -> list[str]:
    units = select(load_corpus(ROOT / "data" / "corpus.jsonl"), Split.TEST)
    return [unit.text for unit in units[:400]]


def test_chosen_sentences_are_less_sure_than_the_rest(texts, light) -> None:
    chosen = suggest(texts, 40, load_model(engine="fast"), light)
    assert len(chosen) == len(set(chosen)) == 40
    doubt = np.array(
        [1 - max(s.probabilities.values()) for s in classify_many(texts, engine="fast")]
    )
    assert doubt[chosen].mean() > 1.5 * doubt.mean()


def test_choice_is_the_same_again_and_goes_by_the_seed(texts, light) -> None:
    model = load_model(engine="fast")
    first = suggest(texts, 20, model, light)
    assert suggest(texts, 20, model, light) == first
    assert suggest(texts, 20, model, light, seed=1) != first


def test_what_stands_there_twice_is_chosen_once(light) -> None:
    texts = ["Ouvrir une agence", "ouvrir  une agence", "***", "Grandir", "Grandir"] * 3
    assert suggest(texts, 10, load_model(engine="fast"), light) == [0, 3]


@pytest.mark.parametrize(
    ("texts", "count", "said"), [(["a"], 0, "expected 1 or more"), ([None], 1, "Text 1 is None")]
)
def test_bad_input_is_said(texts, count: int, said: str, light) -> None:
    with pytest.raises(InputError, match=said):
        suggest(texts, count, load_model(engine="fast"), light)


@pytest.mark.parametrize("format", LabellingFormat)
def test_sentences_are_written_for_every_tool(format: LabellingFormat, tmp_path: Path) -> None:
    target = tmp_path / f"phrases.{format}"
    command = ["suggest", str(PLAN), "-n", "5", "-o", str(target), "-f", format, "-e", "fast"]
    result = run(app, command)
    assert result.exit_code == 0, result.output
    assert "5 phrases de 1 document." in result.stdout
    assert target.stat().st_size > 0


def test_what_was_suggested_comes_back_once_labelled(tmp_path: Path) -> None:
    target = tmp_path / "phrases.jsonl"
    command = ["suggest", str(PLAN), "-n", "4", "-o", str(target), "-f", "prodigy", "-e", "fast"]
    assert run(app, command).exit_code == 0
    tasks = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    answered = [{**task, "accept": ["tactic"], "answer": "accept"} for task in tasks]
    lines = "".join(json.dumps(row) + "\n" for row in answered)
    target.write_text(lines, encoding="utf-8")
    units = load_labelled(target, format="prodigy")
    assert [unit.text for unit in units] == [task["text"] for task in tasks]
    assert {unit.document for unit in units} == {str(PLAN)}


def test_a_document_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"")
    target = tmp_path / "phrases.csv"
    result = run(app, ["suggest", str(tmp_path), str(PLAN), "-o", str(target), "-e", "fast"])
    assert result.exit_code == 1
    assert "bad.pdf" in result.stderr
    assert target.exists()
    empty = run(app, ["suggest", str(tmp_path / "none"), "-o", str(target)])
    assert empty.exit_code == 1
