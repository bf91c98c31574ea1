"""Throughput of `classify_many` against the bare spaCy components, and import time.

    python benchmarks/speed.py [REPEATS]

All ratios are of one run on one machine; absolute times mean nothing elsewhere.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from stratac import classify_many
from stratac.corpus import load_corpus
from stratac.language import BATCH_SIZE, MODEL_NAME, UNUSED

ROOT = Path(__file__).parents[1]
SENTENCES = 1500


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def import_seconds(module: str) -> float:
    """Time the import of a module in a new process, the interpreter's start left out."""
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(run.stdout)


def main() -> None:
    """Run the script."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    units = load_corpus(ROOT / "data" / "corpus.jsonl")
    texts = [unit.text for unit in units[:SENTENCES]]
    nlp = spacy.load(MODEL_NAME, exclude=UNUSED)

    def bare() -> None:
        for _ in nlp.pipe(texts, batch_size=BATCH_SIZE):
            pass

    def ours() -> None:
        for _ in classify_many(texts):
            pass

    bare(), ours()
    pairs = [(seconds(bare), seconds(ours)) for _ in range(repeats)]
    ratio = statistics.median(plain / full for plain, full in pairs)
    print(f"classify_many: {ratio:.2f} of the throughput of its bare spaCy components")
    imports = [import_seconds("stratac") / import_seconds("spacy") for _ in range(repeats)]
    print(f"import stratac: {statistics.median(imports):.3f} of the time of import spacy")


if __name__ == "__main__":
    main()
