"""The months that a time expression covers.

A moment is counted in months: twelve times the year, plus the months since
January, plus the part of the month that has passed. A stretch of the calendar
is a pair of such moments; `relativedelta` gives their distance from the
reference date. The conventions stand in `stratac.features.horizon`.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from stratac.features.time_expressions import Expression
from stratac.features.time_grammar import numerals, ordinals
from stratac.lexicon import TimeEntry, time_words
from stratac.records import CueKind

Interval = tuple[float | None, float | None]
Stretch = tuple[float, float]

# « quelques années », « les prochains mois »: a handful, by convention.
_FEW = 3.0
# A range of years past this one is an age (« 18-25 ans »), as is one from nought.
_OLDEST = 15 * 12.0
_DAYS_A_MONTH = 365.2425 / 12

_THIRDS = {"début": 0, "mi": 1, "milieu": 1, "fin": 2}
_AHEAD = ("prochain", "venir", "vient", "commence", "débute")
_BEHIND = ("derni", "passé", "écoulé")


def interval(found: Expression, reference: datetime.date) -> Interval | None:
    """Return what an expression covers, in months from the reference date.

    None where it makes no sense (« 31/02/2027 »); both bounds are None where it
    has no interval (« chaque année »).

    Examples
    --------
    >>> import datetime
    >>> from stratac.features.time_expressions import find
    >>> [interval(found, datetime.date(2026, 1, 15)) for found in find("Livrer sous six mois")]
    [(0.0, 6.0)]
    """
    if found.bound == "none":
        return None, None
    if found.entry is not None:
        return found.entry.low, found.entry.high
    if found.bound in _COUNTED:
        least, most = _count(found.parts[0])
        if found.bound == "bare" and least < most and (least == 0 or most > _OLDEST):
            return None
        return _COUNTED[found.bound](least, most)
    stretch = _stretches(found, _moment(reference))
    if stretch is None:
        return None
    start, end = (_distance(_day(moment), reference) for moment in sorted(stretch))
    return _DATED[found.bound](start, end)


# What a length of time (least, most) covers.
_COUNTED: dict[str, Callable[[float, float], Interval]] = {
    "within": lambda least, most: (0.0, most),
    "bare": lambda least, most: (0.0, most),
    "at": lambda least, most: (least, most),
    "last": lambda least, most: (-most, 0.0),
    "ago": lambda least, most: (-most, -least),
}
# What a date (start, end) covers; a bound that would be behind the reference is open.
_DATED: dict[str, Callable[[float, float], Interval]] = {
    "on": lambda start, end: (start, end),
    "between": lambda start, end: (start, end),
    "until": lambda start, end: (0.0 if end > 0 else None, end),
    "before": lambda start, end: (0.0 if start > 0 else None, start),
    "from": lambda start, end: (max(start, 0.0), None) if end > 0 else (start, 0.0),
    "beyond": lambda start, end: (end, None) if end > 0 else (end, 0.0),
    "since": lambda start, end: (min(start, 0.0), 0.0),
}
# Which occurrence of a part of the year is meant where no year is given.
_TURNS = {"before": "ahead", "from": "ahead", "since": "begun"}


def _moment(day: datetime.date) -> float:
    length = calendar.monthrange(day.year, day.month)[1]
    return 12.0 * day.year + day.month - 1 + (day.day - 1) / length


def _day(moment: float) -> datetime.date:
    year, month = divmod(math.floor(moment), 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return datetime.date.min if year < datetime.MINYEAR else datetime.date.max
    length = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, 1 + int((moment % 1) * length + 0.01))


# Plans share their dates; unkept, the distance is the dearest step of a sentence.
@functools.lru_cache(maxsize=4096)
def _distance(day: datetime.date, reference: datetime.date) -> float:
    gap = relativedelta(day, reference)
    return gap.years * 12 + gap.months + gap.days / _DAYS_A_MONTH


def _stretches(found: Expression, now: float) -> Stretch | None:
    turn = _TURNS.get(found.bound, "")
    dates = [_date(words, turn) for words in found.parts]
    stretches = [_stretch(date, now) for date in dates]
    first, last = stretches[0], stretches[-1]
    if first is None or last is None:
        return None
    if found.bound == "before" and dates[0].part == _THIRDS["fin"]:
        return last[1], last[1]
    if found.bound != "between":
        return first
    start, end = first[0], last[1]
    # « de mars à juin 2027 », « de mars 2027 à juin »: one year serves both.
    if dates[0].season and not dates[0].years:
        start += 12 * math.floor((last[0] - start) / 12)
    elif dates[1].season and not dates[1].years and end < start:
        end += 12 * math.ceil((start - end) / 12)
    return start, end


@dataclass(slots=True)
class _Date:
    """What the words of a date say; ``turn`` is which of several occurrences they mean."""

    turn: str
    part: int | None = None
    season: TimeEntry | None = None
    units: list[float] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    full: list[int] = field(default_factory=list)
    decade: bool = False


def _date(words: Sequence[str], turn: str) -> _Date:
    date = _Date(turn)
    table, order = time_words(), ordinals()
    for word in words:
        entry = table.get(word)
        if word[0].isdecimal():
            figures = [int(figure) for figure in re.findall("[0-9]+", word)]
            if len(figures) > 1:
                date.full = figures
            else:
                (date.years if len(word) == 4 else date.numbers).append(figures[0])
        elif entry and entry.kind is CueKind.DATE:
            date.season = entry
        elif entry and entry.kind is CueKind.DURATION:
            date.units.append(entry.high or 0.0)
            date.decade |= word in ("années", "décennie")
        elif word in order:
            date.numbers.append(order[word])
        elif word in _THIRDS:
            date.part = _THIRDS[word]
        elif word.startswith(_AHEAD):
            date.turn = "next"
        elif word.startswith(_BEHIND):
            date.turn = "last"
        elif word in ("ce", "cet", "cette", "cours"):
            date.turn = "this"
    if date.decade and not date.years and not date.numbers:
        date.numbers = [int(value) for value in _numbers(words)]
    return date


def _stretch(date: _Date, now: float) -> Stretch | None:
    """Return the stretch of the calendar that a date means, None for no such date."""
    if date.full:
        return _full(date.full)
    years, numbers, season, turn = date.years[:2], date.numbers, date.season, date.turn
    unit = date.units[0] if date.units else 0.0
    if date.decade and len(years) < 2:
        return _decade(*years, *numbers)
    if years and turn == "last" and 1 < unit < 12:  # « dernier trimestre 2027 »
        numbers, turn = [int(12 / unit)], ""
    if not years and turn in ("next", "last") and 12 in date.units[1:] or season and unit == 12:
        # « le premier trimestre de l'année prochaine »
        years = [math.floor(now / 12) + {"next": 1, "last": -1}.get(turn, 0)]
    period = 12.0
    if season:
        low, high = season.low or 0.0, season.high or 0.0
        if numbers and high - low == 1:
            length = calendar.monthrange(2024, int(high))[1]
            if max(numbers) > length:
                return None
            low, high = low + (numbers[0] - 1) / length, low + numbers[-1] / length
    elif numbers and 1 < unit < 12:
        low, high = (numbers[0] - 1) * unit, numbers[0] * unit
    elif years:
        if len(years) == 1 and numbers:
            years.append(years[0] // 100 * 100 + numbers[0])
        low, high = 0.0, 12.0 * (years[-1] - years[0] + 1)
        if high <= 0 or (len(years) == 2 and high <= 12):
            return None
        if unit and high == 24:  # « exercice 2026-2027 »
            low, high = 6.0, 18.0
    elif numbers:
        return now + (numbers[0] - 1) * unit, now + numbers[0] * unit
    else:
        low, high, period = 0.0, unit, unit
    return _occurrence((low, high), period, date, turn, years, now)
