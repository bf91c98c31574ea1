"""The journey of a document: read, segment, parse, predict, score."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from pathlib import Path

from stratac import classification, readers, scoring
from stratac.document import DocumentScore
from stratac.features import framing
from stratac.language import Sentence
from stratac.linking.evidence import Unit, heading_paths
from stratac.model import Model, choose
from stratac.readers import text as text_reader
from stratac.readers.making import CELL_MARK
from stratac.records import Block, BlockKind, Engine, Limits, Statement
from stratac.segmentation import split_sentences
from stratac.spelling import normalised, printable


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
        ``"fast"`` or ``"accurate"``; default: fast.
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
    classification.check_text(text, 1)
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
        ``"fast"`` or ``"accurate"``; default: fast.
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
    scored = _score(written, printable(str(path)), reference, fitted)
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

    found = classification.judge((place.text for place in places), fitted.engine, predict, today)
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
    blocks = [dataclasses.replace(block, text=normalised(block.text)) for block in blocks]
    headings: list[tuple[int, str]] = []
    for block in blocks:
        heading = block.kind is BlockKind.HEADING
        if heading:
            headings = [(level, name) for level, name in headings if level < block.level]
        section = headings[-1][1] if headings else None
        if heading:
            spans = [(0, len(block.text))]
        elif block.kind is BlockKind.CELL:
            spans = _row_spans(block.text)
        else:
            spans = split_sentences(block.text)
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


# A row of more words holds prose.
_ROW_WORDS = 80


def _row_spans(row: str) -> list[tuple[int, int]]:
    """Return the statements of a table row: it is one, unless its cells hold prose.

    An action, who does it, when and for how much then stay together.
    """
    if len(row.split()) <= _ROW_WORDS:
        return [(0, len(row))]
    spans = []
    start = 0
    for cell in row.split(CELL_MARK):
        spans += [(start + begin, start + end) for begin, end in split_sentences(cell)]
        start += len(cell) + len(CELL_MARK)
    return spans
