"""What a sceptic asks of a model: figures by group, its surest errors and why, plots."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from stratac import evaluation, plots
from stratac.errors import OutputError
from stratac.evaluation import Breakdown, Figures, Predictions
from stratac.records import LabelledUnit, Nature, Statement

_FEWEST = 20
_REST = "autres"
_TITLES = {
    "nature_f1": "intention ou action, macro-F1",
    "sure_nature_f1": "— là où tous les lecteurs étaient sûrs",
    "label_f1": "trois étiquettes, macro-F1",
    "sure_label_f1": "— là où tous les lecteurs étaient sûrs",
    "relevance_auc": "pertinence, aire sous la courbe ROC",
    "calibration_error": "erreur de calibrage, 15 classes",
    "confident_accuracy": "natures justes parmi les 60 % les plus sûres",
    "traps": "pièges, intention ou action",
    "predicate": "prédicat trouvé",
    "misframed_precision": "mal nommés, précision sur les pièges",
    "misframed_recall": "mal nommés, rappel sur les pièges",
}
_SURE = {1: "sûr", 2: "hésitant", 3: "à pile ou face", None: "non demandé"}
_LENGTHS = ((8, "8 mots au plus"), (20, "9 à 20 mots"), (40, "21 à 40 mots"))


def write(predictions: Predictions, figures: Figures, folder: Path) -> list[Path]:
    """Write an evaluation into a folder, made where it is missing.

    Parameters
    ----------
    predictions
        Predictions with their statements.
    figures
        What was measured on them.
    folder
        Where to write ``figures.json``, ``rapport.md``, ``fiabilite.png`` and
        ``couverture.png``.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        If a file cannot be written.
    MissingExtraError
        If matplotlib is not installed.
    """
    paths = [
        folder / name for name in ("figures.json", "rapport.md", "fiabilite.png", "couverture.png")
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(figures.to_dict(), ensure_ascii=False, indent=2)
        paths[0].write_text(text + "\n", encoding="utf-8")
        paths[1].write_text(report(predictions, figures), encoding="utf-8")
        plots.plot_reliability(evaluation.reliability(predictions), paths[2])
        plots.plot_coverage(*evaluation.coverage(predictions), paths[3])
    except OSError as error:
        raise OutputError(
            f"{error.filename or folder} cannot be written ({error.strerror}); give another folder."
        ) from error
    return paths


def report(predictions: Predictions, figures: Figures) -> str:
    """Return the evaluation as Markdown, in French."""
    statements = predictions.statements or ()
    parts = [f"# Évaluation sur {figures.units} énoncés\n", figures_table({"": figures})]
    for title, groups in _groupings(predictions.units, statements):
        parts += [f"\n## Selon {title}\n", _breakdown_table(predictions, groups)]
    parts.append("\n![Fiabilité](fiabilite.png)\n\n![Couverture](couverture.png)\n")
    for nature, title in (
        (Nature.ACTION, "Intentions prises pour des actions"),
        (Nature.INTENTION, "Actions prises pour des intentions"),
    ):
        parts.append(f"\n## {title}, les plus sûres d'abord\n")
        parts += [
            _error(predictions.units[row], statements[row])
            for row in evaluation.worst(predictions, nature)
        ]
    return "\n".join(parts)


def figures_table(columns: dict[str, Figures]) -> str:
    """Return figures as a Markdown table, one column a name."""
    head = f"| | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}"
    told = {name: found.to_dict() for name, found in columns.items()}
    rows = [
        f"| {title} | " + " | ".join(_figure(found[name]) for found in told.values()) + " |"
        for name, title in _TITLES.items()
    ]
    return "\n".join([head, *rows]) + "\n"


def _groupings(
    units: Sequence[LabelledUnit], statements: Sequence[Statement]
) -> Iterable[tuple[str, list[str]]]:
    def by(tell: Callable[[LabelledUnit], str | None]) -> list[str]:
        return [tell(unit) or "non dit" for unit in units]

    yield "le genre du document", by(lambda unit: unit.kind)
    yield "le secteur", by(lambda unit: unit.sector)
    yield "le pays ou la région", by(lambda unit: unit.country)
    yield (
        "la forme du verbe",
        [
            statement.features.verb.form.value if statement.features.verb else "sans verbe"
            for statement in statements
        ],
    )
    yield "la longueur", by(_length)
    yield "la certitude des lecteurs", by(lambda unit: _SURE[unit.sure])


def _length(unit: LabelledUnit) -> str:
    words = len(unit.text.split())
    return next((name for most, name in _LENGTHS if words <= most), "plus de 40 mots")


def _breakdown_table(predictions: Predictions, groups: list[str]) -> str:
    """Return the figures by group; groups of under 20 units are taken together."""
    counts = {group: groups.count(group) for group in set(groups)}
    named = [group if counts[group] >= _FEWEST else _REST for group in groups]
    rows = [_row(found) for found in evaluation.breakdown(predictions, named)]
    head = "| groupe | énoncés | étiquettes justes | intention ou action, macro-F1 |"
    return "\n".join([head, "| --- | ---: | ---: | ---: |", *rows]) + "\n"


def _row(found: Breakdown) -> str:
    right, nature = _figure(found.right), _figure(found.nature_f1)
    return f"| {found.group} | {found.units} | {right} | {nature} |"


def _error(unit: LabelledUnit, statement: Statement) -> str:
    reasons = "; ".join(
        f"{reason.words} ({reason.amount:+.2f})" for reason in statement.explain()[:3]
    )
    return f"- « {unit.text} » — confiance {statement.confidence:.2f} : {reasons}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
