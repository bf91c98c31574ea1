"""What each part is worth: trained without it, measured on the validation split.

    python benchmarks/ablation.py             # the table
    python benchmarks/ablation.py --json FILE # and the figures as JSON

The fast engine, which is the default; half an hour on one core. The validation units are those
modelled on real pages. The test split is not looked at.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from common import COLUMNS, CORPUS, held_out
from rich.console import Console
from rich.table import Table

from stratac import evaluation, training
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.evaluation import Figures, Predictions
from stratac.judging import fitting as judging
from stratac.language import Analyser
from stratac.reading import Reading
from stratac.records import Engine, Label, LabelledUnit, Split
from stratac.training import Learned

FAMILIES = ("verbs", "horizon", "concreteness", "framing", "specificity", "form")
# Evidence left out, by how the names of its columns begin.
PARTS = {
    **{family: (f"{family}: ",) for family in FAMILIES},
    "the network": ("network: ",),
    "the words expert": ("words expert: ",),
    "all that can be read": tuple(f"{family}: " for family in FAMILIES),
}


def alone(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings of sentences by themselves."""
    return [dataclasses.replace(reading, in_context=None) for reading in readings]


def masked(units: Sequence[LabelledUnit], analyser: Analyser) -> list[LabelledUnit]:
    """Return units whose digits are all 1 and whose proper names are all the same."""
    sentences = analyser.parse(unit.text for unit in units)
    found = []
    for unit, sentence in zip(units, sentences, strict=True):
        text = unit.text
        for token in sorted(sentence.tokens, key=lambda token: -token.start):
            if token.pos == "PROPN":
                text = text[: token.start] + "Untel" + text[token.start + len(token.text) :]
        found.append(dataclasses.replace(unit, text=re.sub(r"\d", "1", text)))
    return found


class Ablation:
    """A classifier, and the evidence on which its judge can be fitted again.

    Parameters
    ----------
    learned
        What the network has learned, and what it read in units unseen.
    unseen
        Readings of the validation units.
    validation
        Those units.
    """

    def __init__(
        self, learned: Learned, unseen: Sequence[Reading], validation: Sequence[LabelledUnit]
    ) -> None:
        units = learned.units
        self.classifier = training.fit_classifier(learned)
        self._order = [list(self.classifier.labels).index(label) for label in Label]
        self._labels = np.array([str(unit.label) for unit in units])
        self._weight = training.judge_weights(units)
        self._seen = judging.evidence_of_unseen(
            learned.readings,
            [str(label) for label in self._labels],
            [unit.document for unit in units],
            training.weights(units),
            self.classifier.scale,
        )
        self._unseen, _ = self.classifier.weigh(unseen)
        self._validation = tuple(validation)

    def measure(self, readings: Sequence[Reading]) -> Figures:
        """Measure the whole classifier on readings of the validation units."""
        return self._figures(self.classifier.predict_proba(readings))

    def without(self, beginnings: tuple[str, ...]) -> Figures:
        """Measure the judge of sentences by themselves, fitted without some evidence."""
        left_out = (*beginnings, "context: ")
        kept = [not name.startswith(left_out) for name in self.classifier.evidence_names()]
        chosen = self._weight > 0
        judge = judging.fit_judge(
            self._seen[chosen][:, kept], self._labels[chosen], self._weight[chosen]
        )
        return self._figures(judge.predict_proba(self._unseen[:, kept]))

    def _figures(self, probabilities: npt.NDArray[np.float64]) -> Figures:
        return evaluation.measure(Predictions(self._validation, probabilities[:, self._order]))


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    analyser = load_analyser(Engine.FAST)
    learned = training.learn_to_read(select(units, Split.TRAIN), analyser)
    validation = held_out(units)
    unseen = training.read(learned.reader, validation, analyser)
    hidden = training.read(learned.reader, masked(validation, analyser), analyser)
    ablation = Ablation(learned, unseen, validation)
    found = {
        "everything, in context": ablation.measure(unseen),
        "everything, by itself": ablation.measure(alone(unseen)),
        "digits and names masked, by itself": ablation.measure(alone(hidden)),
    }
    for name, beginnings in PARTS.items():
        found[f"without {name}, by itself"] = ablation.without(beginnings)
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
