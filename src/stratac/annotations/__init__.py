"""Labelled data from the tools that people label with, and sentences to them.

One tool, one file; this room knows which reads what.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from stratac.annotations import gathering, names
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Labelled, Reading
from stratac.annotations.signature import signature
from stratac.corpus import load_corpus
from stratac.errors import CorpusError, InputError, OutputError
from stratac.records import Label, LabelledUnit

# Format to the room that reads and writes it. A room is opened when a file needs it.
FORMATS: Mapping[str, str] = {
    "argilla": "argilla",
    "csv": "csv",
    "doccano": "doccano",
    "jsonl": "jsonl",
    "label-studio": "label_studio",
    "prodigy": "prodigy",
    "xlsx": "xlsx",
}


def load_labelled(path: str | Path, *, format: str | None = None) -> list[LabelledUnit]:
    r"""Read labelled units from what a labelling tool or a spreadsheet has written.

    Parameters
    ----------
    path
        The file.
    format
        One of `FORMATS`: ``"argilla"``, ``"csv"``, ``"doccano"``, ``"jsonl"`` (stratac's
        own, as `corpus.load_corpus` reads it), ``"label-studio"``, ``"prodigy"`` or
        ``"xlsx"``; default: told by the file's ending and, for JSON, by what stands in it.

    Returns
    -------
    list of LabelledUnit
        One a text, for training; those of one document stand together, otherwise in the
        order of the file. Texts that the tool marks as skipped are left out;
        `read_labelled` says how many.

    Raises
    ------
    CorpusError
        If the file cannot be read, its format cannot be told, or any row cannot be used:
        unknown label, empty text, several labels, none. The message gives every bad row
        by line, row or record (the first 20 in full).
    InputError
        If there is no such format.

    See Also
    --------
    read_labelled : How labels, columns and annotators are read.

    Examples
    --------
    >>> import tempfile
    >>> from stratac.annotations import load_labelled
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "phrases.csv")
    ...     written = path.write_text("phrase;classe\nOuvrir une agence;Tactique\n", "utf-8")
    ...     unit = load_labelled(path)[0]
    >>> unit.text, unit.label
    ('Ouvrir une agence', <Label.TACTIC: 'tactic'>)
    """
    return list(read_labelled(path, format=format).units)


def read_labelled(path: str | Path, *, format: str | None = None) -> Labelled:
    r"""Read labelled units, and how many texts the tool says were skipped.

    Labels go by their names in English and French (*strategy*, *stratégie*, *intention*;
    *tactic*, *tactique*, *action*; *other*, *autre*), whatever the case, and so do columns
    (*text*, *texte*, *phrase*, *énoncé*; *label*, *étiquette*, *classe*; *document*;
    *second*, *sure*, *id* in tables). Where a text has no document it is its own. An id is
    the file's name with the tool's number or else the number of the line; a table may have
    its own.

    Of two annotators the first gives ``label`` and the other ``second``; where they differ
    ``label`` is None. Of more, the label that most gave stands, None for a tie, and
    ``second`` is one who disagrees, where one does.

    Parameters
    ----------
    path, format
        As of `load_labelled`.

    Returns
    -------
    Labelled
        The units, and the number of texts left out.

    Raises
    ------
    CorpusError, InputError
        As `load_labelled` does.

    Examples
    --------
    >>> import tempfile
    >>> from stratac.annotations import read_labelled
    >>> lines = '{"text": "Budget", "label": []}\n{"text": "Recruter", "label": ["action"]}\n'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "admin.jsonl")
    ...     written = path.write_text(lines, "utf-8")
    ...     found = read_labelled(path, format="doccano")
    >>> len(found.units), found.left_out
    (1, 1)
    """
    path = Path(path)
    chosen = _known(format) if format is not None else signature(path)
    if chosen is None:
        raise CorpusError(
            f"{path.name}: its format cannot be told by its ending or by what stands in it; "
            f"say which it is: format = {', '.join(map(repr, FORMATS))}."
        )
    if chosen == "jsonl":
        return Labelled(tuple(load_corpus(path)), 0)
    room = importlib.import_module(f"stratac.annotations.{FORMATS[chosen]}")
    read: Callable[[Path, Problems], Iterator[Reading]] = room.read
    problems = Problems(path.name)
    return gathering.gather(read(path, problems), problems, path.stem)


def save_for_labelling(rows: Iterable[Candidate], path: str | Path, format: str) -> None:
    """Write sentences for a labelling tool; once labelled, `load_labelled` reads its export.

    Parameters
    ----------
    rows
        The sentences, each with what a model proposes, if anything; proposals are shown
        where the tool can show them and never read back as labels.
    path
        The file to write; what stands there is replaced.
    format
        One of `FORMATS`. The module of each says how to set the tool up.

    Raises
    ------
    InputError
        If there is no such format, a text is empty, or a label or probability is none.
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from stratac import classify
    >>> from stratac.annotations import Candidate, save_for_labelling
    >>> s = classify("Ouvrir deux agences à Lyon", engine="fast")
    >>> row = Candidate(s.text, "plan-1", s.label, s.probabilities[s.label])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_for_labelling([row], Path(folder, "tasks.json"), "label-studio")
    """
    room = importlib.import_module(f"stratac.annotations.{FORMATS[_known(format)]}")
    write: Callable[[Sequence[Candidate], Path], None] = room.write
    path = Path(path)
    candidates = [_checked(row, number) for number, row in enumerate(rows, start=1)]
    try:
        write(candidates, path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}); close it or give another file."
        ) from error


def _known(format: str) -> str:
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(f"There is no format {format!r}; the formats are {known}.")
    return format


def _checked(row: Candidate, number: int) -> Candidate:
    """Return a sentence as units have it, or refuse it, naming its place."""
    if not isinstance(row.text, str) or not row.text.strip():
        raise InputError(f"Text {number} is {row.text!r}; a sentence was expected.")
    if row.label is not None and row.label not in tuple(Label):
        raise InputError(
            f"Text {number}: label is {row.label!r}, expected one of {', '.join(Label)} or None."
        )
    if row.probability is not None and not 0 <= row.probability <= 1:
        raise InputError(f"Text {number}: probability is {row.probability!r}, expected 0 to 1.")
    document = names.one_line(row.document) if row.document else None
    return dataclasses.replace(row, text=names.one_line(row.text), document=document or None)


__all__ = [
    "FORMATS",
    "Candidate",
    "Labelled",
    "load_labelled",
    "read_labelled",
    "save_for_labelling",
]
