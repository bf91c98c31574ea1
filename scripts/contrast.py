"""Let the judges of a shipped model tell intention from action by contrasting sentences.

python scripts/contrast.py --engine fast --unseen FOLDER

Sentences of `data/singles.jsonl` whose id begins with `p5-` are contrasting pairs. FOLDER is a
model of the same engine that was trained without them (default: the shipped one, where it
was): what it reads in them is what the judge weighs. Then the model is measured on the test
split and saved.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

import numpy as np
from train import CORPUS, _rounded, figures

from stratac import load_model, save_model, training
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.judging.classifier import assemble, context
from stratac.judging.fitting import settle_nature
from stratac.model import shipped_folder
from stratac.records import Engine, Label, Split

CONTRASTS = "p5-"
# As firmly as lets « Notre stratégie sera de faire plus de foires » be an action, by itself and
# in examples/plan-commercial.md; benchmarks/TRIED.md has what that costs on validation.
HELD_ALONE, HELD_IN_CONTEXT = 300.0, 150.0


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", type=Engine, choices=list(Engine), default=Engine.ACCURATE)
    parser.add_argument("--unseen", type=Path, help="a model that has not seen the sentences")
    options = parser.parse_args()
    model, analyser = load_model(engine=options.engine), load_analyser(options.engine)
    unseen = load_model(options.unseen) if options.unseen else model
    units = load_corpus(*CORPUS)
    contrasts = [
        unit
        for unit in units
        if unit.id.startswith(CONTRASTS) and unit.label in (Label.STRATEGY, Label.TACTIC)
    ]
    readings = training.read(unseen.reader, contrasts, analyser)
    classifier, words = model.classifier, unseen.classifier.words
    evidence = assemble(words.judge(words.terms.weigh(readings)), classifier.scale, readings)
    beside = np.hstack([evidence, context(readings)])
    action = np.array([float(unit.label is Label.TACTIC) for unit in contrasts])
    weight = training.weights(contrasts)
    settled = dataclasses.replace(
        classifier,
        alone=settle_nature(classifier.alone, evidence, action, weight, HELD_ALONE),
        in_context=settle_nature(classifier.in_context, beside, action, weight, HELD_IN_CONTEXT),
    )
    model = dataclasses.replace(model, classifier=settled)
    manifest = {
        **model.manifest,
        "contrasted_on": len(contrasts),
        "figures": _rounded(figures(model, select(units, Split.TEST))),
    }
    save_model(dataclasses.replace(model, manifest=manifest), shipped_folder(options.engine))
    print(json.dumps(manifest["figures"], indent=2))


if __name__ == "__main__":
    main()
