"""Speed, memory and start-up of stratac and of what stands beside it, in one run.

    python benchmarks/speed.py                     # everything, about half an hour
    python benchmarks/speed.py --json FILE --plot FILE
    python benchmarks/speed.py --only startup      # sentences, startup, growth, documents, pdf

All figures are ratios within one run on one machine: absolute times mean nothing elsewhere.
CamemBERT is measured where `transformers` and `torch` are installed (extra ``bench``), with
random weights of its real shape: its speed does not depend on them.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import html
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from common import CORPUS, ROOT
from rich.console import Console
from rich.table import Table

from stratac import classify_many, load_model, score_file, score_files
from stratac.corpus import load_corpus
from stratac.engines import load_analyser
from stratac.language import BATCH_SIZE, MODEL_NAME, UNUSED
from stratac.records import Engine, LabelledUnit, Origin
from stratac.training import REFERENCE

FULL = "spaCy, full pipeline"
BARE = "spaCy, bare components of accurate"
COUNTS = (1, 100, 10_000)
REPEATS = {1: 30, 100: 7, 10_000: 1}
GROWTH = (1_000, 10_000, 100_000)
DOCUMENTS = 2_000
PDF_UNITS = 2_250
RESULTS = ROOT / "benchmarks" / "results"

Work = Callable[[Sequence[str]], object]


def consume(found: Iterator[object]) -> None:
    """Take all that an iterator yields and keep nothing."""
    for _ in found:
        pass


def spacy_pipeline(exclude: list[str]) -> Work:
    """Return the French pipeline of spaCy."""
    import spacy

    nlp = spacy.load(MODEL_NAME, exclude=exclude)
    return lambda texts: consume(nlp.pipe(texts, batch_size=BATCH_SIZE))


def textcat() -> Work:
    """Return spaCy's text classifier over static vectors, as `quality.py` trains it."""
    from quality import blank_textcat

    nlp = blank_textcat()
    nlp.initialize()
    return lambda texts: consume(nlp.pipe(texts, batch_size=BATCH_SIZE))


def tfidf() -> Work:
    """Return TF-IDF with logistic regression."""
    from quality import fit_tfidf

    model = fit_tfidf(load_corpus(*CORPUS)[:8_000])
    return lambda texts: model.predict_proba(texts)


def camembert() -> Work:
    """Return CamemBERT-base with random weights; 1.4 pieces a word, as its own cutter makes."""
    import torch
    from transformers import CamembertConfig, CamembertForSequenceClassification

    torch.set_num_threads(1)
    model = CamembertForSequenceClassification(CamembertConfig(vocab_size=32_005)).eval()

    def run(texts: Sequence[str]) -> None:
        lengths = sorted(min(int(1.4 * len(text.split())) + 2, 500) for text in texts)
        with torch.inference_mode():
            for start in range(0, len(lengths), 32):
                rows = lengths[start : start + 32]
                model(torch.ones((len(rows), max(rows)), dtype=torch.long))

    return run


def engine(name: str) -> Work:
    """Return stratac with one of its engines."""
    return lambda texts: consume(classify_many(texts, engine=name, reference=REFERENCE))


ALTERNATIVES: dict[str, Callable[[], Work]] = {
    FULL: lambda: spacy_pipeline([]),
    BARE: lambda: spacy_pipeline(UNUSED),
    "spaCy textcat": textcat,
    "TF-IDF, logistic regression": tfidf,
    "CamemBERT-base": camembert,
    "stratac, accurate": lambda: engine("accurate"),
    "stratac, fast": lambda: engine("fast"),
}
# Too slow for ten thousand sentences; it goes by the same number a second for any count.
SLOW = {"CamemBERT-base": 200}


def sentences() -> list[str]:
    """Return units of the corpus as they stand in documents."""
    return [unit.text for unit in load_corpus(*CORPUS) if unit.origin is not Origin.SINGLE]


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_one(name: str, count: int) -> dict[str, float]:
    """Measure one alternative in a process of its own: seconds a sentence, peak memory."""
    texts = sentences()
    run = ALTERNATIVES[name]()
    run(texts[-500:])  # what is made at first use
    few = texts[: SLOW.get(name, count)] if count > SLOW.get(name, count) else texts[:count]
    times = [seconds(lambda: run(few)) for _ in range(REPEATS[count])]
    return {"seconds": statistics.median(times) / len(few), "memory": peak_memory()}


