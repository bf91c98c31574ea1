"""The journey of a text: read, segment, parse, predict, score."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from stratac import engines, frames, readers, scoring
from stratac.document import DocumentScore
from stratac.errors import InputError
from stratac.features import framing, horizon, specificity
from stratac.language import Sentence
from stratac.linking.evidence import Unit, heading_paths
from stratac.model import Model, choose
from stratac.readers import text as text_reader
from stratac.records import (
    Block,
    BlockKind,
    Engine,
    Features,
    Label,
    Limits,
    Nature,
    Statement,
)
from stratac.segmentation import split_sentences

# A unit is judged on its beginning: what it wants or does stands there, and the
# parser's time and memory stay bounded.
MAX_CHARACTERS = 10_000

_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LETTER = re.compile(r"[^\W\d_]")


def classify(
    text: str,
    *,
    reference: datetime.date | None = None,
    engine: Engine | str | None = None,
    model: Model | str | Path | None = None,
) -> Statement:
    """Say of one sentence whether it is an intention, an action or neither.

    Parameters
    ----------
    text
        A sentence, heading or list item in French. It is taken as one
        statement; `score_text` splits longer texts.
    reference
        The date from which horizons are counted; default: today.
    engine
        ``"accurate"`` or ``"fast"``; default: accurate.
    model
        A model of your own, or its folder; default: the one that ships with stratac.

    Returns
    -------
    Statement
        A text without a letter is ``other`` with a relevance of 0; of one
        longer than 10,000 characters the beginning is judged.

    Raises
    ------
    InputError
        If ``text`` is not a string, or there is no such engine.
    ModelError
        If the model cannot be opened.
    LanguageModelError
        If the French language model is not installed.

    Examples
    --------
    >>> from stratac import classify
    >>> s = classify("Notre stratégie sera de faire plus de foires")
    >>> s.label, s.nature, s.claimed, s.misframed
    (<Label.TACTIC: 'tactic'>, <Nature.ACTION: 'action'>, <Label.STRATEGY: 'strategy'>, True)
    """
    return next(classify_many([text], reference=reference, engine=engine, model=model))


def classify_many(
    texts: Iterable[str],
    *,
    reference: datetime.date | None = None,
    engine: Engine | str | None = None,
    model: Model | str | Path | None = None,
) -> Iterator[Statement]:
    """Classify sentences one after the other.

    Parameters
    ----------
    texts
        Any iterable of strings, read as it is needed.
    reference
        The date from which horizons are counted; default: today.
    engine
        ``"accurate"`` or ``"fast"``; default: accurate.
    model
        A model of your own, or its folder; default: the one that ships with stratac.

    Yields
    ------
    Statement
        One a text, in order; memory does not grow with their number.

    Raises
    ------
    InputError
        If a text is not a string, naming its place.

    Examples
    --------
    >>> from stratac import classify_many
    >>> [str(s.label) for s in classify_many(["Budget", "Ouvrir deux agences à Lyon"])]
    ['other', 'tactic']
    """
    fitted = choose(model, engine)
    return _classify(texts, fitted.engine, fitted.predict, reference or datetime.date.today())


def classify_frame(
    frame: frames.Frame,
    column: str = "text",
    *,
    reference: datetime.date | None = None,
    engine: Engine | str | None = None,
    model: Model | str | Path | None = None,
) -> frames.Frame:
    """Classify the sentences in a column of a pandas frame.

    A frame in, a frame out: that is what ``DataFrame.map_partitions`` of Dask asks for.

    Parameters
    ----------
    frame
        With one sentence a row.
    column
        The column that holds them.
    reference
        The date from which horizons are counted; default: today.
    engine
        ``"accurate"`` or ``"fast"``; default: accurate.
    model
        A model of your own, or its folder; default: the one that ships with stratac.

    Returns
    -------
    pandas.DataFrame
        With the same index, and the columns label, nature, confidence, relevance,
        strategy, tactic, other, claimed, misframed, horizon, verb, verb_type, object
        and concreteness: ``frame.join(classify_frame(frame))`` has both.

    Raises
    ------
    InputError
        If there is no such column, or a value of it is no string.
    MissingExtraError
        If pandas is not installed.

    Examples
    --------
    >>> import pandas
    >>> from stratac import classify_frame
    >>> plan = pandas.DataFrame({"text": ["Ouvrir deux agences à Lyon"]}, index=["a"])
    >>> classify_frame(plan).loc["a", "label"]
    'tactic'
    """
    texts = frames.texts(frame, column)
    found = classify_many(texts, reference=reference, engine=engine, model=model)
    return frames.beside(frame, found)


def score_text(
    text: str,
    *,
    source: str | None = None,
    reference: datetime.date | None = None,
    engine: Engine | str | None = None,
    model: Model | str | Path | None = None,
) -> DocumentScore:
    r"""Score a whole plan given as plain text.

    Parameters
    ----------
    text
        The plan: headings, list items and paragraphs on lines of their own,
        blank lines between.
    source
        A name for the document.
    reference
        The date from which horizons are counted; default: today.
    engine
        ``"accurate"`` or ``"fast"``; default: accurate.
    model
        A model of your own, or its folder; default: the one that ships with stratac.

    Returns
    -------
    DocumentScore
        Empty of statements where the text is blank.

    Raises
    ------
    InputError
        If ``text`` is not a string, or there is no such engine.
    ModelError
        If the model cannot be opened.

    Examples
    --------
    >>> from stratac import score_text
    >>> d = score_text("Objectifs\n\n- Devenir la référence du bio\n- Ouvrir deux magasins")
    >>> d.counts["tactic"]
    1
    """
    _check_text(text, 1)
    return _score(text_reader.blocks(text), source, reference, choose(model, engine))


def score_file(
    path: str | Path,
    *,
    reference: datetime.date | None = None,
    limits: Limits | None = None,
    engine: Engine | str | None = None,
    model: Model | str | Path | None = None,
) -> DocumentScore:
    """Score a plan document.

    Parameters
    ----------
    path
        A PDF, DOCX, PPTX, ODT, HTML, Markdown or text file.
    reference
        The date from which horizons are counted; default: today.
    limits
        What reading the file may cost; default: `Limits()`.
    engine
        ``"accurate"`` or ``"fast"``; default: accurate.
    model
        A model of your own, or its folder; default: the one that ships with stratac.

    Returns
    -------
    DocumentScore
        With ``source`` set to the path, and in ``unread_pages`` the pages that
        hold a picture of text, which stratac cannot read.

    Raises
    ------
    ReadError
        If the file cannot be read; the message says why and what to do.
    """
    fitted = choose(model, engine)
    blocks = readers.read(path, limits)
    unread = tuple(block.page for block in blocks if block.kind is BlockKind.IMAGE and block.page)
    written = [block for block in blocks if block.kind is not BlockKind.IMAGE]
    scored = _score(written, str(path), reference, fitted)
    return dataclasses.replace(scored, unread_pages=unread)


def _score(
    blocks: list[Block], source: str | None, reference: datetime.date | None, fitted: Model
) -> DocumentScore:
    text, places = _segment(blocks)
    today = reference or datetime.date.today()
    sentences: list[Sentence] = []

    def predict(parsed: Iterable[Sentence], day: datetime.date) -> list[Statement]:
        sentences.extend(parsed)
        return fitted.predict_document(sentences, day)

    found = _classify((place.text for place in places), fitted.engine, predict, today)
    statements = [
        dataclasses.replace(
            statement,
            section=place.section,
            page=place.page,
            start=place.start,
            end=place.start + len(place.text),
            kind=place.kind,
        )
        for statement, place in zip(found, places, strict=True)
    ]
    titles = {place.section for place in places if place.section}
    claims = {title: claim for title in titles if (claim := framing.read_title(title))}
    paths = heading_paths([(place.kind, place.level) for place in places])
    units = [
        Unit(sentence, statement.label, statement.kind, path)
        for sentence, statement, path in zip(sentences, statements, paths, strict=True)
    ]
    return scoring.score(statements, text, source, claims, today, fitted.linker.serving(units))


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a statement stands in its document."""

    text: str
    start: int
    section: str | None
    page: int | None
    kind: BlockKind
    level: int


