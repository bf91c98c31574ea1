"""Quality may not fall: the shipped models on the test split, against floors on file."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from stratac import evaluation, load_model, scoring, training
from stratac.corpus import load_corpus, load_links, select
from stratac.engines import load_analyser
from stratac.evaluation import Figures, Links
from stratac.records import Engine, Split

FLOORS = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))


def check(figures: Figures, data: str, floors: dict[str, object]) -> list[str]:
    """Return what is wrong: other data than the floors', nothing measured, or a figure too low."""
    problems = []
    if data != floors["data_sha256"]:
        problems.append("the test split is not the one that the floors were measured on")
    if figures.units != floors["units"]:
        problems.append(f"{figures.units} units measured, {floors['units']} expected")
    measured = figures.to_dict()
    for name, least in floors["at_least"].items():
        if measured[name] is None or measured[name] < least:
            problems.append(f"{name} is {measured[name]}, at least {least} expected")
    for name, most in floors["at_most"].items():
        if measured[name] is None or measured[name] > most:
            problems.append(f"{name} is {measured[name]}, at most {most} expected")
    return problems


@pytest.fixture(scope="module", params=["alone", "in_context"])
def way(request) -> str:
    return request.param


@pytest.fixture(scope="module", params=Engine)
def engine(request) -> Engine:
    return request.param


@pytest.fixture(scope="module")
def measured(engine: Engine, way: str) -> tuple[Figures, str]:
    units = select(load_corpus(ROOT / "data" / "corpus.jsonl"), Split.TEST)
    model, analyser = load_model(engine=engine), load_analyser(engine)
    found = evaluation.predict(model, units, analyser, in_context=way == "in_context")
    return evaluation.measure(found), training.data_hash(units)


def test_shipped_model_keeps_above_the_floors(
    measured: tuple[Figures, str], engine: Engine, way: str
) -> None:
    assert check(*measured, FLOORS[engine][way]) == []


def test_manifest_tells_the_figures_that_are_measured(
    measured: tuple[Figures, str], engine: Engine, way: str
) -> None:
    told = load_model(engine=engine).manifest["figures"][way]
    for name, value in measured[0].to_dict().items():
        assert value == pytest.approx(told[name], abs=0.004), name


def test_links_keep_above_the_floors(engine: Engine) -> None:
    units = [u for u in load_links(ROOT / "data" / "links.jsonl") if u.split is Split.TEST]
    plans = training.linked_plans(units, load_analyser(engine))
    linker = load_model(engine=engine).linker
    found = Links([linker.serving(plan.units) for plan in plans], plans)
    floors = FLOORS[engine]["links"]
    assert len(plans) == floors["plans"]
    precision, recall = found.at(scoring.LEAST_LINK)
    assert precision >= floors["precision"]
    assert recall >= floors["recall"]


@pytest.mark.parametrize(
    "change",
    [
        {"data_sha256": "other"},
        {"units": 1},
        {"at_least": {"nature_f1": 1.01}},
        {"at_most": {"calibration_error": -0.01}},
    ],
    ids=["other-data", "other-number", "figure-below", "figure-above"],
)
def test_gate_trips(
    measured: tuple[Figures, str], engine: Engine, way: str, change: dict[str, object]
) -> None:
    assert len(check(*measured, {**FLOORS[engine][way], **change})) == 1


def test_readme_tells_the_figures_of_the_manifest(engine: Engine) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = load_model(engine=engine).manifest["figures"]["alone"]
    for name in ("nature_f1", "label_f1", "relevance_auc", "calibration_error", "traps"):
        assert f"{told[name]:.3f}" in text, name
