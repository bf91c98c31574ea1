"""Whether sentences that `stratac suggest` chooses teach more than sentences drawn blindly.

    python benchmarks/suggestion.py
    python benchmarks/suggestion.py --json FILE

The model knows none of three sectors (benchmarks/adaptation.py trains it, or opens it from
build/). Their documents are parted into two halves, anew for each seed: sentences of one half
are chosen and labelled step by step, by `suggest` with what was learned so far or blindly, and
what they teach is measured on whole documents of the other.

Chosen sentences are learned from as `stratac train` gets them from the file that `stratac
suggest` wrote: with the names of their documents, but without their neighbours, so that two of
one document stand beside each other as if they did so there. As there, the model stays what it
was while a label is on too few of them.

In the second setting nothing is known of labels but what the network reads: experts and judges
are fitted on the chosen sentences alone. The first of these are drawn blindly for both, since
there is no model yet that could be unsure.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from adaptation import figures, sector, train
from common import CORPUS
from rich.console import Console
from rich.table import Table

from stratac import adaptation, evaluation, suggestion, training
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.errors import CorpusError
from stratac.judging import fitting as judging
from stratac.model import Model
from stratac.records import Engine, Label, LabelledUnit, Origin, Split

SEEDS = 5
# The last is some half of the sentences: where nearly all are taken there is no choice.
STEPS = (50, 100, 200, 400, 800)
# Random choice is asked how many labels it needs for what `suggest` reaches with these.
ASKED = 200
COLUMNS = {"label_f1": "three labels F1", "nature_f1": "intention / action F1"}

Floats = npt.NDArray[np.float64]
Learn = Callable[[Model, list[LabelledUnit]], Model]
Choose = Callable[[Sequence[str], int, Model, int], list[int]]


def halves(units: list[LabelledUnit], seed: int) -> tuple[list[LabelledUnit], list[LabelledUnit]]:
    """Part units by document."""
    documents = list(dict.fromkeys(unit.document for unit in units))
    order = np.random.default_rng(seed).permutation(len(documents))
    first = {documents[number] for number in order[: len(documents) // 2].tolist()}
    return (
        [unit for unit in units if unit.document in first],
        [unit for unit in units if unit.document not in first],
    )


def suggested(texts: Sequence[str], count: int, model: Model, seed: int) -> list[int]:
    """Choose as `stratac suggest` does."""
    return suggestion.suggest(texts, count, model, load_analyser(Engine.FAST), seed=seed)


def blindly(texts: Sequence[str], count: int, model: Model, seed: int) -> list[int]:
    """Choose by lot."""
    chosen: list[int] = np.random.default_rng(seed).permutation(len(texts))[:count].tolist()
    return chosen


def adapted(start: Model, chosen: list[LabelledUnit]) -> Model:
    """Teach the model as `stratac train` does; too few sentences leave it as it is."""
    try:
        return adaptation.adapt(start, chosen, load_analyser(Engine.FAST))
    except CorpusError:
        return start


def anew(start: Model, chosen: list[LabelledUnit]) -> Model:
    """Fit experts and judges on the chosen sentences alone, over what the network reads."""
    weight = training.weights(chosen)
    classifier = judging.fit(
        training.read(start.reader, chosen, load_analyser(Engine.FAST)),
        [str(unit.label) for unit in chosen],
        [unit.document for unit in chosen],
        weight,
        weight,
        np.zeros(len(chosen)),
    )
    return dataclasses.replace(start, classifier=classifier)


@dataclasses.dataclass(frozen=True)
class Setting:
    """How is learned, and how the first sentences are chosen where `suggest` chooses."""

    learn: Learn
    first: Choose


SETTINGS = {"adapted": Setting(adapted, suggested), "learned anew": Setting(anew, blindly)}


def curve(
    start: Model,
    setting: Setting,
    choose: Choose,
    parts: tuple[list[LabelledUnit], list[LabelledUnit]],
    seed: int,
) -> Floats:
    """Return what ever more sentences of one part teach about the other.

    Shape (steps, `COLUMNS`).
    """
    rest, measured = parts
    model = start
    chosen: list[LabelledUnit] = []
    found = []
    for step in STEPS:
        pick = setting.first if choose is suggested and not chosen else choose
        places = pick([unit.text for unit in rest], step - len(chosen), model, seed + step)
        chosen += [rest[place] for place in places]
        taken = set(places)
        rest = [unit for place, unit in enumerate(rest) if place not in taken]
        model = setting.learn(start, adaptation.documents_of(chosen))
        told = figures(model, measured)
        found.append([told[column] for column in COLUMNS])
    return np.array(found)


def paired(chosen: Floats, drawn: Floats) -> dict[str, float]:
    """Return means over seeds, of the difference as well, and the standard error of that."""
    gains = chosen - drawn
    return {
        "suggested": float(chosen.mean()),
        "at random": float(drawn.mean()),
        "difference": float(gains.mean()),
        "standard error": float(gains.std(ddof=1) / np.sqrt(len(gains))),
    }


def compared(chosen: Floats, drawn: Floats) -> dict[str, Any]:
    """Compare the curves of one figure, shapes (seeds, steps).

    The area under a curve is over the logarithm of the labels, as a mean height.
    """
    per_label = np.log(STEPS)
    areas = [np.trapezoid(rows, per_label) / np.ptp(per_label) for rows in (chosen, drawn)]
    wanted = float(chosen.mean(axis=0)[STEPS.index(ASKED)])
    return {
        "labels": {
            str(step): paired(chosen[:, row], drawn[:, row]) for row, step in enumerate(STEPS)
        },
        "area": paired(*areas),
        "needed": needed(drawn.mean(axis=0), wanted),
    }


def needed(reached: Floats, wanted: float) -> float | None:
    """Return with how many labels a curve first reaches a figure; None: with none of the steps."""
    if reached[0] >= wanted:
        return float(STEPS[0])
    for step in range(1, len(STEPS)):
        before, after = reached[step - 1 : step + 1].tolist()
        if after >= wanted:
            share = (wanted - before) / (after - before)
            return float(STEPS[step - 1] + share * (STEPS[step] - STEPS[step - 1]))
    return None


def mistaken(
    start: Model, parts: Sequence[tuple[list[LabelledUnit], list[LabelledUnit]]]
) -> dict[str, float]:
    """Compare the shares of sentences that the model had wrong: of `ASKED` chosen, and of all."""
    chosen, drawn = [], []
    for seed, (units, _) in enumerate(parts):
        told = evaluation.predict(start, units, load_analyser(Engine.FAST))
        labels = list(Label)
        wrong = np.array(
            [
                labels[row] is not unit.label
                for unit, row in zip(units, told.probabilities.argmax(axis=1), strict=True)
            ]
        )
        chosen.append(wrong[suggested([unit.text for unit in units], ASKED, start, seed)].mean())
        drawn.append(wrong.mean())
    return paired(np.array(chosen), np.array(drawn))


def show(title: str, found: dict[str, Any]) -> Table:
    """Return the table of one comparison."""
    count = found["needed"]
    caption = (
        f"{'more than all' if count is None else round(count)} at random for {ASKED} suggested"
    )
    table = Table("labels", "suggested", "at random", "difference", title=title, caption=caption)
    for name, row in {**found["labels"], "area": found["area"]}.items():
        chosen, drawn, gain, error = row.values()
        table.add_row(name, f"{chosen:.3f}", f"{drawn:.3f}", f"{gain:+.3f} ± {error:.3f}")
    return table


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    start = train(units)
    usable = [
        unit
        for unit in select(units, Split.TRAIN, Split.VALIDATION)
        if unit.origin is Origin.MODELLED and sector(unit)
    ]
    parts = [halves(usable, seed) for seed in range(SEEDS)]
    results: dict[str, Any] = {"seeds": SEEDS}
    for name, setting in SETTINGS.items():
        chosen, drawn = (
            np.array([curve(start, setting, choose, part, seed) for seed, part in enumerate(parts)])
            for choose in (suggested, blindly)
        )
        results[name] = {}
        for number, column in enumerate(COLUMNS):
            found = compared(chosen[:, :, number], drawn[:, :, number])
            results[name][column] = found
            Console().print(show(f"{name}: {COLUMNS[column]}", found))
    results["mistaken"] = mistaken(start, parts)
    Console().print(f"had wrong, of {ASKED} suggested and of all: {results['mistaken']}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
