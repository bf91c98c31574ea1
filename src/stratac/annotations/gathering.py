"""Readings to units: every one is checked, those of one text are brought together."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from stratac import corpus
from stratac.annotations import names
from stratac.annotations.problems import Problems
from stratac.annotations.records import Labelled, Place, Reading
from stratac.corpus import label_of
from stratac.records import Label, LabelledUnit

_CERTAINTIES = {"1": 1, "2": 2, "3": 3}


def gather(readings: Iterable[Reading], problems: Problems, stem: str) -> Labelled:
    """Make units of readings.

    Parameters
    ----------
    readings
        In the order of the file.
    problems
        What was wrong so far; what is wrong here is added.
    stem
        The file's name without its ending, of which ids are made.

    Returns
    -------
    Labelled
        One unit a text, whoever read it; texts that all their readers skipped are left out.

    Raises
    ------
    CorpusError
        If anything is wrong.
    """
    texts: dict[Hashable, list[Reading]] = {}
    for reading in readings:
        texts.setdefault(reading.key or reading.place, []).append(reading)
    left_out = 0
    places: dict[str, Place] = {}
    documents: dict[str, list[LabelledUnit]] = {}
    for group in texts.values():
        answers = [reading for reading in group if not reading.skipped]
        if not answers:
            left_out += 1
            continue
        first = answers[0]
        text = _text(first, problems)
        document = _document(answers, problems)
        sure = _sure(first, problems)
        votes = [_label(reading, problems) for reading in answers]
        identity = first.id or f"{stem}-{first.place.number}"
        if identity in places:
            problems.add(first.place, f"id {identity!r} stands at {places[identity]} already")
        places.setdefault(identity, first.place)
        label, second = _decided([vote for vote in votes if vote is not None])
        # Training and evaluation read a document as a run of units.
        beside = documents.setdefault(document or identity, [])
        beside.append(
            corpus.own_unit(
                id=identity,
                document=document or identity,
                position=len(beside) + 1,
                text=text,
                label=label,
                second=second,
                sure=sure,
            )
        )
    problems.raise_any()
    return Labelled(tuple(itertools.chain.from_iterable(documents.values())), left_out)


def _decided(votes: Sequence[Label]) -> tuple[Label | None, Label | None]:
    """Return the label that most gave, None for a tie, and what a second reader says.

    The second is one who disagrees, where anyone does.
    """
    if len(votes) < 2:
        return (votes[0] if votes else None), None
    (label, most), *rest = Counter(votes).most_common()
    tie = bool(rest) and rest[0][1] == most
    other = votes[0] if tie else label
    second = next((vote for vote in votes if vote is not other), label)
    return (None if tie else label), second


def _label(reading: Reading, problems: Problems) -> Label | None:
    found = [label_of(value) for value in reading.labels]
    strangers = [value for value, label in zip(reading.labels, found, strict=True) if label is None]
    if not reading.labels:
        problems.add(reading.place, f"no label; expected {names.EXPECTED}")
    elif strangers:
        said = ", ".join(map(repr, strangers))
        problems.add(reading.place, f"label is {said}, expected {names.EXPECTED}")
    elif len(set(found)) > 1:
        said = ", ".join(str(label) for label in found)
        problems.add(reading.place, f"several labels ({said}), expected one")
    return found[0] if found else None


def _text(reading: Reading, problems: Problems) -> str:
    if isinstance(reading.text, str) and reading.text.strip():
        return names.one_line(reading.text)
    problems.add(reading.place, f"text is {reading.text!r}, a sentence was expected")
    return ""


def _document(answers: Sequence[Reading], problems: Problems) -> str | None:
    """Return the name of the document; a number is one too, and a blank cell is none."""
    for reading in answers:
        name = reading.document
        if isinstance(name, str | int) and str(name).strip():
            return str(name).strip()
        if name is not None and not isinstance(name, str):
            problems.add(reading.place, f"document is {name!r}, a name was expected")
    return None


def _sure(reading: Reading, problems: Problems) -> int | None:
    """Return a certainty; spreadsheets and CSV give it as 2, 2.0 or « 2 »."""
    value = reading.sure
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    sure = _CERTAINTIES.get(str(value).strip().removesuffix(".0"))
    if sure is None:
        problems.add(reading.place, f"sure is {value!r}, expected 1, 2 or 3")
    return sure
