"""Throughput against the bare spaCy components: sentences, a long PDF; and import time.

    python benchmarks/speed.py [REPEATS]

All ratios are of one run on one machine; absolute times mean nothing elsewhere.
"""

from __future__ import annotations

import gc
import html
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from stratac import classify_many, language, load_model, score_file
from stratac.corpus import load_corpus
from stratac.language import BATCH_SIZE, MODEL_NAME, UNUSED
from stratac.records import LabelledUnit
from stratac.training import REFERENCE

ROOT = Path(__file__).parents[1]
SENTENCES = 1500
PDF_UNITS = 2250


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


def long_pdf(units: list[LabelledUnit], folder: Path) -> Path:
    """Print excerpts of the corpus into a PDF of about a hundred pages."""
    parts, document = [], None
    for unit in units[:PDF_UNITS]:
        tag = "p" if unit.document == document else "h2"
        parts.append(f"<{tag}>{html.escape(unit.text)}</{tag}>")
        document = unit.document
    page, target = folder / "plan.html", folder / "plan.pdf"
    page.write_text(f'<html lang="fr"><meta charset="utf-8">{"".join(parts)}', encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={folder}/chromium", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    return target


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
    analyser, model = language.load_analyser(), load_model()
    sentences = list(analyser.parse(texts))

    def parse() -> None:
        for _ in analyser.parse(texts):
            pass

    def predict() -> None:
        for _ in model.predict(sentences, REFERENCE):
            pass

    pairs = [(seconds(predict), seconds(parse)) for _ in range(repeats)]
    ratio = statistics.median(made / parsed for made, parsed in pairs)
    print(f"prediction: {ratio:.2f} of the time of the parse")
    with tempfile.TemporaryDirectory() as folder:
        pdf = long_pdf(units, Path(folder))
        scored = score_file(pdf)
        found = [statement.text for statement in scored.statements]

        def bare_text() -> None:
            for _ in nlp.pipe(found, batch_size=BATCH_SIZE):
                pass

        bare_text()
        pairs = [(seconds(bare_text), seconds(lambda: score_file(pdf))) for _ in range(repeats)]
    ratio = statistics.median(plain / full for plain, full in pairs)
    pages = max(statement.page or 0 for statement in scored.statements)
    print(
        f"score_file: a PDF of {pages} pages at {ratio:.2f} of the speed of parsing its bare text"
    )
    imports = [import_seconds("stratac") / import_seconds("spacy") for _ in range(repeats)]
    print(f"import stratac: {statistics.median(imports):.3f} of the time of import spacy")


if __name__ == "__main__":
    main()