def measure_growth(count: int) -> dict[str, float]:
    """Measure the fast engine on more sentences than the corpus has, each a little different."""
    texts = sentences()
    made = (f"{texts[number % len(texts)]} ({number // len(texts) + 1})" for number in range(count))
    run = engine("fast")
    run(texts[-500:])
    return {"seconds": seconds(lambda: run(made)) / count, "memory": peak_memory()}


def peak_memory() -> float:
    """Return the most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_process(kind: str, *arguments: str) -> dict[str, float]:
    """Measure in a new process."""
    command = [sys.executable, __file__, "--measure", kind, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def names() -> list[str]:
    """Return the alternatives that are installed."""
    missing = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    return [name for name in ALTERNATIVES if not (missing and name == "CamemBERT-base")]


def compare_sentences() -> dict[str, Any]:
    """Compare all alternatives for one sentence, a hundred and ten thousand."""
    found: dict[str, Any] = {}
    for name in names():
        rows = {count: in_process("one", name, str(count)) for count in COUNTS}
        found[name] = {
            "per_second": {str(count): 1 / rows[count]["seconds"] for count in COUNTS},
            "memory": rows[COUNTS[-1]]["memory"],
        }
    for name, row in found.items():
        row["times_full"] = row["per_second"]["10000"] / found[FULL]["per_second"]["10000"]
        print(f"{name}: {row['times_full']:.2f} of the full pipeline's speed", flush=True)
    return {
        "alternatives": found,
        "fast_against_full": found["stratac, fast"]["times_full"],
        "accurate_against_bare": found["stratac, accurate"]["per_second"]["10000"]
        / found[BARE]["per_second"]["10000"],
    }


def compare_startup(repeats: int = 5) -> dict[str, float]:
    """Compare a sentence at the command line, from nothing, with loading spaCy's pipeline."""

    def run(*command: str) -> float:
        return seconds(lambda: subprocess.run(command, capture_output=True, check=True))

    load = f"import time; t = time.perf_counter(); import spacy; spacy.load({MODEL_NAME!r}); "
    load += "print(time.perf_counter() - t)"
    sentence = "Notre stratégie sera de faire plus de foires"
    fast, accurate, loading, importing = [], [], [], []
    for _ in range(repeats):
        classify = (sys.executable, "-m", "stratac", "classify", sentence, "--engine")
        fast.append(run(*classify, "fast"))
        accurate.append(run(*classify, "accurate"))
        told = subprocess.run(
            [sys.executable, "-c", load], capture_output=True, text=True, check=True
        )
        loading.append(float(told.stdout))
        importing.append(import_seconds("stratac") / import_seconds("spacy"))
    return {
        "fast_against_load": statistics.median(fast) / statistics.median(loading),
        "accurate_against_load": statistics.median(accurate) / statistics.median(loading),
        "import_against_spacy": statistics.median(importing),
    }


def import_seconds(module: str) -> float:
    """Time the import of a module in a new process, the interpreter's start left out."""
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(run.stdout)


def slowest_imports(most: int = 8) -> list[tuple[str, float]]:
    """Return the modules that take longest to import for a sentence, in milliseconds."""
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "stratac",
        "classify",
        "Ouvrir",
        "-e",
        "fast",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [
        line.removeprefix("import time:").split("|")
        for line in run.stderr.splitlines()
        if line.startswith("import time:") and line.split("|")[0].strip()[-1:].isdigit()
    ]
    own = [(name.strip(), int(mine) / 1000) for mine, _, name in rows]
    return sorted(own, key=lambda row: -row[1])[:most]


def compare_growth() -> dict[str, Any]:
    """Compare 1,000 sentences with 100,000, and their peak memory."""
    found = {count: in_process("growth", str(count)) for count in GROWTH}
    return {
        "seconds": {str(count): row["seconds"] for count, row in found.items()},
        "memory": {str(count): row["memory"] for count, row in found.items()},
        "memory_100000_against_10000": found[100_000]["memory"] / found[10_000]["memory"],
        "time_100000_against_1000": found[100_000]["seconds"] / found[1_000]["seconds"],
    }


