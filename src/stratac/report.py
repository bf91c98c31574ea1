"""A document score as one HTML page: the one door to jinja2.

The page carries its style, its script and its data; it asks the network for nothing,
and its content security policy lets no other script run than its own.
"""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias

import jinja2
from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from stratac.findings import Element, Lack, Link, Milestone, Quadrant
from stratac.records import BlockKind, HorizonBucket, Label, Statement

if TYPE_CHECKING:
    from stratac.document import DocumentScore

SIGNS = {Label.STRATEGY: "◆", Label.TACTIC: "▸", Label.OTHER: "·"}
NAMES = {Label.STRATEGY: "intention", Label.TACTIC: "action", Label.OTHER: "autre"}
_CLAIMS = {Label.STRATEGY: "de la stratégie", Label.TACTIC: "de l'action"}
_BUCKETS = {
    HorizonBucket.PAST: "passé",
    HorizonBucket.ONGOING: "en cours",
    HorizonBucket.SHORT: "moins d'un an",
    HorizonBucket.MEDIUM: "un à trois ans",
    HorizonBucket.LONG: "plus de trois ans",
    HorizonBucket.NONE: "sans échéance",
}
_ELEMENTS = {
    Element.BUDGET: "Budget",
    Element.CALENDAR: "Calendrier",
    Element.INDICATOR: "Indicateurs",
    Element.OWNER: "Responsables",
}
_LACKS = {
    Lack.SPECIFIC: "précis",
    Lack.MEASURABLE: "mesurable",
    Lack.TIME_BOUND: "daté",
}
_QUADRANTS = {
    Quadrant.STRATEGY_ONLY: ("Stratégie sans tactique", "elle reste sur le papier"),
    Quadrant.STRATEGY_AND_TACTICS: ("Stratégie et tactique", "un plan"),
    Quadrant.NEITHER: ("Ni l'une ni l'autre", "une description"),
    Quadrant.TACTICS_ONLY: ("Tactique sans stratégie", "les actions se dispersent"),
}
_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.",
           "nov.", "déc.")  # fmt: skip
_REASONS_SHOWN = 4
_Linked: TypeAlias = dict[int, list[tuple[Statement, str]]]
# Of longer documents the browser lays out only what is on the screen.
_MANY = 400
# The time line shows so much of the past and of the future, in months.
_EARLIEST, _LATEST = -24.0, 180.0
_SHORTEST_LINE = 12.0
_DAYS_A_MONTH = 365.2425 / 12


