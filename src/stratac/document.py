"""What is said of a whole document: records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stratac import frames
from stratac.records import Label, Record, Statement


class Quadrant(StrEnum):
    """Whether a document has a strategy, tactics, both or neither."""

    STRATEGY_AND_TACTICS = "strategy_and_tactics"
    STRATEGY_ONLY = "strategy_only"
    TACTICS_ONLY = "tactics_only"
    NEITHER = "neither"


class Element(StrEnum):
    """What a plan needs beside its aims and actions."""

    BUDGET = "budget"
    CALENDAR = "calendar"
    INDICATOR = "indicator"
    OWNER = "owner"


class Lack(StrEnum):
    """What an objective lacks to be checked, after the SMART criteria (Doran 1981)."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    TIME_BOUND = "time_bound"


@dataclass(frozen=True, slots=True)
class Section(Record):
    """The balance of one section; ``title`` is None before the first heading.

    ``claimed`` is what the title calls its content; ``strategy_share`` and its
    interval are as of the document.
    """

    title: str | None
    claimed: Label | None
    counts: Mapping[str, int]
    strategy_share: float | None
    strategy_share_interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class VagueObjective(Record):
    """An objective that nobody can check, and what it lacks."""

    statement: Statement
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Gap(Record):
    """How much of an element there is.

    ``present`` says whether the document has it anywhere; ``tactics_without``
    is the number of tactics that stand without it.
    """

    element: Element
    present: bool
    tactics_without: int


@dataclass(frozen=True, slots=True)
class Milestone(Record):
    """A statement on the time line: when it begins and ends, in months from the reference.

    A bound of None is open.
    """

    statement: Statement
    begins: float | None
    ends: float | None


@dataclass(frozen=True, slots=True)
class Question(Record):
    """What the author of a statement should answer, in French."""

    statement: Statement
    text: str


@dataclass(frozen=True, slots=True)
class DocumentScore(Record):
    """What stratac says of a whole document.

    Attributes
    ----------
    source
        Path or name of the document, or None for a text.
    text
        What was read, one block a line: the offsets of the statements refer to it.
    statements
        In reading order.
    counts
        Number of statements of each label.
    strategy_share
        Expected share of intentions among the statements that want or do
        something, each weighted by its probabilities: 0 to 1; None where nothing
        in the document wants or does anything.
    strategy_share_interval
        Its 95 % bootstrap interval over the statements, or None.
    sections
        The same by section, in reading order.
    quadrant
        Whether there is a strategy, tactics, both or neither.
    diagnosis
        What that means, in two French sentences.
    misframed
        The statements that call themselves, or that their section calls, the
        opposite of what they are.
    vague
        The objectives with neither measure nor deadline.
    missing
        Budget, calendar, indicators and people in charge: what is there of each.
    horizons
        Number of strategies and tactics in each horizon bucket.
    timeline
        The strategies and tactics that say when, earliest end first.
    questions
        What the authors of misframed and vague statements should answer.
    unread_pages
        Pages of the document that hold a picture of text and could not be read.
    """

    source: str | None
    text: str
    statements: tuple[Statement, ...]
    counts: Mapping[str, int]
    strategy_share: float | None
    strategy_share_interval: tuple[float, float] | None
    sections: tuple[Section, ...]
    quadrant: Quadrant
    diagnosis: str
    misframed: tuple[Statement, ...]
    vague: tuple[VagueObjective, ...]
    missing: tuple[Gap, ...]
    horizons: Mapping[str, int]
    timeline: tuple[Milestone, ...]
    questions: tuple[Question, ...]
    unread_pages: tuple[int, ...] = ()

    def to_frame(self) -> frames.Frame:
        """Return the statements as a pandas frame, one a row.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.

        Examples
        --------
        >>> from stratac import score_text
        >>> frame = score_text("- Ouvrir deux magasins").to_frame()
        >>> frame["label"].tolist()
        ['tactic']
        """
        return frames.frame(self.source, self.statements)
