"""What is said of a whole document: the record, and its way out to frames and pages."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stratac import frames
from stratac.findings import Gap, Link, Milestone, Quadrant, Question, Section, VagueObjective
from stratac.records import Record, Statement, plain


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
    presence
        How present each side is, ``strategy`` and ``tactic``: 0 not at all, 0.5 at
        the threshold of the quadrant, 1 nothing but.
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
    links
        Which strategies each tactic serves, as far as it can be told: in the order of
        the tactics, the likeliest strategy first.
    orphans
        The tactics that seem to serve none of the strategies.
    unserved
        The strategies that no tactic seems to serve.
    reference
        The day from which horizons are counted.
    unread_pages
        Pages of the document that hold a picture of text and could not be read.
    """

    source: str | None
    text: str
    statements: tuple[Statement, ...]
    counts: Mapping[str, int]
    strategy_share: float | None
    strategy_share_interval: tuple[float, float] | None
    presence: Mapping[str, float]
    sections: tuple[Section, ...]
    quadrant: Quadrant
    diagnosis: str
    misframed: tuple[Statement, ...]
    vague: tuple[VagueObjective, ...]
    missing: tuple[Gap, ...]
    horizons: Mapping[str, int]
    timeline: tuple[Milestone, ...]
    questions: tuple[Question, ...]
    links: tuple[Link, ...]
    orphans: tuple[Statement, ...]
    unserved: tuple[Statement, ...]
    reference: datetime.date
    unread_pages: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain JSON types.

        Every statement is told once, in ``statements``; elsewhere it is its position
        there, from 0.
        """
        positions = {id(statement): place for place, statement in enumerate(self.statements)}
        return {
            field.name: plain(
                getattr(self, field.name), None if field.name == "statements" else positions
            )
            for field in dataclasses.fields(self)
        }

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

    def to_html(self) -> str:
        """Return one HTML page, in French and self-contained, for people to read.

        Examples
        --------
        >>> from stratac import score_text
        >>> score_text("- Ouvrir deux magasins").to_html()[:15]
        '<!doctype html>'
        """
        # Here, so that who asks for no page does not load what makes one.
        from stratac import report

        return report.page(self)
