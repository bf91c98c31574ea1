"""Write model card, report, README table and datasheet counts from measured figures.

    python scripts/model_card.py

Reads the manifest of the shipped model and what `benchmarks/quality.py`,
`benchmarks/ablation.py` and `benchmarks/learning.py` wrote into `benchmarks/results/`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jinja2

from stratac import assessment, evaluation, load_model
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.light.analyser import GRAMMAR_NAME
from stratac.model import shipped_folder
from stratac.records import Engine, Label, LabelledUnit, Origin, Split
from stratac.store import shipped

ROOT = Path(__file__).parents[1]
MODEL = shipped_folder(Engine.ACCURATE)
RESULTS = ROOT / "benchmarks" / "results"
COLUMNS = {
    "intention / action, macro-F1": "nature_f1",
    "three labels, macro-F1": "label_f1",
    "relevance, ROC AUC": "relevance_auc",
    "calibration error": "calibration_error",
    "traps": "traps",
}
TITLES = {
    "nature_f1": "intention against action, macro-F1",
    "sure_nature_f1": "the same where both readers were sure",
    "label_f1": "three labels, macro-F1",
    "sure_label_f1": "the same where both readers were sure",
    "relevance_auc": "relevance, ROC AUC",
    "calibration_error": "expected calibration error, 15 bins",
    "confident_accuracy": "natures right among the 60 % most sure",
    "traps": "traps, intention against action",
    "predicate": "governing predicate found",
    "misframed_precision": "misframed statements, precision on the traps",
    "misframed_recall": "misframed statements, recall on the traps",
}


def results(name: str) -> Any:
    """Return what a benchmark wrote, or nothing where it has not been run."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def replace_block(path: Path, name: str, text: str) -> None:
    """Put text between the two marks of this name in a Markdown file."""
    page = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if page.count(start) != 1 or page.count(end) != 1:
        raise SystemExit(f"{path} needs one {start} and one {end}.")
    before, after = page.split(start)[0], page.split(end)[1]
    path.write_text(f"{before}{start}\n{text.strip()}\n{end}{after}", encoding="utf-8")


Told = dict[Engine, dict[str, dict[str, float]]]
WAYS = {"alone": "by itself", "in_context": "in its document"}


def test_table(figures: Told) -> str:
    """Return the figures on the test split as Markdown."""
    columns = [(engine, way) for engine in Engine for way in WAYS]
    rows = [
        f"| {title} | "
        + " | ".join(f"{figures[engine][way][name]:.3f}" for engine, way in columns)
        + " |"
        for name, title in TITLES.items()
    ]
    head = " | ".join(f"{engine}, {WAYS[way]}" for engine, way in columns)
    return "\n".join([f"| | {head} |", "| ---" * (len(columns) + 1) + " |", *rows, ""])


def alternatives(figures: Told) -> str:
    """Return the models beside the alternatives as Markdown."""
    told = {name: row for name, row in results("quality").items() if "stratac" not in name}
    told |= {
        f"**stratac, {engine}**, {words}": figures[engine][way]
        for engine in Engine
        for way, words in WAYS.items()
    }
    rows = [
        f"| {name} | " + " | ".join(f"{row[column]:.3f}" for column in COLUMNS.values()) + " |"
        for name, row in told.items()
    ]
    return "\n".join([f"| | {' | '.join(COLUMNS)} |", "| ---" * 6 + " |", *rows])


def speed_table(found: dict[str, Any]) -> str:
    """Return sentences a second, against the full pipeline of spaCy, as Markdown."""
    rows = [
        "| | one sentence | a hundred | ten thousand | peak memory, MB |",
        "| ---" * 5 + " |",
    ]
    full = found["sentences"]["alternatives"]["spaCy, full pipeline"]["per_second"]
    for name, row in found["sentences"]["alternatives"].items():
        shares = [f"{row['per_second'][count] / full[count]:.2f}" for count in full]
        rows.append(f"| {name} | {' | '.join(shares)} | {row['memory']:,.0f} |")
    return "\n".join(rows)


