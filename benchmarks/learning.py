"""How quality grows with the data: trained on part of the documents, measured on validation.

    python benchmarks/learning.py --json FILE --plot FILE

The fast engine, which is the default; most of an hour on one core. The validation units are
those modelled on real pages.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from common import CORPUS, held_out
from rich.console import Console
from rich.table import Table

from stratac import evaluation, load_model, plots, training
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.records import Engine, Split

SHARES = (0.05, 0.15, 0.4, 1.0)
COLUMNS = {
    "intention / action F1": "nature_f1",
    "three labels F1": "label_f1",
    "predicate found": "predicate",
}
# As the plot names them, in the language of those who read it.
CURVES = {
    "nature_f1": "intention ou action, macro-F1",
    "label_f1": "trois étiquettes, macro-F1",
    "predicate": "prédicat trouvé",
}


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--plot", type=Path, help="draw the curve into this file")
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    learned = select(units, Split.TRAIN)
    validation = held_out(units)
    documents = sorted({unit.document for unit in learned})
    order = np.random.default_rng(0).permutation(len(documents))
    analyser = load_analyser(Engine.FAST)
    # What links actions to aims has no part in these figures.
    linker = load_model(engine=Engine.FAST).linker
    rows = []
    for share in SHARES:
        kept = {documents[place] for place in order[: round(share * len(documents))]}
        part = [unit for unit in learned if unit.document in kept]
        model = training.train(part, linker, analyser)
        figures = evaluation.measure(evaluation.predict(model, validation, analyser))
        rows.append({**figures.to_dict(), "units": len(part)})
        told = ", ".join(f"{name} {rows[-1][column]:.3f}" for name, column in COLUMNS.items())
        Console(stderr=True).print(f"{len(part)} units: {told}")
    table = Table("training units", *COLUMNS)
    for row in rows:
        table.add_row(str(row["units"]), *(f"{row[column]:.3f}" for column in COLUMNS.values()))
    Console(width=120).print(table)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    if options.plot:
        curves = {CURVES[name]: [row[name] for row in rows] for name in COLUMNS.values()}
        plots.plot_learning([row["units"] for row in rows], curves, options.plot)


if __name__ == "__main__":
    main()
