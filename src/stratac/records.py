"""What travels between the rooms of stratac: frozen records, no logic."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Label(StrEnum):
    """What a sentence of a plan is.

    ``STRATEGY`` is an intention (a result, a direction, a choice, a desired
    state), ``TACTIC`` an action (a thing that a team can do and tick off),
    ``OTHER`` neither (context, history, titles, explanations).
    """

    STRATEGY = "strategy"
    TACTIC = "tactic"
    OTHER = "other"


class Engine(StrEnum):
    """What parses sentences, and the model that was trained on its parses.

    ``accurate`` is the French pipeline of spaCy, ``fast`` the light analyser: tables and
    linear classifiers.
    """

    ACCURATE = "accurate"
    FAST = "fast"


class Nature(StrEnum):
    """The side on which a sentence falls, given that it wants or does something."""

    INTENTION = "intention"
    ACTION = "action"


class VerbType(StrEnum):
    """Meaning class of a governing predicate, as rated in ``lexicon/verbs.tsv``."""

    MAKE = "make"
    RUN = "run"
    ACQUIRE = "acquire"
    GIVE = "give"
    TELL = "tell"
    BECOME = "become"
    CHANGE = "change"
    CHOOSE = "choose"
    THINK = "think"
    ENABLE = "enable"
    AIM = "aim"
    STATE = "state"
    SAY = "say"
    OTHER = "other"


class VerbForm(StrEnum):
    """Grammatical form of a governing predicate."""

    INFINITIVE = "infinitive"
    FUTURE = "future"
    PRESENT = "present"
    PAST = "past"
    CONDITIONAL = "conditional"
    SUBJUNCTIVE = "subjunctive"
    IMPERATIVE = "imperative"
    PARTICIPLE = "participle"
    NOMINAL = "nominal"


class NounType(StrEnum):
    """Meaning class of a noun, as rated in ``lexicon/nouns.tsv``."""

    DELIVERABLE = "deliverable"
    EVENT = "event"
    ACT = "act"
    CHANGE = "change"
    QUALITY = "quality"
    RESULT = "result"
    HELP = "help"
    ACTOR = "actor"
    PLACE = "place"
    FIELD = "field"
    PLAN = "plan"
    TIME = "time"
    PROBLEM = "problem"
    OTHER = "other"


class HorizonBucket(StrEnum):
    """How far ahead a sentence looks: short is under a year, long over three."""

    PAST = "past"
    ONGOING = "ongoing"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    NONE = "none"


class CueKind(StrEnum):
    """Sort of time expression."""

    DATE = "date"
    DEADLINE = "deadline"
    PERIOD = "period"
    DURATION = "duration"
    TERM = "term"
    RECURRENCE = "recurrence"
    PAST = "past"
    NOW = "now"


class ClaimRole(StrEnum):
    """Whether an announcing word names the statement itself or is only mentioned."""

    ANNOUNCES = "announces"
    MENTIONS = "mentions"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    CAPTION = "caption"
    IMAGE = "image"


class Record:
    """Gives every record ``to_dict``, and sends it to other processes by its fields alone."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Record], tuple[Any, ...]]:
        # What dataclasses with slots do by themselves goes through their fields each time: a
        # folder scored by two processes took a sixth longer.
        names: tuple[str, ...] = self.__match_args__  # type: ignore[attr-defined]
        return type(self), tuple([getattr(self, name) for name in names])

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON types (dict, list, str, number, bool, None)."""
        return {
            field.name: plain(getattr(self, field.name))
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
        }


def plain(value: Any, known: Mapping[int, int] | None = None) -> Any:
    """Return a value as plain JSON types; records known by their identity as their number."""
    if isinstance(value, Record):
        if known is None:
            return value.to_dict()
        if id(value) in known:
            return known[id(value)]
        fields = dataclasses.fields(value)  # type: ignore[arg-type]
        return {field.name: plain(getattr(value, field.name), known) for field in fields}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item, known) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item, known) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Span(Record):
    """A stretch of text: character offsets, end excluded, and the text itself."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class HorizonCue(Record):
    """One time expression of a sentence.

    ``months`` is the interval that it covers, counted in months from the
    reference date (negative: before it; a bound of ``None`` is open), or
    ``None`` where the expression gives no interval (« chaque année »).
    """

    start: int
    end: int
    text: str
    kind: CueKind
    months: tuple[float | None, float | None] | None


