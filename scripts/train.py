"""Train the shipped model on the corpus, measure it on the test split, write both down.

python scripts/train.py                # train, save, measure
python scripts/train.py --engine fast  # the same for the light analyser
python scripts/train.py --dry-run      # train and measure on the validation split only
python scripts/train.py --links        # fit the links of the shipped model anew, keep the rest
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import time
from pathlib import Path

from stratac import evaluation, training
from stratac.corpus import load_corpus, load_links, load_means, select
from stratac.engines import load_analyser
from stratac.evaluation import Figures
from stratac.language import Analyser
from stratac.linking.linker import Linker
from stratac.model import Model, load_model, save_model, shipped_folder
from stratac.records import Engine, LabelledUnit, Origin, Split

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
CORPUS = (DATA / "corpus.jsonl", DATA / "singles.jsonl")


def figures(model: Model, units: list[LabelledUnit]) -> dict[str, Figures]:
    """Measure a model on labelled units, each by itself and in its document."""
    analyser = load_analyser(model.engine)
    return {
        way: evaluation.measure(evaluation.predict(model, units, analyser, in_context=beside))
        for way, beside in (("alone", False), ("in_context", True))
    }


def fit_links(units: list[LabelledUnit], analyser: Analyser) -> Linker:
    """Fit what links actions to aims; the linked plans of the test split are left out."""
    plans = [unit for unit in load_links(DATA / "links.jsonl") if unit.split is Split.TRAIN]
    return training.train_linker(units, plans, load_means(DATA / "means.jsonl"), analyser)


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--dry-run", action="store_true", help="measure on validation, save to build/dry-run"
    )
    parser.add_argument("--links", action="store_true", help="fit the links anew, nothing else")
    parser.add_argument("--engine", type=Engine, choices=list(Engine), default=Engine.ACCURATE)
    options = parser.parse_args()
    analyser, shipped = load_analyser(options.engine), shipped_folder(options.engine)
    units = load_corpus(*CORPUS)
    if options.links:
        linker = fit_links(select(units, Split.TRAIN, Split.VALIDATION), analyser)
        fitted = load_model(engine=options.engine)
        save_model(dataclasses.replace(fitted, linker=linker), shipped)
        return
    if options.dry_run:
        learned = select(units, Split.TRAIN)
        model = training.train(learned, fit_links(learned, analyser), analyser)
        held_out = select(units, Split.VALIDATION)
        for origin in Origin.MODELLED, Origin.WRITTEN:
            measured = figures(model, [unit for unit in held_out if unit.origin is origin])
            print(origin, json.dumps(_rounded(measured), indent=2))
        save_model(model, ROOT / "build" / "dry-run")
        return
    learned = select(units, Split.TRAIN, Split.VALIDATION)
    test = select(units, Split.TEST)
    model = training.train(learned, fit_links(learned, analyser), analyser)
    measured = figures(model, test)
    manifest = {
        **model.manifest,
        "trained": datetime.date.today().isoformat(),
        "licence": "MIT",
        "processor_hours": round(time.process_time() / 3600, 2),
        "figures": _rounded(measured),
        "test_sha256": training.data_hash(test),
    }
    save_model(dataclasses.replace(model, manifest=manifest), shipped)
    print(json.dumps(manifest["figures"], indent=2))


def _rounded(measured: dict[str, Figures]) -> dict[str, dict[str, float | None]]:
    return {
        way: {
            name: None if value is None else round(value, 6)
            for name, value in found.to_dict().items()
        }
        for way, found in measured.items()
    }


if __name__ == "__main__":
    main()
