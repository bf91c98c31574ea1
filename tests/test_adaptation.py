"""Teaching a shipped model one's own sentences: it learns them and forgets nothing for them."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from typer.testing import CliRunner

from stratac import Label, adaptation, classify, load_model, save_model
from stratac.adaptation import adapt, cross_adapt, documents_of, gain
from stratac.cli import app
from stratac.corpus import load_corpus, select
from stratac.errors import CorpusError, InputError
from stratac.evaluation import measure, predict
from stratac.model import Model
from stratac.records import LabelledUnit, Split

run = CliRunner().invoke


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(engine="fast")


@pytest.fixture(scope="module")
def corpus() -> list[LabelledUnit]:
    return [unit for unit in load_corpus(ROOT / "data" / "corpus.jsonl") if unit.label]


@pytest.fixture(scope="module")
def stubborn(corpus) -> list[LabelledUnit]:
    """Return sentences of a house that calls its events aims: the model has to learn that."""
    events = ("foire", "salon", "kermesse", "braderie", "marché de Noël", "tombola")
    made = [f"Organiser une {event} à l'étage {floor}" for event in events for floor in range(1, 9)]
    first = corpus[0]
    own = [
        dataclasses.replace(
            first, id=f"own-{number}", document=f"own-{number % 8}", position=number, text=text,
            label=Label.STRATEGY, second=None, sure=1, predicate=None, object=None,
        )
        for number, text in enumerate(made)
    ]  # fmt: skip
    others = [unit for unit in select(corpus, Split.VALIDATION) if unit.label is not Label.STRATEGY]
    return documents_of([*own, *others[:80]])


def test_what_is_taught_is_learned(model, stubborn, light) -> None:
    sentence = "Organiser une foire à l'étage 12"
    adapted = adapt(model, stubborn, light)
    assert classify(sentence, model=model).label is Label.TACTIC
    assert classify(sentence, model=adapted).label is Label.STRATEGY


def test_model_that_was_adapted_is_left_as_it_was(model, stubborn, light) -> None:
    before = [part.copy() for part in (model.classifier.words.weights, model.classifier.alone.bias)]
    adapt(model, stubborn, light)
    assert (model.classifier.words.weights == before[0]).all()
    assert (model.classifier.alone.bias == before[1]).all()


def test_weight_counts_beside_how_sure_the_reader_was(model, stubborn, light) -> None:
    halves = [0.4] * len(stubborn)
    unsure = [dataclasses.replace(unit, sure=3) for unit in stubborn]
    sure = [dataclasses.replace(unit, sure=1) for unit in stubborn]
    by_weight = adapt(model, sure, light, sample_weight=halves).classifier
    by_reader = adapt(model, unsure, light).classifier
    both = adapt(model, unsure, light, sample_weight=halves).classifier
    assert by_weight.alone.weights == pytest.approx(by_reader.alone.weights)
    assert by_weight.words.weights == pytest.approx(by_reader.words.weights)
    assert np.abs(both.alone.bias - by_reader.alone.bias).max() > 1e-3


def test_what_has_no_weight_is_as_if_it_were_not_there(model, stubborn, light) -> None:
    weights = np.ones(len(stubborn))
    weights[::7] = 0
    adapted = adapt(model, stubborn, light, weights)
    kept = [unit for unit, weight in zip(stubborn, weights, strict=True) if weight]
    expected = adapt(model, kept, light)
    assert adapted.manifest == expected.manifest
    assert (adapted.classifier.in_context.weights == expected.classifier.in_context.weights).all()
    assert (adapted.classifier.words.bias == expected.classifier.words.bias).all()


def test_weights_that_leave_too_little_are_said(model, stubborn, light) -> None:
    weights = [float(unit.label is not Label.STRATEGY) for unit in stubborn]
    with pytest.raises(CorpusError, match="0 strategy are too few"):
        adapt(model, stubborn, light, weights)


def test_weights_that_are_none_are_said(model, stubborn, light) -> None:
    with pytest.raises(InputError, match=f"one number for each of {len(stubborn)} sentences"):
        adapt(model, stubborn, light, [1.0])


def test_little_is_forgotten(model, corpus, light) -> None:
    own = select(corpus, Split.VALIDATION)[:120]
    elsewhere = select(corpus, Split.TEST)
    found = gain(model, adapt(model, own, light), own, light)
    assert found.elsewhere_before.units == len(elsewhere)
    assert found.own_after.units == len(own)
    lost = found.elsewhere_before.nature_f1 - found.elsewhere_after.nature_f1
    assert lost < 0.04
    expected = measure(predict(model, elsewhere, light, in_context=True))
    assert found.elsewhere_before == expected


def test_manifest_says_what_was_adapted(model, stubborn, light) -> None:
    manifest = adapt(model, stubborn, light).manifest
    assert manifest["adapted_on"] == len(stubborn)
    assert manifest["adapted_from"] == model.manifest["data_sha256"]
    assert manifest["data_sha256"] != model.manifest["data_sha256"]
    assert "figures" not in manifest


def test_own_sentences_are_measured_unseen(model, stubborn, light) -> None:
    folds = list(cross_adapt(model, stubborn, light, folds=3))
    assert len(folds) == 3
    left_out = [unit.id for _, units in folds for unit in units]
    assert sorted(left_out) == sorted(unit.id for unit in stubborn)
    for _, units in folds:
        documents = {unit.document for unit in units}
        assert all(unit in units for unit in stubborn if unit.document in documents)


def test_two_documents_are_enough(model, stubborn, light) -> None:
    halves = [dataclasses.replace(u, document=f"half-{u.position % 2}") for u in stubborn]
    units = documents_of(halves)
    adapted = adapt(model, units, light)
    found = gain(model, adapted, units, light)
    assert found.own_after.units == len(units)


def test_adapted_model_is_saved_and_decides_alike(model, stubborn, light, tmp_path: Path) -> None:
    adapted = adapt(model, stubborn, light)
    again = load_model(save_model(adapted, tmp_path))
    sentence = "Organiser une foire à l'étage 12"
    before, after = (classify(sentence, model=one).probabilities for one in (adapted, again))
    assert after == before


def test_too_few_sentences_are_said(model, stubborn, light) -> None:
    few = [unit for unit in stubborn if unit.label is not Label.TACTIC]
    with pytest.raises(CorpusError, match=r"0 tactic are too few to learn from: label at least 10"):
        adapt(model, few, light)
    one = [dataclasses.replace(unit, document="one") for unit in stubborn]
    with pytest.raises(CorpusError, match="All sentences are of one document"):
        adapt(model, one, light)


def test_documents_are_brought_together(stubborn) -> None:
    shuffled = [stubborn[row] for row in np.random.default_rng(0).permutation(len(stubborn))]
    found = documents_of(shuffled)
    edges = [found[k].document != found[k - 1].document for k in range(1, len(found))]
    assert sum(edges) + 1 == len({unit.document for unit in found})
    assert {unit.id for unit in found} == {unit.id for unit in stubborn}


@pytest.fixture
def labelled(stubborn, tmp_path: Path) -> Path:
    path = tmp_path / "phrases.csv"
    names = {Label.STRATEGY: "Stratégie", Label.TACTIC: "Tactique", Label.OTHER: "Autre"}
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(["phrase", "classe", "document"])
        table.writerows([unit.text, names[unit.label], unit.document] for unit in stubborn)
    return path


def test_command_line_trains_and_says_both_figures(labelled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    result = run(app, ["train", str(labelled), "-o", str(folder), "--engine", "fast"])
    assert result.exit_code == 0, result.output
    assert "vos phrases, après" in result.stdout
    assert "ailleurs, après" in result.stdout
    figures = load_model(folder).manifest["figures"]
    assert figures["own"]["nature_f1"] > figures["own_before"]["nature_f1"]
    used = run(app, ["classify", "Organiser une foire à l'étage 12", "--model", str(folder)])
    assert "stratégie" in used.stdout


def test_nothing_is_trained_on_unknown_labels(tmp_path: Path) -> None:
    path = tmp_path / "phrases.csv"
    path.write_text("phrase,classe\nOuvrir,but\nFermer,autre\nPeindre,acte\n", encoding="utf-8")
    result = run(app, ["train", str(path), "-o", str(tmp_path / "model"), "--engine", "fast"])
    assert result.exit_code == 1
    assert "2 rows cannot be used" in result.stderr
    assert not (tmp_path / "model").exists()


def test_model_that_cannot_be_written_is_said(labelled: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run(app, ["train", str(labelled), "-o", str(tmp_path / "file"), "--engine", "fast"])
    assert result.exit_code == 1
    assert "ne peut être écrit" in result.stderr


def test_measuring_needs_the_shipped_corpus() -> None:
    assert adaptation.store.shipped(adaptation.CORPUS).is_file()