@dataclass(frozen=True, slots=True)
class Horizon(Record):
    """How far ahead a sentence looks, and the expressions that say so."""

    bucket: HorizonBucket
    months: tuple[float | None, float | None] | None
    cues: tuple[HorizonCue, ...]


@dataclass(frozen=True, slots=True)
class Verb(Record):
    """The governing predicate of a statement: a verb, or the noun that stands for one.

    ``start`` and ``end`` are character offsets in the statement's text.
    ``object`` and ``object_type`` are None where the predicate has no object.
    """

    text: str
    lemma: str
    type: VerbType
    form: VerbForm
    start: int
    end: int
    negated: bool
    object: str | None
    object_type: NounType | None


@dataclass(frozen=True, slots=True)
class WordConcreteness(Record):
    """Concreteness of one content word, 0 (an idea) to 1 (a thing to photograph)."""

    text: str
    value: float
    rated: bool


@dataclass(frozen=True, slots=True)
class Framing(Record):
    """What a sentence calls itself, and the word that says so."""

    claimed: Label | None
    role: ClaimRole | None
    cue: Span | None


@dataclass(frozen=True, slots=True)
class Specificity(Record):
    """What a statement gives of measure, deadline, owner, budget and indicator.

    Each is the tuple of the places where it stands: empty where it is missing.
    """

    measure: tuple[Span, ...]
    deadline: tuple[Span, ...]
    owner: tuple[Span, ...]
    budget: tuple[Span, ...]
    indicator: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Features(Record):
    """What stratac reads in a sentence before it decides.

    ``verb`` is None where the text holds no word that could govern it;
    ``concreteness`` is the mean over the content words, 0 to 1, 0.5 without any.
    """

    verb: Verb | None
    horizon: Horizon
    concreteness: float
    words: tuple[WordConcreteness, ...]
    framing: Framing
    specificity: Specificity


@dataclass(frozen=True, slots=True)
class Contribution(Record):
    """One reason for a label.

    ``amount`` is in log-odds: by how much this evidence raised (or, negative,
    lowered) the label given against the mean of the two others.
    """

    name: str
    words: str
    amount: float


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """One sentence, heading or list item, and what stratac says of it.

    Attributes
    ----------
    text
        The statement as it stands, outer blanks removed.
    label
        ``strategy``, ``tactic`` or ``other``.
    nature
        ``intention`` or ``action``, also where the label is ``other``.
    confidence
        Probability of ``nature``, given that the statement has one: 0.5 to 1.
    relevance
        Probability that the statement wants or does anything at all: 0 to 1.
    probabilities
        Of the three labels; they sum to 1.
    claimed
        What the statement calls itself, or None.
    misframed
        Whether it calls itself a strategy and is a tactic, or the reverse.
    features
        What was read in it.
    contributions
        The reasons for the label, largest first.
    section
        Heading under which it stands in its document, or None.
    page
        Page number from 1, or None where the format has no pages.
    start, end
        Character offsets in the document's text, end excluded.
    kind
        What the block it comes from is (heading, paragraph, item…).
    """

    text: str
    label: Label
    nature: Nature
    confidence: float
    relevance: float
    probabilities: Mapping[str, float]
    claimed: Label | None
    misframed: bool
    features: Features
    contributions: Sequence[Contribution]
    section: str | None = None
    page: int | None = None
    start: int = 0
    end: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH

    def explain(self) -> tuple[Contribution, ...]:
        """Return the contributions that made the label, largest first.

        Returns
        -------
        tuple of Contribution
            Name for programs, words in French for people, amount in log-odds.

        Examples
        --------
        >>> from stratac import classify
        >>> classify("Créer un guichet unique").explain()[0].amount > 0
        True
        """
        return tuple(self.contributions)


@dataclass(frozen=True, slots=True)
class Limits(Record):
    """What reading one document may cost; beyond it a `ReadError` says which limit to raise.

    Attributes
    ----------
    file_bytes
        Size of the file.
    text_bytes
        Size of a text, Markdown or HTML file, or of the text parts of a DOCX,
        PPTX or ODT once unpacked, together; a plan of 60 pages has one million.
    pages
        Pages of a PDF.
    seconds
        Time that the extraction of a PDF may take.
    memory_bytes
        Memory that the extraction of a PDF may take, where the system can hold
        it to that (Linux, macOS).
    """

    file_bytes: int = 200_000_000
    text_bytes: int = 30_000_000
    pages: int = 1_000
    seconds: float = 30.0
    memory_bytes: int = 400_000_000