def _segment(blocks: list[Block]) -> tuple[str, list[_Place]]:
    """Return the document's text and its statements; headings are never split."""
    text, places = [], []
    start = 0
    headings: list[tuple[int, str]] = []
    for block in blocks:
        heading = block.kind is BlockKind.HEADING
        if heading:
            headings = [(level, name) for level, name in headings if level < block.level]
        section = headings[-1][1] if headings else None
        spans = [(0, len(block.text))] if heading else split_sentences(block.text)
        places += [
            _Place(
                block.text[begin:end], start + begin, section, block.page, block.kind, block.level
            )
            for begin, end in spans
        ]
        if heading:
            headings.append((block.level, block.text))
        text.append(block.text)
        start += len(block.text) + 1
    return "\n".join(text), places


def _check_text(text: object, number: int) -> None:
    if not isinstance(text, str):
        raise InputError(
            f"Text {number} is {text!r} ({type(text).__name__}); a string was expected."
        )


def _classify(
    texts: Iterable[str],
    engine: Engine,
    predict: Callable[[Iterable[Sentence], datetime.date], Iterable[Statement]],
    reference: datetime.date,
) -> Iterator[Statement]:
    """Classify texts in batches; those without a letter never reach the parser."""
    analyser = engines.load_analyser(engine)
    originals: collections.deque[str] = collections.deque()

    def readable() -> Iterator[str]:
        for number, text in enumerate(texts, start=1):
            _check_text(text, number)
            text = text.strip()
            originals.append(text)
            cleaned = _UNREADABLE.sub(" ", text[:MAX_CHARACTERS])
            yield cleaned if _LETTER.search(cleaned) else _PLACEHOLDER

    for statement in predict(analyser.parse(readable()), reference):
        original = originals.popleft()
        if original == statement.text:
            yield statement
        elif _LETTER.search(original[:MAX_CHARACTERS]):
            yield dataclasses.replace(statement, text=original)
        else:
            yield _nothing(original, reference)


# Stands in for texts without a letter, so that every batch keeps its length.
_PLACEHOLDER = "Néant"


def _nothing(text: str, reference: datetime.date) -> Statement:
    """Return the statement for a text in which there is nothing to read."""
    time = horizon.read(text, reference)
    return Statement(
        text=text,
        label=Label.OTHER,
        nature=Nature.ACTION,
        confidence=0.5,
        relevance=0.0,
        probabilities={Label.STRATEGY.value: 0.0, Label.TACTIC.value: 0.0, Label.OTHER.value: 1.0},
        claimed=None,
        misframed=False,
        features=Features(None, time, 0.5, (), framing.NOTHING, specificity.read(text, time)),
        contributions=(),
    )
