"""Set the floors below which quality may not fall, a little under what the shipped models reach.

    python scripts/floors.py

Run it after `scripts/train.py`, and say in the commit why the floors change.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from stratac import load_model, scoring, training
from stratac.corpus import load_links
from stratac.engines import load_analyser
from stratac.evaluation import Links
from stratac.records import Engine, Split

ROOT = Path(__file__).parents[1]
# How far under the figure each floor lies: figures on few units are told apart less finely.
MARGINS = {
    "nature_f1": 0.01, "label_f1": 0.01, "relevance_auc": 0.01, "sure_nature_f1": 0.01,
    "sure_label_f1": 0.01, "confident_accuracy": 0.01, "predicate": 0.01, "traps": 0.025,
    "misframed_precision": 0.03, "misframed_recall": 0.03,
}  # fmt: skip
LINK_MARGIN = 0.03
MOST_CALIBRATION_ERROR = 0.06


def below(value: float, margin: float) -> float:
    """Return a floor with three digits."""
    return math.floor((value - margin) * 1000) / 1000


def floors(engine: Engine) -> dict[str, Any]:
    """Return the floors of one shipped model."""
    model = load_model(engine=engine)
    found: dict[str, Any] = {
        way: {
            "data_sha256": model.manifest["test_sha256"],
            "units": figures["units"],
            "at_least": {name: below(figures[name], by) for name, by in MARGINS.items()},
            "at_most": {"calibration_error": MOST_CALIBRATION_ERROR},
        }
        for way, figures in model.manifest["figures"].items()
    }
    units = [unit for unit in load_links(ROOT / "data" / "links.jsonl") if unit.split is Split.TEST]
    plans = training.linked_plans(units, load_analyser(engine))
    links = Links([model.linker.serving(plan.units) for plan in plans], plans)
    precision, recall = links.at(scoring.LEAST_LINK)
    found["links"] = {
        "plans": len(plans),
        "precision": below(precision, LINK_MARGIN),
        "recall": below(recall, LINK_MARGIN),
    }
    return found


def main() -> None:
    """Run the script."""
    told = {str(engine): floors(engine) for engine in Engine}
    path = ROOT / "tests" / "floors.json"
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