def page(score: DocumentScore) -> str:
    """Return the page of a document: HTML, self-contained, in French.

    Parameters
    ----------
    score
        What stratac says of the document.
    """
    style, script = _resource("page.css"), _resource("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    numbers = {id(statement): number for number, statement in enumerate(score.statements)}
    links = _links_of(score.links)
    # A statement's first question is the weightiest.
    questions = {id(question.statement): question.text for question in reversed(score.questions)}
    return _template().render(
        score=score,
        style=Markup(style),
        script=Markup(script),
        script_hash=digest,
        data=_embedded([_told(statement, links, numbers) for statement in score.statements]),
        parts=_parts(score),
        number=lambda statement: numbers[id(statement)],
        asked=lambda statement: questions[id(statement)],
        marked=_marked,
        claim=lambda label: _CLAIMS[label],
        signs=SIGNS,
        names=NAMES,
        elements=_ELEMENTS,
        lacks=_LACKS,
        quadrants=_QUADRANTS,
        point=_point(score),
        horizons=[(_BUCKETS[bucket], score.horizons[bucket]) for bucket in HorizonBucket],
        line=_line(score.timeline, score.reference),
        percent=_percent,
        sure=_sure,
        typeset=_typeset,
        title=_title(score),
        file=_file(score),
        labels=tuple(Label),
        many=_MANY,
    )


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("stratac", "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


@functools.cache
def _resource(name: str) -> str:
    return resources.files("stratac").joinpath("page", name).read_text(encoding="utf-8")


def _embedded(value: object) -> Markup:
    """Return JSON that cannot end the element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _title(score: DocumentScore) -> str:
    """Return what the document calls itself, else its file's name."""
    if score.statements and score.statements[0].kind is BlockKind.HEADING:
        return score.statements[0].text
    return _file(score) or "Plan sans nom"


def _file(score: DocumentScore) -> str:
    return (score.source or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


# Signs before which, and after which, French never breaks a line.
_BEFORE, _AFTER = re.compile(r" (?=[»?!:;%])"), re.compile(r"(?<=«) ")


def _typeset(text: str) -> str:
    """Return French text with the blanks at its signs made unbreakable."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", "\u00a0%")


@dataclass(frozen=True, slots=True)
class _Part:
    """The blocks of one section, in reading order: lists of statements."""

    title: str | None
    blocks: list[list[Statement]]


def _parts(score: DocumentScore) -> list[_Part]:
    """Cut the statements into sections, and those into the lines of the text."""
    found = []
    # A heading stands in the section above it and opens its own.
    for title, members in itertools.groupby(score.statements, _own_section):
        found.append(_Part(title, list(_blocks(score.text, members))))
    return found


def _own_section(statement: Statement) -> str | None:
    return statement.text if statement.kind is BlockKind.HEADING else statement.section


def _blocks(text: str, statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    block: list[Statement] = []
    for statement in statements:
        if block and "\n" in text[block[-1].end : statement.start]:
            yield block
            block = []
        block.append(statement)
    if block:
        yield block


def _marked(statement: Statement) -> Markup:
    """Return the statement with its governing word marked."""
    verb = statement.features.verb
    if verb is None or statement.label is Label.OTHER:
        return Markup.escape(statement.text)
    before, word, after = (
        statement.text[: verb.start],
        statement.text[verb.start : verb.end],
        statement.text[verb.end :],
    )
    return Markup('{}<b class="verb">{}</b>{}').format(before, word, after)


def _sure(statement: Statement) -> int:
    """Return how sure the label is in per cent: a model is never quite sure."""
    return min(round(100 * statement.probabilities[statement.label]), 99)


def _told(statement: Statement, links: _Linked, numbers: dict[int, int]) -> dict[str, Any]:
    """Return what the page says of a statement on demand, and its row of the table."""
    details = statement.features.specificity
    spans = {
        "mesure": details.measure + details.indicator,
        "échéance": details.deadline,
        "responsable": details.owner,
        "budget": details.budget,
    }
    told: dict[str, Any] = {
        "texte": statement.text,
        "section": statement.section or "",
        "page": statement.page or "",
        "est": NAMES[statement.label],
        "sûr": _sure(statement),
        "se dit": NAMES[statement.claimed] if statement.claimed else "",
        "horizon": _BUCKETS[statement.features.horizon.bucket],
        **{name: " ; ".join(span.text for span in found) for name, found in spans.items()},
        "pourquoi": [
            [reason.words, round(reason.amount, 1)]
            for reason in statement.explain()[:_REASONS_SHOWN]
            if reason.amount > 0
        ],
    }
    linked = links.get(id(statement), [])
    if linked:
        told["liens"] = [[numbers[id(other)], why] for other, why in linked]
    return told


def _links_of(links: Sequence[Link]) -> _Linked:
    """Return the statements linked to each, by its identity, and why."""
    found: _Linked = {}
    for link in links:
        why = ", ".join(link.reasons)
        found.setdefault(id(link.tactic), []).append((link.strategy, why))
        found.setdefault(id(link.strategy), []).append((link.tactic, why))
    return found


def _point(score: DocumentScore) -> tuple[float, float]:
    """Return where the document stands in the quadrant: per cent from the left and the top."""
    presence = score.presence
    return 100 * presence[Label.TACTIC], 100 * (1 - presence[Label.STRATEGY])


@dataclass(frozen=True, slots=True)
class _Bar:
    """A statement on the time line: per cent from the left, per cent wide, and its dates."""

    statement: Statement
    left: float
    width: float
    dates: str


@dataclass(frozen=True, slots=True)
class _Line:
    """The time line: its bars, the years under them, and where the reference date stands."""

    bars: list[_Bar]
    years: list[tuple[str, float]]
    now: float


def _line(timeline: Sequence[Milestone], reference: datetime.date) -> _Line | None:
    if not timeline:
        return None
    bounds = [
        bound
        for milestone in timeline
        for bound in (milestone.begins, milestone.ends)
        if bound is not None
    ]
    low = max(_EARLIEST, min([0.0, *bounds]))
    high = min(_LATEST, max([_SHORTEST_LINE, *bounds]))

    def place(months: float) -> float:
        return 100 * (min(max(months, low), high) - low) / (high - low)

    bars = []
    for milestone in timeline:
        left = place(low if milestone.begins is None else milestone.begins)
        right = place(high if milestone.ends is None else milestone.ends)
        dates = _dates(milestone, reference)
        bars.append(_Bar(milestone.statement, round(left, 2), round(right - left, 2), dates))
    first, last = (_date(reference, months).year for months in (low, high))
    step = 1 + (last - first) // 10
    years = []
    for year in range(first, last + 1, step):
        months = (datetime.date(year, 1, 1) - reference).days / _DAYS_A_MONTH
        if low <= months <= high:
            years.append((str(year), round(place(months), 2)))
    return _Line(bars, years, round(place(0.0), 2))


def _date(reference: datetime.date, months: float) -> datetime.date:
    whole = int(months // 1)
    days = int((months - whole) * _DAYS_A_MONTH)
    return reference + relativedelta(months=whole) + datetime.timedelta(days=days)


def _dates(milestone: Milestone, reference: datetime.date) -> str:
    # An interval begins at the start of a day and ends at the end of one.
    def said(months: float, days: int) -> str:
        if not _EARLIEST * 50 < months < _LATEST * 50:
            return "très loin"
        day = _date(reference, months) + datetime.timedelta(days=days)
        return f"{_MONTHS[day.month - 1]} {day.year}"

    if milestone.begins is None:
        return f"jusqu'à {said(milestone.ends, -1)}" if milestone.ends is not None else ""
    if milestone.ends is None:
        return f"à partir de {said(milestone.begins, 1)}"
    begins, ends = said(milestone.begins, 1), said(milestone.ends, -1)
    return begins if begins == ends else f"{begins} – {ends}"
