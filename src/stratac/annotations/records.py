"""What travels between the rooms that read and write for labelling tools: frozen records."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from stratac.records import Label, LabelledUnit, Record


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """A sentence to be labelled, with what a model thinks of it.

    Attributes
    ----------
    text
        The sentence, heading or list item.
    document
        The document it stands in, or None: it then is its own.
    label
        What the model says, shown to whoever labels; None: nothing is proposed.
    probability
        Of that label, 0 to 1.
    """

    text: str
    document: str | None = None
    label: Label | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Labelled(Record):
    """What a file of labels holds.

    Attributes
    ----------
    units
        The labelled texts; those of one document stand together.
    left_out
        Number of texts that nobody labelled and that the tool itself marks so:
        skipped, ignored, discarded or rejected.
    """

    units: tuple[LabelledUnit, ...]
    left_out: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file: « line 3 », « row 4 », « record 5 »."""

    number: int
    noun: str

    def __str__(self) -> str:
        return f"{self.noun} {self.number}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one annotator says of one text, as it stands in the file: nothing is checked.

    Attributes
    ----------
    place
        Where it stands.
    text
        The text.
    labels
        The labels that the annotator gave: one is expected.
    skipped
        Whether the annotator set the text aside.
    document
        The document that the text stands in, or None.
    sure
        How sure the annotator was, or None.
    id
        The unit's id; None: it is made of the file's name and the place.
    key
        The same for all readings of one text; None: no other reading is of it.
    """

    place: Place
    text: object
    labels: tuple[object, ...]
    skipped: bool = False
    document: object = None
    sure: object = None
    id: str | None = None
    key: Hashable = None
