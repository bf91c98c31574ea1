"""What each part is worth: trained without it, measured on the validation split.

    python benchmarks/ablation.py             # the table
    python benchmarks/ablation.py --json FILE # and the figures as JSON

The validation units are those modelled on real pages. The test split is not looked at.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from common import COLUMNS, CORPUS, held_out
from rich.console import Console
from rich.table import Table

from stratac import evaluation, language, training
from stratac.corpus import load_corpus, select
from stratac.evaluation import Figures, Predictions
from stratac.pipeline import StatementClassifier
from stratac.reading import NAMES, Reading
from stratac.records import Label, LabelledUnit, Split

FAMILIES = ("verbs", "horizon", "concreteness", "framing", "specificity", "form")


def without_family(readings: Sequence[Reading], family: str) -> list[Reading]:
    """Return readings that say nothing of one family."""
    kept = np.array([not name.startswith(f"{family}: ") for name in NAMES], dtype=np.float32)
    return [dataclasses.replace(reading, numbers=reading.numbers * kept) for reading in readings]


def without_network(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings of which the network said nothing but the predicate."""
    nothing = np.zeros(4, dtype=np.float32)
    return [dataclasses.replace(row, alone=nothing, in_context=nothing) for row in readings]


def alone(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings of sentences by themselves."""
    return [dataclasses.replace(reading, in_context=None) for reading in readings]


def masked(units: Sequence[LabelledUnit]) -> list[LabelledUnit]:
    """Return units whose digits are all 1 and whose proper names are all the same."""
    sentences = language.load_analyser().parse(unit.text for unit in units)
    found = []
    for unit, sentence in zip(units, sentences, strict=True):
        text = unit.text
        for token in sorted(sentence.tokens, key=lambda token: -token.start):
            if token.pos == "PROPN":
                text = text[: token.start] + "Untel" + text[token.start + len(token.text) :]
        found.append(dataclasses.replace(unit, text=re.sub(r"\d", "1", text)))
    return found


def measure(
    classifier: StatementClassifier, readings: Sequence[Reading], units: Sequence[LabelledUnit]
) -> Figures:
    """Measure a classifier on readings."""
    order = [list(classifier.classes_).index(label) for label in Label]
    probabilities = classifier.predict_proba(readings)[:, order]
    return evaluation.measure(Predictions(tuple(units), probabilities))


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    analyser = language.load_analyser()
    learned = training.learn_to_read(select(units, Split.TRAIN), analyser)
    validation = held_out(units)
    seen = learned.readings
    unseen = training.read(learned.reader, validation, analyser)
    hidden = training.read(learned.reader, masked(validation), analyser)
    full = training.fit_classifier(learned)
    found = {
        "everything, in context": measure(full, unseen, validation),
        "everything, by itself": measure(full, alone(unseen), validation),
        "digits and names masked, by itself": measure(full, alone(hidden), validation),
    }
    for family in FAMILIES:
        changed = dataclasses.replace(learned, readings=without_family(seen, family))
        fitted = training.fit_classifier(changed)
        found[f"without {family}, by itself"] = measure(
            fitted, alone(without_family(unseen, family)), validation
        )
    fitted = training.fit_classifier(dataclasses.replace(learned, readings=without_network(seen)))
    found["without the network, by itself"] = measure(
        fitted, alone(without_network(unseen)), validation
    )
    for expert in ("words", "meaning"):
        rest = tuple({"words", "meaning"} - {expert})
        fitted = training.fit_classifier(learned, experts=rest)
        found[f"without the {expert} expert, by itself"] = measure(
            fitted, alone(unseen), validation
        )
    table = Table("what", *COLUMNS, title=f"{len(validation)} units of the validation split")
    for name, figures in found.items():
        row = figures.to_dict()
        table.add_row(name, *(f"{row[column]:.3f}" for column in COLUMNS.values()))
    Console(width=120).print(table)
    if options.json:
        rows = {name: figures.to_dict() for name, figures in found.items()}
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