def counts(units: list[LabelledUnit]) -> str:
    """Return the counts of the datasheet as Markdown."""
    rows = ["| split | origin | documents | strategy | tactic | other | undecided |"]
    rows.append("| ---" * 7 + " |")
    for split, origin in sorted({(unit.split, unit.origin) for unit in units}):
        members = [unit for unit in units if (unit.split, unit.origin) == (split, origin)]
        labels = Counter(unit.label for unit in members)
        number = "–" if origin is Origin.SINGLE else len({unit.document for unit in members})
        told = " | ".join(str(labels[label]) for label in (*Label, None))
        rows.append(f"| {split} | {origin} | {number} | {told} |")
    whole = [unit for unit in units if unit.origin is not Origin.SINGLE]
    documents = {unit.document for unit in whole}
    kinds, sectors = {unit.kind for unit in whole}, {unit.sector for unit in whole}
    countries = {unit.country for unit in whole if unit.country}
    twice = sum(unit.second is not None for unit in whole)
    marked = sum(bool(unit.predicate) for unit in units)
    rows.append(
        f"\n{len(whole):,} units of {len(documents):,} documents and "
        f"{len(units) - len(whole):,} single sentences; {len(kinds)} kinds, {len(sectors)} sectors "
        f"and {len(countries)} countries or regions as named by their writers; "
        f"{sum(unit.trap for unit in units)} traps; {twice:,} units of documents labelled twice; "
        f"{marked:,} units with their predicate marked."
    )
    return "\n".join(rows)


def suggestions(found: dict[str, Any]) -> dict[str, Any]:
    """Return what chosen sentences taught, both settings in a row."""
    settings = [row["label_f1"] for name, row in found.items() if name not in ("seeds", "mistaken")]
    if not settings:
        return {}
    rows = [
        {"labels": count, "told": [setting["labels"][count] for setting in settings]}
        for count in settings[0]["labels"]
    ]
    area = {"labels": "mean over the curve", "told": [setting["area"] for setting in settings]}
    return {"seeds": found["seeds"], "rows": [*rows, area], "mistaken": found["mistaken"]}


def reading_hours(speed: dict[str, Any]) -> dict[str, float]:
    """Return the hours that a million sentences take, by engine."""
    found = speed.get("sentences", {}).get("alternatives", {})
    return {
        str(engine): 1e6 / found[f"stratac, {engine}"]["per_second"]["10000"] / 3600
        for engine in Engine
        if f"stratac, {engine}" in found
    }


def megabytes(folder: Path) -> str:
    """Return what the files of a model take on disk."""
    files = (*folder.glob("*.safetensors"), *folder.glob("texts.json"))
    return f"{sum(path.stat().st_size for path in files) / 1e6:.1f}"


def main() -> None:
    """Run the script."""
    units = load_corpus(ROOT / "data" / "corpus.jsonl", ROOT / "data" / "singles.jsonl")
    test = select(units, Split.TEST)
    models = {engine: load_model(engine=engine) for engine in Engine}
    figures = {engine: model.manifest["figures"] for engine, model in models.items()}
    in_context = evaluation.predict(
        models[Engine.ACCURATE], test, load_analyser(Engine.ACCURATE), in_context=True
    )
    assessment.write(in_context, evaluation.measure(in_context), MODEL / "evaluation")
    natured = sum(unit.label is not Label.OTHER for unit in test)
    score = figures[Engine.ACCURATE]["alone"]["nature_f1"]
    ablation = results("ablation")
    template = (ROOT / "scripts" / "model_card.md.j2").read_text(encoding="utf-8")
    card = jinja2.Template(template, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    text = card.render(
        units=len([unit for unit in test if unit.label is not None]),
        documents=len({unit.document for unit in test}),
        table=test_table(figures),
        natured=natured,
        error=f"{math.sqrt(score * (1 - score) / natured):.3f}",
        ablation=ablation,
        ablation_units=next(iter(ablation.values()), {}).get("units", 0),
        columns=list(COLUMNS.values()),
        learning=results("learning"),
        links=results("links"),
        tried=(ROOT / "benchmarks" / "TRIED.md").read_text(encoding="utf-8"),
        adaptation=results("adaptation"),
        suggestion=suggestions(results("suggestion")),
        processor_hours={
            str(engine): model.manifest["processor_hours"]
            for engine, model in models.items()
            if "processor_hours" in model.manifest
        },
        clauses={
            str(engine): model.manifest["clauses"]
            for engine, model in models.items()
            if "clauses" in model.manifest
        },
        reading_hours=reading_hours(results("speed")),
        size={str(engine): megabytes(shipped_folder(engine)) for engine in Engine}
        | {"grammar": megabytes(shipped(GRAMMAR_NAME))},
    )
    (MODEL / "MODEL_CARD.md").write_text(re.sub(r"\n{3,}", "\n\n", text), encoding="utf-8")
    replace_block(ROOT / "README.md", "quality", alternatives(figures))
    if speed := results("speed"):
        replace_block(ROOT / "README.md", "speed", speed_table(speed))
    replace_block(ROOT / "data" / "README.md", "counts", counts(units))


if __name__ == "__main__":
    main()
