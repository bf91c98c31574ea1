"""The command line: arguments in, exit code out."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import functools
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from stratac import __version__
from stratac.errors import StratacError
from stratac.findings import Failure
from stratac.records import Engine, Split
from stratac.spelling import printable

# What a command needs it imports itself: a sentence at the command line should not wait
# for what reads a PDF or draws a figure.
if TYPE_CHECKING:
    from stratac.document import DocumentScore

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

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
    HTML = "html"
    PARQUET = "parquet"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="Forme du résultat.", show_default=True)
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Fichier où écrire ; par défaut la sortie standard."),
]
EngineOption = Annotated[
    Engine | None,
    typer.Option(
        "--engine",
        "-e",
        help="Analyse : fast (par défaut) ou accurate (par spaCy).",
        show_default=False,
    ),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", "-m", help="Dossier d'un modèle ; par défaut celui de stratac."),
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
    engine: EngineOption = None,
    model: ModelOption = None,
) -> None:
    """Classe des phrases : intention, action, ou ni l'une ni l'autre.

    Exemple : stratac classify "Notre stratégie sera de faire plus de foires"
    """
    if not sentences and sys.stdin.isatty():
        _fail("Donnez une phrase, ou des lignes sur l'entrée standard.", USAGE)
    if format in (Format.XLSX, Format.HTML, Format.PARQUET):
        _fail(
            f"Cette forme est pour les documents : stratac score -f {format} -o plan.{format}.",
            USAGE,
        )
    from stratac import tables
    from stratac.classification import classify_many

    texts = iter(sentences) if sentences else _lines()
    try:
        statements = list(classify_many(texts, engine=engine, model=model))
    except StratacError as error:
        _fail(str(error), FAILED)
    _write(tables.statements(statements, format.value), output)


@app.command()
def score(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIER|DOSSIER...",
            help="Documents (.pdf, .docx, .pptx, .odt, .html, .md, .txt), ou dossiers qui en "
            "contiennent.",
        ),
    ],
    format: FormatOption = Format.TABLE,
    output: OutputOption = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", help="Processus à employer, -1 pour tous les cœurs."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", help="Adresse d'une grappe Dask : tcp://machine:8786."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Reprend un fichier commencé (jsonl, csv, parquet)."),
    ] = False,
    engine: EngineOption = None,
    model: ModelOption = None,
) -> None:
    """Lit des plans, classe leurs énoncés et donne le bilan de chacun.

    -f html fait de chaque document une page à lire ; avec plusieurs documents, -o est un
    dossier. Les formes jsonl, csv et parquet s'écrivent document par document : un fichier
    interrompu est valide et se reprend. Un document illisible est signalé et n'arrête pas
    les autres ; le code de sortie est alors 1. Les pages qui ne contiennent que des images
    sont signalées.
    """
    from stratac import batch

    paths = list(batch.find_files(files))
    if not paths:
        _fail("Aucun document à lire dans ce qui est donné.", FAILED)
    written = format in (Format.JSONL, Format.CSV, Format.PARQUET)
    if output is None and format in (Format.XLSX, Format.PARQUET):
        _fail(f"Cette forme s'écrit dans un fichier : ajoutez -o plan.{format}.", USAGE)
    if resume and not (written and output):
        _fail("--resume reprend un fichier : -f jsonl, csv ou parquet, et -o.", USAGE)
    if jobs == 0:
        _fail("--jobs vaut 0 : donnez un nombre de processus, ou -1 pour tous les cœurs.", USAGE)
    if format is Format.HTML and len(paths) > 1 and (output is None or output.is_file()):
        _fail("Plusieurs pages s'écrivent dans un dossier : ajoutez -o pages.", USAGE)
    scoring = functools.partial(batch.score_files, n_jobs=jobs, engine=engine, model=model)
    try:
        with batch.cluster(dask) if dask else contextlib.nullcontext():
            if written and output:
                failed = _archive(paths, format.value, output, scoring, resume=resume)
            elif written:
                failed = _stream(paths, format.value, scoring)
            else:
                failed = _collect(paths, format, output, scoring)
    except StratacError as error:
        _fail(str(error), FAILED)
    raise typer.Exit(FAILED if failed else DONE)


_Scoring: TypeAlias = Callable[[Iterable[Path]], "Iterator[DocumentScore | Failure]"]


def _archive(
    paths: list[Path], format: str, output: Path, scoring: _Scoring, *, resume: bool
) -> int:
    """Score into a file, document by document; return how many could not be scored."""
    from stratac import archive

    file = archive.open_archive(output, format, resume=resume)
    failed = count = 0
    try:
        left = [path for path in paths if printable(str(path)) not in file.done]
        for scored in _scored(left, scoring):
            failed += isinstance(scored, Failure)
            file.write(scored)
            count += 1
    except KeyboardInterrupt:
        _fail(f"interrompu après {count} documents ; --resume reprend {output}.", INTERRUPTED)
    finally:
        file.close()
    return failed


def _stream(paths: list[Path], format: str, scoring: _Scoring) -> int:
    from stratac import archive

    sys.stdout.write(archive.header(format))
    failed = 0
    for scored in _scored(paths, scoring):
        failed += isinstance(scored, Failure)
        sys.stdout.write(archive.text(scored, format))
    return failed


def _collect(paths: list[Path], format: Format, output: Path | None, scoring: _Scoring) -> int:
    from stratac import tables, workbook

    found = list(_scored(paths, scoring))
    scores = [score for score in found if not isinstance(score, Failure)]
    if not scores:
        return len(found)
    if format is Format.XLSX and output is not None:
        workbook.write(scores, output)
    elif format is Format.HTML:
        _write_pages(scores, output, folder=len(paths) > 1)
    else:
        _write(tables.documents(scores, format.value), output)
    return len(found) - len(scores)


def _scored(paths: list[Path], scoring: _Scoring) -> Iterator[DocumentScore | Failure]:
    """Score documents, saying on standard error how far it has come and what went wrong."""
    from rich import progress as bars
    from rich.console import Console

    progress = bars.Progress(
        bars.TextColumn("Lecture"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=len(paths) == 1,
    )
    with progress:
        task = progress.add_task("Lecture", total=len(paths), rate="–/s")
        for scored in scoring(paths):
            if isinstance(scored, Failure):
                typer.echo(f"stratac: {scored.source}: {scored.message}", err=True)
            else:
                _warn(scored)
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:.1f}/s" if speed else "–/s")
            yield scored


@app.command()
def evaluate(
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DONNÉES...",
            help="Énoncés étiquetés : jsonl, csv, xlsx, ou export de Label Studio, doccano, "
            "Prodigy, Argilla.",
        ),
    ],
    model: ModelOption = None,
    engine: EngineOption = None,
    trusted: Annotated[
        bool,
        typer.Option(
            "--trusted", help="Ouvre un modèle en joblib, ce qui exécute le code qu'il contient."
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
    from stratac import assessment, engines, evaluation
    from stratac.annotations import load_labelled
    from stratac.corpus import select
    from stratac.model import load_model

    try:
        given = [unit for path in data for unit in load_labelled(path)]
        units = select(given, *([split] if split else Split))
        fitted = load_model(model, engine=engine, trusted=trusted)
        analyser = engines.load_analyser(fitted.engine)
        alone = evaluation.predict(fitted, units, analyser)
        in_context = evaluation.predict(fitted, units, analyser, in_context=True)
        figures = {"seul": evaluation.measure(alone), "en contexte": evaluation.measure(in_context)}
        if output:
            assessment.write(in_context, figures["en contexte"], output)
    except StratacError as error:
        _fail(str(error), FAILED)
    typer.echo(assessment.figures_table(figures), nl=False)


@app.command()
def train(
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DONNÉES...",
            help="Phrases étiquetées : jsonl, csv, xlsx, ou export de Label Studio, doccano, "
            "Prodigy, Argilla.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Dossier où écrire le modèle.")],
    engine: EngineOption = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", "-m", help="Modèle dont partir ; par défaut celui de stratac."),
    ] = None,
) -> None:
    """Apprend vos phrases au modèle sans qu'il oublie le reste, et dit ce qu'on y gagne.

    Il faut dix phrases de chaque étiquette, de deux documents au moins. Les chiffres sont
    ceux de phrases que le modèle n'a pas vues : les vôtres, document par document, et celles
    de tous secteurs que stratac garde pour mesurer.

    Exemple : stratac train etiquettes.csv -o modele
    """
    from stratac import adaptation, assessment, engines
    from stratac.annotations import load_labelled
    from stratac.model import choose, save_model

    try:
        units = adaptation.documents_of([unit for path in data for unit in load_labelled(path)])
        base = choose(model, engine)
        analyser = engines.load_analyser(base.engine)
        adapted = adaptation.adapt(base, units, analyser)
        found = adaptation.gain(base, adapted, units, analyser)
        figures = {
            "vos phrases, avant": found.own_before,
            "vos phrases, après": found.own_after,
            "ailleurs, avant": found.elsewhere_before,
            "ailleurs, après": found.elsewhere_after,
        }
        told = {
            "own": found.own_after.to_dict(),
            "own_before": found.own_before.to_dict(),
            "elsewhere": found.elsewhere_after.to_dict(),
            "elsewhere_before": found.elsewhere_before.to_dict(),
        }
        manifest = {**adapted.manifest, "figures": told}
        save_model(dataclasses.replace(adapted, manifest=manifest), output)
    except StratacError as error:
        _fail(str(error), FAILED)
    except OSError as error:
        _fail(f"{output} ne peut être écrit ({error.strerror}) ; donnez un autre dossier.", FAILED)
    typer.echo(assessment.figures_table(figures), nl=False)


class LabellingFormat(enum.StrEnum):
    """What sentences to be labelled are written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    PRODIGY = "prodigy"
    ARGILLA = "argilla"


