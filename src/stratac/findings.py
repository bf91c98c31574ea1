"""What is found in a whole document: records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

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
class Link(Record):
    """An action and an intention of the document that it serves.

    ``probability`` is that of the link, 0 to 1; ``reasons`` say in French what
    speaks for it, the strongest first.
    """

    tactic: Statement
    strategy: Statement
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure(Record):
    """A document that could not be scored: the kind of the error, and what it says."""

    source: str
    error: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """How likely each tactic of a document serves each of its strategies.

    ``tactics`` and ``strategies`` are positions among the statements;
    ``probabilities`` has shape (tactics, strategies); ``reasons`` tells in French, by
    row and column, what speaks for a link.
    """

    tactics: tuple[int, ...]
    strategies: tuple[int, ...]
    probabilities: npt.NDArray[np.float64]
    reasons: Callable[[int, int], tuple[str, ...]]
