"""What the French language model's tables say of a form: parts of speech, lemmas, vector.

The tables are text and hashes for a program that reads them whole, which takes seconds.
So they are compiled once, into arrays sorted by a hash of the form, and then mapped
into memory: looking a word up reads a few pages of a file.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from stratac.language import MODEL_NAME, PACKAGE_NAME, Floats, check_language_model

Hashes = npt.NDArray[np.uint64]

_log = logging.getLogger(__name__)

# Tables of exceptions (form to lemma), then tables of lemmas, each a bit of a signature.
_EXCEPTIONS = ("verb", "noun", "adj", "aux", "det", "adp", "pron")
_INDEXES = ("verb", "noun", "adj", "adv")
_FALLBACK = "lookup"
_COLUMNS = (*_EXCEPTIONS, _FALLBACK)
_BITS = {f"{name} form": 1 << place for place, name in enumerate(_EXCEPTIONS)} | {
    f"{name} lemma": 1 << (place + len(_EXCEPTIONS)) for place, name in enumerate(_INDEXES)
}
# By part of speech: the bit of its lemmas, and the column of its exceptions.
_OF_LEMMA = {name.upper(): _BITS[f"{name} lemma"] for name in _INDEXES}
_EXCEPTION_COLUMN = {name.upper(): column for column, name in enumerate(_EXCEPTIONS)}
_FORMAT = 3
_FILES = ("keys", "signatures", "lemmas_told", "texts", "vector_keys", "vector_rows", "vectors")
_RULES_FILE = "rules.json"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the tables say of some forms.

    ``places`` are those of the forms among the keys, -1 where they are unknown;
    ``signatures`` the bits of the tables that have each form, or its singular;
    ``rows`` those of the vectors, -1 where there is none.
    """

    places: npt.NDArray[np.int64]
    signatures: Sequence[int]
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The compiled tables, mapped into memory.

    Attributes
    ----------
    keys
        Hashes of the forms, ascending.
    signatures
        Bits that say which tables have each form.
    lemmas_told
        Where the lemma of each form begins by table, shape (forms, tables), -1 where it
        has none.
    texts
        All lemmas as UTF-8, each closed by a line feed.
    vector_keys, vector_rows
        Hashes of the forms that have a vector, ascending, and the row of it.
    vectors
        The vectors, brought to unit length; behind them a row of zeros, which a form
        without a vector gets.
    rules
        By part of speech and last letter: endings, and what stands in their place in the
        lemma.
    """

    keys: Hashes
    signatures: npt.NDArray[np.uint16]
    lemmas_told: npt.NDArray[np.int32]
    texts: npt.NDArray[np.uint8]
    vector_keys: Hashes
    vector_rows: npt.NDArray[np.int32]
    vectors: Floats
    rules: Mapping[tuple[str, str], Sequence[Sequence[str]]]

    def look_up(self, forms: Sequence[str]) -> Found:
        """Look forms up, in small letters; a vector may be that of the form as it stands."""
        lower = [plain(form) for form in forms]
        singular = [form[:-1] if form[-1:] in _PLURAL else form for form in lower]
        # Most forms are the same in two or three of these ways: each is sought once.
        distinct = [*dict.fromkeys(itertools.chain(forms, lower, singular))]
        hashes = _hashes(distinct)
        known, with_vector = _find(self.keys, hashes), _find(self.vector_keys, hashes)
        number = dict(zip(distinct, itertools.count()))
        as_it_stands, small, single = (
            np.fromiter(map(number.__getitem__, some), np.int64, len(forms))
            for some in (forms, lower, singular)
        )
        of_plural = self._signatures_at(known[single]) & _NOMINAL
        row = np.where(
            with_vector[as_it_stands] >= 0, with_vector[as_it_stands], with_vector[small]
        )
        return Found(
            known[small],
            (self._signatures_at(known[small]) | of_plural).tolist(),
            np.where(row >= 0, self.vector_rows[row], -1),
        )

    def lemmas(
        self,
        forms: Sequence[str],
        parts: Sequence[str],
        places: npt.NDArray[np.int64] | None = None,
    ) -> list[str]:
        """Return the lemma of each form in its part of speech.

        ``places`` are those of the forms where they were found before.
        """
        forms = [plain(form) for form in forms]
        if places is None:
            places = _find(self.keys, _hashes(forms))
        signatures = self._signatures_at(places).tolist()
        told = np.where(places[:, None] >= 0, self.lemmas_told[places], -1).tolist()
        found = [self._lemma(*row) for row in zip(forms, parts, signatures, told, strict=True)]
        guesses = [
            [] if lemma else self._guesses(form, pos)
            for lemma, form, pos in zip(found, forms, parts, strict=True)
        ]
        places = _find(self.keys, _hashes(itertools.chain(*guesses)))
        known = iter(self._signatures_at(places).tolist())
        for row, (guessed, form, pos) in enumerate(zip(guesses, forms, parts, strict=True)):
            right = [guess for guess in guessed if next(known) & _OF_LEMMA.get(pos, 0)]
            if guessed:
                found[row] = (right or guessed)[0]
            elif not found[row]:
                found[row] = self._text(told[row][-1]) or form
        return found

    def _lemma(self, form: str, pos: str, signature: int, told: Sequence[int]) -> str:
        """Return the lemma that a table tells, or "" where the endings have to tell it."""
        if signature & _OF_LEMMA.get(pos, 0):
            return form
        if pos in _EXCEPTION_COLUMN and (lemma := self._text(told[_EXCEPTION_COLUMN[pos]])):
            return lemma
        if form.endswith("'"):
            return form[:-1] + "e"
        return form if pos in _INVARIABLE else ""

    def _guesses(self, form: str, pos: str) -> list[str]:
        """Return what a form may come from by its ending."""
        return [
            form[: len(form) - len(old)] + new
            for old, new in self.rules.get((pos.lower(), form[-1:]), ())
            if form.endswith(old)
        ]

    def _text(self, place: int) -> str:
        if place < 0:
            return ""
        rest = self.texts[place : place + _LONGEST].tobytes()
        return rest[: rest.index(b"\n")].decode("utf-8")

    def _signatures_at(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
        return np.where(places >= 0, self.signatures[places], np.uint16(0))


_PLURAL = frozenset("sx")
_NOMINAL = sum(_BITS[name] for name in ("noun form", "adj form", "noun lemma", "adj lemma"))
_INVARIABLE = frozenset({"ADV", "CCONJ", "SCONJ", "PUNCT", "NUM", "PROPN", "X", "SYM", "SPACE"})
# Bytes of the longest lemma, its end included.
_LONGEST = 256


def plain(form: str) -> str:
    """Return a form in lower case, with the plain apostrophe that the tables have."""
    return form.lower().replace("’", "'")


def _hashes(forms: Iterable[str]) -> Hashes:
    joined = b"".join(
        hashlib.blake2b(form.encode("utf-8", "replace"), digest_size=8).digest() for form in forms
    )
    return np.frombuffer(joined, dtype=np.uint64)


def _find(keys: Hashes, wanted: Hashes) -> npt.NDArray[np.int64]:
    # In order they are found in half the time: each close to the one before.
    order = np.argsort(wanted)
    places = np.empty(len(wanted), dtype=np.int64)
    places[order] = np.minimum(np.searchsorted(keys, wanted[order]), len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1)


@functools.cache
def load_vocabulary() -> Vocabulary:
    """Map the compiled tables into memory, compiled first where they are not.

    They lie in the user's cache folder (or, where that cannot be written, in a temporary
    one that goes with the process).

    Raises
    ------
    LanguageModelError
        If the language model is missing or of another series.
    """
    check_language_model()
    name = f"{PACKAGE_NAME}-{version(PACKAGE_NAME)}-{_FORMAT}"
    folder = Path(platformdirs.user_cache_dir("stratac", appauthor=False)) / name
    if not folder.is_dir():
        # Said aloud: whoever waits for a first sentence should know why.
        _log.warning("stratac compiles its tables of French words: some seconds, this once.")
        folder = _compiled(folder)
    columns = {file: _mapped(folder / f"{file}.npy") for file in _FILES}
    told = json.loads((folder / _RULES_FILE).read_text(encoding="utf-8"))
    rules: dict[tuple[str, str], list[Sequence[str]]] = {}
    for part, endings in told.items():
        for old, new in endings:
            rules.setdefault((part, old[-1:]), []).append((old, new))
    return Vocabulary(**columns, rules=rules)


def _mapped(path: Path) -> npt.NDArray[Any]:
    # As a plain array: one that knows that it is mapped is indexed twice as slowly.
    return np.asarray(np.load(path, mmap_mode="r"))


def _package() -> Path:
    """Return the folder of the language model's data."""
    spec = find_spec(MODEL_NAME)
    assert spec is not None  # the language model was checked
    assert spec.origin is not None
    inside = Path(spec.origin).parent
    return next(path for path in inside.iterdir() if (path / "vocab").is_dir())