@dataclass(frozen=True, slots=True)
class Block(Record):
    """A stretch of a document as a reader yields it.

    ``level`` is the depth of a heading from 1, 0 for anything else;
    ``start`` is the offset of ``text`` in the document's text. A block of the
    kind ``image`` has no text: it is a page that holds a picture of text alone.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    start: int = 0


class Split(StrEnum):
    """What a labelled unit may be used for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


class Origin(StrEnum):
    """How a labelled unit was made."""

    MODELLED = "modelled"
    WRITTEN = "written"
    SINGLE = "single"


class Status(StrEnum):
    """What a clause makes of its predicate: wanted or planned, done, always done, only said."""

    WANTED = "wanted"
    DONE = "done"
    STANDING = "standing"
    SAID = "said"


class Detail(StrEnum):
    """The sort of a statement: five of strategy, six of tactic, nine of neither."""

    RESULT = "result"
    DIRECTION = "direction"
    CHOICE = "choice"
    STATE = "state"
    SUPPORT = "support"
    MAKE = "make"
    EVENT = "event"
    ORGANISE = "organise"
    RESOURCE = "resource"
    STUDY = "study"
    ACT = "act"
    TITLE = "title"
    CONTEXT = "context"
    DONE = "done"
    STANDING = "standing"
    EXPLANATION = "explanation"
    FRAME = "frame"
    QUESTION = "question"
    OPINION = "opinion"
    BOILERPLATE = "boilerplate"

    @property
    def status(self) -> Status:
        """Whether what the clause speaks of is wanted, done, always done, or merely said."""
        if self in (Detail.DONE, Detail.STANDING):
            return Status(self.value)
        return Status.SAID if self in _SAID else Status.WANTED


_SAID = frozenset(
    {
        Detail.TITLE,
        Detail.CONTEXT,
        Detail.EXPLANATION,
        Detail.FRAME,
        Detail.QUESTION,
        Detail.OPINION,
        Detail.BOILERPLATE,
    }
)


@dataclass(frozen=True, slots=True)
class LabelledUnit(Record):
    """One labelled sentence, heading or list item of the corpus.

    Attributes
    ----------
    id
        Unique in the corpus.
    document
        The document it belongs to; units of one document share one split.
    kind, sector, country
        What the document is, of what, from where; None for single sentences.
    position
        Rank in its document, from 1.
    text
        The unit, NFC, on one line.
    label
        By the guide; None where two readers differ.
    second
        Label of a second reader, or None where there was none.
    sure
        Of the less sure reader: 1 sure, 2 hesitated, 3 coin toss; None: not asked.
    detail
        Finer sort of the label (``result``, ``event``, ``context``…), or None.
    trap
        Whether it calls itself the opposite of what it is.
    origin
        ``modelled`` on a real page unit by unit, ``written`` as an excerpt, or
        ``single``: a sentence by itself.
    split
        ``train``, ``validation`` or ``test``.
    predicate, object
        Governing predicate and its object as they stand in the text, or None
        where not marked; an object that was looked for and is missing is "".
    """

    id: str
    document: str
    kind: str | None
    sector: str | None
    country: str | None
    position: int
    text: str
    label: Label | None
    second: Label | None
    sure: int | None
    detail: Detail | None
    trap: bool
    origin: Origin
    split: Split
    predicate: str | None
    object: str | None


@dataclass(frozen=True, slots=True)
class LinkedUnit(Record):
    """One statement of a plan whose links were read.

    ``block`` and ``level`` are as of a `Block`; ``serves`` are the ids of the
    strategies that a tactic serves, the main one first: empty where it serves none
    of the plan's, None where the statement is no tactic. ``second`` and
    ``second_serves`` are a second reader's, None where there was none. ``origin``
    tells plans modelled on real pages from plans written as they could stand.
    """

    id: str
    document: str
    position: int
    block: BlockKind
    level: int
    text: str
    label: Label
    serves: tuple[str, ...] | None
    second: Label | None
    second_serves: tuple[str, ...] | None
    origin: Origin
    split: Split


@dataclass(frozen=True, slots=True)
class MeansEnd(Record):
    """An action and the aim of its organisation that it serves."""

    id: str
    organisation: str
    aim: str
    action: str