@app.command()
def suggest(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FICHIER|DOSSIER...", help="Documents où choisir des phrases."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Fichier où les écrire.")],
    number: Annotated[
        int, typer.Option("--number", "-n", min=1, help="Combien de phrases choisir.")
    ] = 100,
    format: Annotated[
        LabellingFormat, typer.Option("--format", "-f", help="Outil auquel le fichier est destiné.")
    ] = LabellingFormat.CSV,
    engine: EngineOption = None,
    model: ModelOption = None,
) -> None:
    """Choisit les phrases à étiqueter : celles dont le modèle doute, et qui diffèrent.

    Le fichier s'ouvre dans l'outil d'étiquetage avec ce que le modèle propose ; une fois
    étiqueté, il s'apprend : stratac train. Exemple :
    stratac suggest plans -n 100 -f label-studio -o taches.json
    """
    from stratac import batch, engines
    from stratac.annotations import Candidate, save_for_labelling
    from stratac.model import choose
    from stratac.suggestion import suggest as choose_sentences

    paths = list(batch.find_files(files))
    if not paths:
        _fail("Aucun document à lire dans ce qui est donné.", FAILED)
    try:
        fitted = choose(model, engine)
        scoring = functools.partial(batch.score_files, engine=engine, model=model)
        scored = [found for found in _scored(paths, scoring) if not isinstance(found, Failure)]
        found = [(score.source, statement) for score in scored for statement in score.statements]
        analyser = engines.load_analyser(fitted.engine)
        texts = [statement.text for _, statement in found]
        chosen = [found[place] for place in choose_sentences(texts, number, fitted, analyser)]
        rows = [
            Candidate(
                statement.text, source, statement.label, statement.probabilities[statement.label]
            )
            for source, statement in chosen
        ]
        save_for_labelling(rows, output, format.value)
    except StratacError as error:
        _fail(str(error), FAILED)
    count = len({source for source, _ in chosen})
    typer.echo(f"{len(rows)} phrases de {count} document{'s' if count > 1 else ''}.")
    raise typer.Exit(FAILED if len(scored) < len(paths) else DONE)


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


def _write_pages(scores: list[DocumentScore], output: Path | None, *, folder: bool) -> None:
    """Write one page a document: into a file or, where there were several, into a folder."""
    if output is None or not folder:
        _write(scores[0].to_html(), output)
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _fail(f"{output} ne peut être créé ({error.strerror}) ; donnez un autre dossier.", FAILED)
    taken: set[str] = set()
    for score in scores:
        stem = Path(score.source or "plan").stem
        names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        _write(score.to_html(), output / f"{name}.html")


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
