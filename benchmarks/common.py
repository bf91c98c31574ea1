"""What the benchmarks of quality share: the data they read and the columns they show."""

from __future__ import annotations

from pathlib import Path

from stratac.corpus import select
from stratac.records import LabelledUnit, Origin, Split

ROOT = Path(__file__).parents[1]
CORPUS = (ROOT / "data" / "corpus.jsonl", ROOT / "data" / "singles.jsonl")
COLUMNS = {
    "intention / action F1": "nature_f1",
    "three labels F1": "label_f1",
    "relevance AUC": "relevance_auc",
    "calibration error": "calibration_error",
    "traps": "traps",
}


def held_out(units: list[LabelledUnit]) -> list[LabelledUnit]:
    """Return the validation units modelled on real pages: the test split is not looked at."""
    return [unit for unit in select(units, Split.VALIDATION) if unit.origin is Origin.MODELLED]
