"""The command line: arguments in, exit code out."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from stratac import __version__, assessment, evaluation, language, tables, workbook
from stratac.analysis import classify_many, score_file
from stratac.corpus import load_corpus, select
from stratac.document import DocumentScore
from stratac.errors import StratacError
from stratac.model import load_model
from stratac.records import Split

DONE, FAILED, USAGE = 0, 1, 2

app = typer.Typer(
    name="stratac",
    help="Dit de chaque phrase d'un plan si c'est une intention (stratégie) ou une action "
    "(tactique), et ce que cela fait du document.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(enum.StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="Forme du résultat.", show_default=True)
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Fichier où écrire ; par défaut la sortie standard."),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stratac {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Donne la version et sort."
        ),
    ] = False,
) -> None:
    """Set nothing up: the commands do the work."""


@app.command()
def classify(
    sentences: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PHRASE]...",
            help="Phrases à classer ; sans elles, une par ligne sur l'entrée standard.",
        ),
    ] = None,
    format: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Classe des phrases : intention, action, ou ni l'une ni l'autre.

    Exemple : stratac classify "Notre stratégie sera de faire plus de foires"
    """
    if not sentences and sys.stdin.isatty():
        _fail("Donnez une phrase, ou des lignes sur l'entrée standard.", USAGE)
    if format is Format.XLSX:
        _fail("Le classeur est pour les documents : stratac score -f xlsx -o plan.xlsx.", USAGE)
    texts = iter(sentences) if sentences else _lines()
    try:
        statements = list(classify_many(texts))
    except StratacError as error:
        _fail(str(error), FAILED)
    _write(tables.statements(statements, format.value), output)


@app.command()
def score(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIER...",
            help="Documents : .pdf, .docx, .pptx, .odt, .html, .md, .txt.",
        ),
    ],
    format: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Lit des plans, classe leurs énoncés et donne le bilan de chacun.

    Un document illisible est signalé et n'arrête pas les autres ; le code de
    sortie est alors 1. Les pages qui ne contiennent que des images sont signalées.
    """
    if format is Format.XLSX and output is None:
        _fail("Un classeur s'écrit dans un fichier : ajoutez -o plan.xlsx.", USAGE)
    scores: list[DocumentScore] = []
    failed = False
    for path in track(
        files, "Lecture", console=Console(stderr=True), transient=True, disable=len(files) == 1
    ):
        try:
            scores.append(score_file(path))
            _warn(scores[-1])
        except StratacError as error:
            failed = True
            typer.echo(f"stratac: {error}", err=True)
    if scores and format is Format.XLSX and output is not None:
        try:
            workbook.write(scores, output)
        except StratacError as error:
            _fail(str(error), FAILED)
    elif scores:
        _write(tables.documents(scores, format.value), output)
    raise typer.Exit(FAILED if failed else DONE)


@app.command()
def evaluate(
    data: Annotated[
        list[Path],
        typer.Argument(metavar="DONNÉES...", help="Énoncés étiquetés, en JSON Lines."),
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", "-m", help="Dossier d'un modèle ; par défaut celui de stratac."),
    ] = None,
    trusted: Annotated[
        bool,
        typer.Option(
            "--trusted", help="Ouvre un autre modèle, ce qui exécute le code qu'il contient."
        ),
    ] = False,
    split: Annotated[
        Split | None, typer.Option("--split", "-s", help="Ne mesure que cette part.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Dossier où écrire le rapport et ses figures."),
    ] = None,
) -> None:
    """Mesure un modèle sur des énoncés étiquetés, chacun seul et dans son document.

    Exemple : stratac evaluate data/corpus.jsonl --split test -o rapport
    """
    try:
        units = select(load_corpus(*data), *([split] if split else Split))
        fitted = load_model(model, trusted=trusted)
        analyser = language.load_analyser()
        alone = evaluation.predict(fitted, units, analyser)
        in_context = evaluation.predict(fitted, units, analyser, in_context=True)
        figures = {"seul": evaluation.measure(alone), "en contexte": evaluation.measure(in_context)}
        if output:
            assessment.write(in_context, figures["en contexte"], output)
    except StratacError as error:
        _fail(str(error), FAILED)
    typer.echo(assessment.figures_table(figures), nl=False)


def _warn(score: DocumentScore) -> None:
    """Say which pages were not read, for what is not there is not seen."""
    if score.unread_pages:
        pages = ", ".join(map(str, score.unread_pages))
        typer.echo(
            f"stratac: {score.source} : pages sans texte, faites d'images, non lues : {pages}. "
            "Passez-les à la reconnaissance de caractères.",
            err=True,
        )


def _lines() -> Iterator[str]:
    # A byte that is not UTF-8 becomes a replacement sign: one bad line stops nothing.
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").strip()
        if text:
            yield text


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        _fail(f"{output} ne peut être écrit ({error.strerror}) ; donnez un autre fichier.", FAILED)


def _fail(message: str, code: int) -> None:
    typer.echo(f"stratac: {message}", err=True)
    raise typer.Exit(code)
