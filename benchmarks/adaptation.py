"""What a hundred sentences of a sector are worth there, and what they cost elsewhere.

    python benchmarks/adaptation.py            # train without three sectors, adapt, measure
    python benchmarks/adaptation.py --json FILE
    python benchmarks/adaptation.py --held     # how firmly to hold the weights, on one sector

A model of the fast engine is trained on the training documents of all other sectors and kept
in build/. It is adapted on a hundred sentences of whole documents of one sector, five times,
and measured on the rest of the sector and on validation documents of the other sectors. How
firmly weights are held was chosen on `culture`; the other two sectors are the report.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from common import CORPUS, ROOT, held_out
from rich.console import Console
from rich.table import Table

from stratac import adaptation, evaluation, load_model, save_model, training
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.model import Model
from stratac.records import Engine, Label, LabelledUnit, Origin, Split

SECTORS = {
    "culture": r"cultu|musé|théât|livre|biblio|patrimoine|danse|musi|festival|cinéma",
    "health": r"sant|hôpit|hospit|soin|médic|clini|ehpad|pharma",
    "farming": r"agri|viti|élev|pêche|pasto|maraîch|forêt|bois|vin",
}
SENTENCES, DRAWS = 100, 5
KEPT = ROOT / "build" / "without-sectors"
COLUMNS = ("nature_f1", "label_f1", "calibration_error")


def sector(unit: LabelledUnit) -> str | None:
    """Return which of the sectors left out a unit belongs to."""
    told = (unit.sector or "").lower()
    return next((name for name, words in SECTORS.items() if re.search(words, told)), None)


def train(units: list[LabelledUnit]) -> Model:
    """Train without the sectors, or open what was trained before."""
    if KEPT.is_dir():
        return load_model(KEPT)
    analyser = load_analyser(Engine.FAST)
    others = [unit for unit in select(units, Split.TRAIN) if sector(unit) is None]
    model = training.train(others, load_model(engine="fast").linker, analyser)
    save_model(model, KEPT)
    return model


def draws(units: list[LabelledUnit]) -> Iterator[tuple[list[LabelledUnit], list[LabelledUnit]]]:
    """Yield a hundred sentences of whole documents, and the rest, five times.

    Some more are drawn where one of the labels is on too few to learn from.
    """
    documents = list(dict.fromkeys(unit.document for unit in units))
    for draw in range(DRAWS):
        order = np.random.default_rng(draw).permutation(len(documents))
        chosen: set[str] = set()
        counts: Counter[Label | None] = Counter()
        for number in order.tolist():
            enough = all(counts[label] >= adaptation.LEAST for label in Label)
            if enough and counts.total() >= SENTENCES:
                break
            chosen.add(documents[number])
            counts.update(unit.label for unit in units if unit.document == documents[number])
        yield (
            [unit for unit in units if unit.document in chosen],
            [unit for unit in units if unit.document not in chosen],
        )


def figures(model: Model, units: list[LabelledUnit]) -> dict[str, float]:
    """Measure a model on units, each in its document."""
    analyser = load_analyser(Engine.FAST)
    found = evaluation.measure(evaluation.predict(model, units, analyser, in_context=True))
    return {column: float(found.to_dict()[column]) for column in COLUMNS}


def gains(
    model: Model, there: list[LabelledUnit], elsewhere: list[LabelledUnit]
) -> dict[str, float]:
    """Return what adapting on a sector brings there and elsewhere, means over the draws."""
    analyser = load_analyser(Engine.FAST)
    before = figures(model, elsewhere)
    rows = []
    for learned, rest in draws(there):
        adapted = adaptation.adapt(model, learned, analyser)
        own, own_before = figures(adapted, rest), figures(model, rest)
        other = figures(adapted, elsewhere)
        rows.append(
            {f"{column} there, before": own_before[column] for column in COLUMNS}
            | {f"{column} there": own[column] - own_before[column] for column in COLUMNS}
            | {f"{column} elsewhere": other[column] - before[column] for column in COLUMNS}
        )
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--held", action="store_true", help="compare ways to hold the weights")
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    model = train(units)
    labelled = [unit for unit in units if unit.label and unit.origin is Origin.MODELLED]
    usable = select(labelled, Split.TRAIN, Split.VALIDATION)
    members = {name: [unit for unit in usable if sector(unit) == name] for name in SECTORS}
    elsewhere = [unit for unit in held_out(units) if unit.label and sector(unit) is None]
    results: dict[str, dict[str, float]] = {}
    if options.held:
        choices = adaptation.HELD
        for held in choices:
            adaptation.HELD = (held,)
            results[str(held)] = gains(model, members["culture"], elsewhere)
    else:
        results = {name: gains(model, rows, elsewhere) for name, rows in members.items()}
    table = Table("sector", *next(iter(results.values())))
    for name, row in results.items():
        table.add_row(name, *(f"{value:+.3f}" for value in row.values()))
    Console(width=200).print(table)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
