"""Check concreteness on words that the fit has not seen.

    python scripts/concreteness.py              # against two raters
    python scripts/concreteness.py NORMS.csv    # and against published norms

The words of ``data/concreteness.tsv`` were rated by two readers; the regression is
fitted here without them. NORMS.csv is for whoever has the norms of Bonin, Méot and
Bugaïska (2018, Behavior Research Methods 50, 2366-2387; 1,659 words): a table with
the word in the first column and its concreteness in a column whose name begins
with « conc ».
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from stratac import language, training
from stratac.language import SpacyAnalyser

CHECK = Path(__file__).parents[1] / "data" / "concreteness.tsv"


def raters() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the checked words and what each of the two readers gave them."""
    with CHECK.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    words = [row["word"] for row in rows]
    return words, *(np.array([float(row[name]) for row in rows]) for name in ("first", "second"))


def predictions(words: list[str], analyser: SpacyAnalyser) -> tuple[np.ndarray, np.ndarray]:
    """Return predicted concreteness by a fit without these words, and which have a vector."""
    regressor = training.fit_concreteness(analyser, leave_out=frozenset(words))
    vectors = analyser.word_vectors(words)
    return regressor.predict(vectors), np.any(vectors != 0, axis=1)


def norms(path: Path) -> tuple[list[str], np.ndarray]:
    """Read a table of published norms."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        dialect = csv.Sniffer().sniff(stream.read(4096), delimiters=",;\t")
        stream.seek(0)
        rows = list(csv.DictReader(stream, dialect=dialect))
    columns = list(rows[0])
    value = next(name for name in columns if name.lower().startswith("conc"))
    kept = [row for row in rows if row[columns[0]] and row[value]]
    return (
        [row[columns[0]].strip().lower() for row in kept],
        np.array([float(row[value].replace(",", ".")) for row in kept]),
    )


def main() -> None:
    """Run the script."""
    analyser = language.load_analyser()
    words, first, second = raters()
    predicted, known = predictions(words, analyser)
    truth = (first + second) / 2
    print(f"{len(words)} words, {int(known.sum())} with a vector")
    print(f"two readers:           rho = {spearmanr(first, second).statistic:.3f}")
    print(f"regression, all words: rho = {spearmanr(predicted, truth).statistic:.3f}")
    if len(sys.argv) > 1:
        words, values = norms(Path(sys.argv[1]))
        predicted, known = predictions(words, analyser)
        print(
            f"published norms, {int(known.sum())} of {len(words)} words: "
            f"rho = {spearmanr(predicted[known], values[known]).statistic:.3f}"
        )


if __name__ == "__main__":
    main()
