"""Links of tactics to strategies on the linked plans of the test split, beside three baselines.

    python benchmarks/links.py             # the table
    python benchmarks/links.py --json FILE # and the figures as JSON

Labels are the readers'; the shipped model says which strategy each tactic serves. A link is
right where the first reader named it; precision and recall count links.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from common import ROOT
from rich.console import Console
from rich.table import Table

from stratac import language, scoring, training
from stratac.corpus import load_links
from stratac.evaluation import Links
from stratac.findings import Serving
from stratac.linking.evidence import Plan
from stratac.linking.fitting import LinkedPlan
from stratac.linking.linker import Linker
from stratac.model import load_model
from stratac.records import LinkedUnit, Origin, Split

# Scores of every strategy for every tactic: those that reach a threshold are linked.
Scores = Callable[[LinkedPlan, Plan], npt.NDArray[np.float64]]
WANTED_RECALL, WANTED_PRECISION = 0.5, 0.75
# Best for the F-measure of the cosine on the training plans.
COSINE = 0.55


def same_section(plan: LinkedPlan, laid_out: Plan) -> npt.NDArray[np.float64]:
    """Score 1 for the strategies of the tactic's own section."""
    units = plan.units
    return np.array(
        [
            [
                float(bool(units[tactic].path) and units[tactic].path == units[strategy].path)
                for strategy in laid_out.strategies
            ]
            for tactic in laid_out.tactics
        ]
    )


def nearest_before(_plan: LinkedPlan, laid_out: Plan) -> npt.NDArray[np.float64]:
    """Score 1 for the last strategy before the tactic."""
    strategies = np.array(laid_out.strategies)
    rows = []
    for tactic in laid_out.tactics:
        row = np.zeros(len(strategies))
        row[np.flatnonzero(strategies < tactic)[-1:]] = 1.0
        rows.append(row)
    return np.array(rows)


def cosine(_plan: LinkedPlan, laid_out: Plan) -> npt.NDArray[np.float64]:
    """Score by the cosine of the weighted content words."""
    meanings = laid_out.meanings
    return np.array(
        [
            [meanings[tactic].vector @ meanings[aim].vector for aim in laid_out.strategies]
            for tactic in laid_out.tactics
        ]
    )


def served(plan: LinkedPlan, linker: Linker, scores: Scores) -> Serving:
    """Return how likely each tactic serves each strategy, by a baseline's scores."""
    laid_out = Plan(plan.units, linker.rarity, linker.association)
    found = np.zeros((len(laid_out.tactics), len(laid_out.strategies)))
    if found.size:
        found = scores(plan, laid_out)
    return Serving(laid_out.tactics, laid_out.strategies, found, lambda _row, _column: ())


def agreement(units: Sequence[LinkedUnit]) -> float:
    """Return the F-measure of the second reader's links against the first's."""
    both = [unit for unit in units if unit.serves is not None and unit.second_serves is not None]
    shared = sum(len(set(unit.serves or ()) & set(unit.second_serves or ())) for unit in both)
    total = sum(len(unit.serves or ()) + len(unit.second_serves or ()) for unit in both)
    return 2 * shared / total


def measure(units: Sequence[LinkedUnit]) -> dict[str, dict[str, float]]:
    """Measure the linker and the baselines on some plans, and print the table."""
    plans = training.linked_plans(units, language.load_analyser())
    linker = load_model(engine="accurate").linker
    baselines: dict[str, tuple[Scores, float]] = {
        "same section": (same_section, 0.5),
        "nearest strategy before": (nearest_before, 0.5),
        "cosine alone": (cosine, COSINE),
    }
    found = {
        "stratac": (
            Links([linker.serving(plan.units) for plan in plans], plans),
            scoring.LEAST_LINK,
        )
    }
    for name, (scores, threshold) in baselines.items():
        found[name] = Links([served(plan, linker, scores) for plan in plans], plans), threshold
    rows = {}
    for name, (links, threshold) in found.items():
        precision, recall = links.at(threshold)
        rows[name] = {
            "precision": precision,
            "recall": recall,
            f"precision at recall {WANTED_RECALL}": links.precision(WANTED_RECALL),
            f"recall at precision {WANTED_PRECISION}": links.recall(WANTED_PRECISION),
        }
    origins = ", ".join(sorted({str(unit.origin) for unit in units}))
    title = f"{len(plans)} plans, {origins}; a second reader's links: F {agreement(units):.3f}"
    table = Table("links", *rows["stratac"], title=title)
    for name, row in rows.items():
        table.add_row(name, *(f"{value:.3f}" for value in row.values()))
    Console(width=120).print(table)
    return rows


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    linked = [
        unit for unit in load_links(ROOT / "data" / "links.jsonl") if unit.split is Split.TEST
    ]
    found = {"all": measure(linked)}
    for origin in Origin.MODELLED, Origin.WRITTEN:
        found[str(origin)] = measure([unit for unit in linked if unit.origin is origin])
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
