"""Sentences to statements: clean, parse, predict."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from stratac import engines, frames
from stratac.errors import InputError
from stratac.features import framing, horizon, specificity
from stratac.language import Sentence
from stratac.model import Model, choose
from stratac.records import Engine, Features, Label, Nature, Statement
from stratac.spelling import normalised

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
        statement; `score_text` splits longer texts. It is read, and given
        back, with composed letters (NFC) and without invisible characters.
    reference
        The date from which horizons are counted; default: today.
    engine
        ``"fast"`` or ``"accurate"``; default: fast.
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
        ``"fast"`` or ``"accurate"``; default: fast.
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
    return judge(texts, fitted.engine, fitted.predict, reference or datetime.date.today())


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
        ``"fast"`` or ``"accurate"``; default: fast.
    model
        A model of your own, or its folder; default: the one that ships with stratac.

    Returns
    -------
    pandas.DataFrame
        With the same index, and the columns label, nature, confidence, relevance,
        strategy, tactic, other, claimed, misframed, horizon, verb, verb_type, object
        and concreteness: ``frame.assign(**classify_frame(frame))`` has both.

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


def check_text(text: object, number: int) -> None:
    """Refuse what is no string, naming its place."""
    if not isinstance(text, str):
        raise InputError(
            f"Text {number} is {text!r} ({type(text).__name__}); a string was expected."
        )


def judge(
    texts: Iterable[str],
    engine: Engine,
    predict: Callable[[Iterable[Sentence], datetime.date], Iterable[Statement]],
    reference: datetime.date,
) -> Iterator[Statement]:
    """Classify texts in batches; those without a letter never reach the parser.

    Parameters
    ----------
    texts
        The texts, checked one by one.
    engine
        What parses them.
    predict
        What is made of the parsed sentences.
    reference
        The date from which horizons are counted.
    """
    analyser = engines.load_analyser(engine)
    originals: collections.deque[str] = collections.deque()

    def readable() -> Iterator[str]:
        for number, text in enumerate(texts, start=1):
            check_text(text, number)
            text = normalised(text).strip()
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
            yield nothing(original, reference)


# Stands in for texts without a letter, so that every batch keeps its length.
_PLACEHOLDER = "Néant"


def nothing(text: str, reference: datetime.date) -> Statement:
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
