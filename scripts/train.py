"""Train the shipped model on the corpus, measure it on the test split, write both down.

python scripts/train.py            # train, save, measure
python scripts/train.py --dry-run  # train and measure on the validation split only
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

from stratac import evaluation, language, training
from stratac.corpus import load_corpus, select
from stratac.evaluation import Figures
from stratac.model import Model, save_model
from stratac.records import LabelledUnit, Split

ROOT = Path(__file__).parents[1]
CORPUS = (ROOT / "data" / "corpus.jsonl", ROOT / "data" / "singles.jsonl")


def figures(model: Model, units: list[LabelledUnit]) -> Figures:
    """Measure a model on labelled units."""
    sentences = language.load_analyser().parse(unit.text for unit in units)
    statements = list(model.predict(sentences, training.REFERENCE))
    return evaluation.measure(evaluation.from_statements(units, statements))


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--dry-run", action="store_true", help="measure on validation, save nothing"
    )
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    if options.dry_run:
        model = training.train(select(units, Split.TRAIN))
        print(json.dumps(figures(model, select(units, Split.VALIDATION)).to_dict(), indent=2))
        return
    learned = select(units, Split.TRAIN, Split.VALIDATION)
    test = select(units, Split.TEST)
    model = training.train(learned)
    measured = figures(model, test)
    manifest = {
        **model.manifest,
        "trained": datetime.date.today().isoformat(),
        "licence": "MIT",
        "figures": {name: _rounded(value) for name, value in measured.to_dict().items()},
        "test_sha256": training.data_hash(test),
    }
    save_model(Model(model.reader, model.classifier, manifest), ROOT / "models" / "stratac-fr")
    print(json.dumps(manifest["figures"], indent=2))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    main()