def compare_documents() -> dict[str, float]:
    """Compare two processes with one on two thousand documents."""
    documents: dict[str, list[LabelledUnit]] = {}
    for unit in load_corpus(*CORPUS):
        if unit.origin is not Origin.SINGLE:
            documents.setdefault(unit.document, []).append(unit)
    chosen = list(documents.values())[:DOCUMENTS]
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, units in enumerate(chosen):
            path = Path(folder) / f"{number:05d}.txt"
            path.write_text("\n\n".join(unit.text for unit in units), encoding="utf-8")
            paths.append(path)

        def run(jobs: int) -> None:
            consume(score_files(paths, n_jobs=jobs, engine="fast"))

        consume(score_files(paths[:64], n_jobs=2, engine="fast"))  # the processes start
        consume(score_files(paths[:64], n_jobs=1, engine="fast"))
        return {
            "documents": len(paths),
            "two_against_one": seconds(lambda: run(1)) / seconds(lambda: run(2)),
        }


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


def compare_pdf(repeats: int = 5) -> dict[str, float]:
    """Compare scoring a long PDF with parsing its bare text, and predicting with parsing."""
    bare = spacy_pipeline(UNUSED)
    analyser, model = load_analyser(Engine.ACCURATE), load_model(engine="accurate")
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        pdf = long_pdf(load_corpus(CORPUS[0]), Path(folder))
        texts = [statement.text for statement in score_file(pdf).statements]
        found["pages"] = max(s.page or 0 for s in score_file(pdf).statements)
        bare(texts)
        for name in Engine:
            score_file(pdf, engine=name)
            pairs = [
                (
                    seconds(lambda: bare(texts)),
                    seconds(lambda name=name: score_file(pdf, engine=name)),
                )
                for _ in range(repeats)
            ]
            found[f"{name}_against_text"] = statistics.median(plain / full for plain, full in pairs)
    parsed = list(analyser.parse(texts))
    pairs = [
        (
            seconds(lambda: consume(model.predict(parsed, REFERENCE))),
            seconds(lambda: consume(analyser.parse(texts))),
        )
        for _ in range(repeats)
    ]
    found["prediction_against_parse"] = statistics.median(made / read for made, read in pairs)
    return found


def plot(results: dict[str, Any], path: Path) -> None:
    """Draw quality beside speed."""
    mpl.use("agg")
    import matplotlib.pyplot as plt

    quality = json.loads((RESULTS / "quality.json").read_text(encoding="utf-8"))
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for name, row in results["sentences"]["alternatives"].items():
        if name in quality:
            axes.scatter(row["times_full"], quality[name]["nature_f1"], s=60)
            axes.annotate(
                name, (row["times_full"], quality[name]["nature_f1"]),
                xytext=(0, 8), textcoords="offset points", ha="center",
            )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlabel("sentences a second against the full spaCy pipeline (log)")
    axes.set_ylabel("macro-F1, intention against action")
    axes.grid(alpha=0.3)
    axes.margins(0.25)
    figure.savefig(path, dpi=140)


PARTS: dict[str, Callable[[], Any]] = {
    "sentences": compare_sentences,
    "startup": compare_startup,
    "growth": compare_growth,
    "documents": compare_documents,
    "pdf": compare_pdf,
}


def show(results: dict[str, Any]) -> None:
    """Print the tables."""
    console = Console(width=120)
    if "sentences" in results:
        table = Table("sentences a second", "1", "100", "10,000", "× full spaCy", "peak MB")
        for name, row in results["sentences"]["alternatives"].items():
            counts = [f"{row['per_second'][str(count)]:,.0f}" for count in COUNTS]
            table.add_row(name, *counts, f"{row['times_full']:.2f}", f"{row['memory']:,.0f}")
        console.print(table)
    for part, found in results.items():
        for name, value in found.items():
            if isinstance(value, int | float):
                console.print(f"{part}: {name} {value:.3f}", highlight=False)


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--json", type=Path, help="write the figures to this file, beside older ones"
    )
    parser.add_argument("--plot", type=Path, help="draw quality beside speed into this file")
    parser.add_argument("--only", choices=PARTS, nargs="*", help="measure these parts alone")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    if options.measure:
        kind, *rest = options.measure
        found = (
            measure_growth(int(rest[0])) if kind == "growth" else measure_one(rest[0], int(rest[1]))
        )
        print(json.dumps(found))
        return
    results: dict[str, Any] = {}
    if options.json and options.json.exists():
        with contextlib.suppress(ValueError):
            results = json.loads(options.json.read_text(encoding="utf-8"))
    for part in options.only or PARTS:
        results[part] = PARTS[part]()
        if options.json:
            options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results)
    for name, milliseconds in slowest_imports():
        print(f"import {name}: {milliseconds:.0f} ms of its own")
    if options.plot:
        plot(results, options.plot)


if __name__ == "__main__":
    main()