_unsaved: list[tempfile.TemporaryDirectory[str]] = []


def _compiled(folder: Path) -> Path:
    """Compile the tables into a folder and return it, or another where it cannot be written."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}-"))
    except OSError:
        _unsaved.append(tempfile.TemporaryDirectory(prefix="stratac-"))
        made = Path(_unsaved[-1].name)
        _compile(made)
        return made
    _compile(made)
    try:
        # At once and whole: another process may be doing the same.
        os.rename(made, folder)
    except OSError:
        shutil.rmtree(made)
    return folder


def _compile(folder: Path) -> None:
    """Compile the tables of the language model into arrays."""
    from stratac.language import read_tables

    tables, rows = read_tables(_package())
    forms = {form for name in _EXCEPTIONS for form in tables.exceptions[name]}
    forms |= {form for name in _INDEXES for form in tables.lemmas[name]} | tables.lookup.keys()
    ordered = sorted(forms)
    hashed = _hashes(ordered)
    order = np.argsort(hashed)
    numbers: dict[str, int] = {}
    size = 0

    def number(lemma: str) -> int:
        nonlocal size
        if lemma not in numbers:
            numbers[lemma] = size
            size += len(lemma.encode()) + 1
        return numbers[lemma]

    signatures = np.zeros(len(ordered), dtype=np.uint16)
    lemmas = np.full((len(ordered), len(_COLUMNS)), -1, dtype=np.int32)
    place = {form: at for at, form in enumerate(ordered)}
    for column, name in enumerate(_COLUMNS):
        found = tables.lookup if name == _FALLBACK else tables.exceptions[name]
        for form, lemma in found.items():
            lemmas[place[form], column] = number(lemma)
            if name != _FALLBACK:
                signatures[place[form]] |= _BITS[f"{name} form"]
    for name in _INDEXES:
        for form in tables.lemmas[name]:
            signatures[place[form]] |= _BITS[f"{name} lemma"]
    vector_hashes = _hashes(rows)
    vector_order = np.argsort(vector_hashes)
    vectors = np.load(_package() / "vocab" / "vectors")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        "keys": hashed[order],
        "signatures": signatures[order],
        "lemmas_told": lemmas[order],
        "texts": np.frombuffer("".join(f"{lemma}\n" for lemma in numbers).encode(), np.uint8),
        "vector_keys": vector_hashes[vector_order],
        "vector_rows": np.array(list(rows.values()), dtype=np.int32)[vector_order],
        "vectors": np.vstack([vectors / np.maximum(lengths, 1e-6), np.zeros_like(vectors[:1])]),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    (folder / _RULES_FILE).write_text(json.dumps(tables.rules), encoding="utf-8")
