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
from collections.abc import Sequence
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from stratac.features.time_expressions import Expression
from stratac.features.time_numbers import length, numbers, ordinals
from stratac.lexicon import TimeEntry, time_words
from stratac.records import CueKind

Interval = tuple[float | None, float | None]
Stretch = tuple[float, float]

# Past this many years, a length without a preposition is an age (« 18-25 ans ») or a past,
# as is a range from nought: of 21 such lengths in the seed data, none looks ahead.
_OLDEST = 15 * 12.0
_FORTNIGHT = 0.5
_DECEMBER = 12
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
    return _covered(found.bound, found.parts, reference)


# Plans repeat their dates. A date costs 30 µs to work out, over half of it in
# relativedelta: as much as all the rest of a sentence. To look it up costs 0.1 µs.
@functools.lru_cache(maxsize=4096)
def _covered(
    bound: str, parts: tuple[tuple[str, ...], ...], reference: datetime.date
) -> Interval | None:
    if bound in _COUNTED:
        least, most = length(parts[0])
        if bound == "bare" and (least == 0 or most > _OLDEST):
            return None
        return _counted(bound, least, most)
    stretch = _stretches(bound, parts, _moment(reference))
    if stretch is None:
        return None
    start, end = (_distance(_day(moment), reference) for moment in sorted(stretch))
    return _dated(bound, start, end)


def _counted(bound: str, least: float, most: float) -> Interval:
    """Return what a length of time covers, from ``least`` to ``most`` months."""
    match bound:
        case "at":
            return least, most
        case "last":
            return -most, 0.0
        case "ago":
            return -most, -least
    return 0.0, most


def _dated(bound: str, start: float, end: float) -> Interval:
    """Return what a date covers; a bound that would be behind the reference is open."""
    match bound:
        case "until":
            return (0.0 if end > 0 else None), end
        case "before":
            return (0.0 if start > 0 else None), start
        case "from":
            return (max(start, 0.0), None) if end > 0 else (start, 0.0)
        case "beyond":
            return (end, None) if end > 0 else (end, 0.0)
        case "since":
            return min(start, 0.0), 0.0
    return start, end


_COUNTED = ("within", "bare", "at", "last", "ago")
# Which occurrence of a part of the year is meant where no year is given.
_TURNS = {"before": "ahead", "from": "ahead", "since": "begun"}


def _moment(day: datetime.date) -> float:
    days = calendar.monthrange(day.year, day.month)[1]
    return 12.0 * day.year + day.month - 1 + (day.day - 1) / days


def _day(moment: float) -> datetime.date:
    year, month = divmod(math.floor(moment), 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return datetime.date.min if year < datetime.MINYEAR else datetime.date.max
    days = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, 1 + int((moment % 1) * days + 0.01))


def _distance(day: datetime.date, reference: datetime.date) -> float:
    gap = relativedelta(day, reference)
    return gap.years * 12 + gap.months + gap.days / _DAYS_A_MONTH


def _stretches(bound: str, parts: Sequence[Sequence[str]], now: float) -> Stretch | None:
    turn = _TURNS.get(bound, "")
    dates = [_date(words, turn) for words in parts]
    stretches = [_stretch(date, now) for date in dates]
    first, last = stretches[0], stretches[-1]
    if first is None or last is None:
        return None
    if bound == "before" and dates[0].part == _THIRDS["fin"]:
        return last[1], last[1]
    if bound != "between":
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
    week: int | None = None


def _date(words: Sequence[str], turn: str) -> _Date:
    date = _Date(turn)
    table, order = time_words(), ordinals()
    for word in words:
        entry = table.get(word)
        if word[0].isdecimal():
            _put(date, word)
        elif entry and entry.kind is CueKind.DATE:
            date.season = _joined(date.season, entry)
        elif entry and entry.kind is CueKind.DURATION:
            date.units.append(entry.high or 0.0)
            date.decade |= word in ("années", "décennie")
            if word == "semaine":
                date.week = 0
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
        date.numbers = [int(value) for value in numbers(words)]
    return date


def _put(date: _Date, word: str) -> None:
    """Put into a date what a token in figures says."""
    figures = [int(figure) for figure in re.findall("[0-9]+", word)]
    if "t" in word or "s" in word:  # « 3T27 »
        date.season = time_words()[word[1] + word[0]]
        date.years.append(_century(figures[1]))
    elif len(figures) == 2 and "/" in word and figures[1] <= _DECEMBER:  # « le 15/03 »
        date.numbers.append(figures[0])
        date.season = TimeEntry(CueKind.DATE, figures[1] - 1.0, float(figures[1]))
    elif len(figures) == 3 or "/" in word or "-" in word:
        date.full = figures
    elif figures[0] > 999:
        date.years.append(figures[0])
    elif (date.season or (date.units and date.numbers)) and not date.years:
        # « mars 28 », « 1er semestre 28 »: a day stands before its month.
        date.years.append(_century(figures[0]))
    elif date.week == 0:  # « semaine 12 », where « 2e semaine » has its number before.
        date.week = figures[0]
    else:
        date.numbers.append(figures[0])


def _century(year: int) -> int:
    """Return the year that two figures mean (« 28 »: 2028, « 98 »: 1998)."""
    if year > 99:
        return year
    return year + (1900 if year > 69 else 2000)


def _joined(first: TimeEntry | None, last: TimeEntry) -> TimeEntry:
    """Return the part of the year that « mars-avril » or « T3-T4 » names."""
    if first is None or first.low is None or last.high is None:
        return last
    high = last.high if last.high > first.low else last.high + 12
    return TimeEntry(last.kind, first.low, high)


def _stretch(date: _Date, now: float) -> Stretch | None:
    """Return the stretch of the calendar that a date means, None for no such date."""
    if date.full:
        return _full(date.full)
    years, order, season, turn = date.years[:2], date.numbers, date.season, date.turn
    if date.decade and len(years + order) == 1 and (years + order)[0] % 10 == 0:
        return _decade((years + order)[0])
    unit = date.units[0] if date.units else 0.0
    this_year = math.floor(now / 12)
    if date.week:
        return _week(years[0] if years else None, date.week, now)
    if years and turn == "last" and 1 < unit < 12:  # « dernier trimestre 2027 »
        order = [int(12 / unit)]
    elif not years and 12 in date.units[0 if season else 1 :]:  # « juin de l'année prochaine »
        years = [this_year + {"next": 1, "last": -1}.get(turn, 0)]
    period = 12.0
    if season:
        low, high = season.low or 0.0, season.high or 0.0
        if order and unit == _FORTNIGHT:
            low, high = low + (order[0] - 1) / 2, low + order[0] / 2
        elif order and high - low == 1:
            days = calendar.monthrange(years[0] if years else this_year, int(high))[1]
            if not 0 < min(order) <= max(order) <= days:
                return None
            low, high = low + (order[0] - 1) / days, low + order[-1] / days
    elif order and 1 < unit < 12:
        if not 0 < min(order) <= max(order) <= 12 / unit:
            return None
        low, high = (min(order) - 1) * unit, max(order) * unit
    elif years:
        low, high = 0.0, _years(years, order) * 12.0
        if high <= 0:
            return None
        if unit and high == 24:  # « exercice 2026-2027 »
            low, high = 6.0, 18.0
    elif order:  # « la deuxième année »
        return now + (order[0] - 1) * unit, now + order[0] * unit
    else:
        low, high, period = 0.0, unit, unit
    third = (high - low) / 3
    inner = low, high
    if date.part is not None:
        inner = low + date.part * third, low + (date.part + 1) * third
    base = 12.0 * years[0] if years else _occurrence((low, high), inner, period, date, now)
    return base + inner[0], base + inner[1]


def _occurrence(whole: Stretch, inner: Stretch, period: float, date: _Date, now: float) -> float:
    """Return where the occurrence that is meant begins to count, one each ``period``."""
    turn = date.turn
    if period < 1:  # Weeks and days are not counted from a beginning of time.
        return now + {"next": period, "last": -period}.get(turn, 0.0)
    # « la fin de l'été prochain » is of the next summer, « fin juin » the next end of June.
    low, high = whole if turn in ("next", "last", "this") else inner
    if turn == "next" or (turn == "ahead" and date.part != _THIRDS["fin"]):
        return period * (math.floor((now - low) / period) + 1)
    if turn == "last":
        return period * math.floor((now - high) / period)
    if turn == "begun":
        return period * math.floor((now - low) / period)
    return period * (math.floor((now - high) / period) + 1)


def _years(years: Sequence[int], short: Sequence[int]) -> int:
    """Return how many years « 2024-2028 », « 2024-28 » or « 2024 » are, 0 for none."""
    first, last = years[0], years[-1]
    if len(years) == 1 and short:
        last = first // 100 * 100 + short[0] if short[0] < 100 else 0
    return max(last - first + 1, 0)


def _full(figures: Sequence[int]) -> Stretch | None:
    """Return the day, or the month, of « 12/03/2027 », « 2027-03-12 », « 03/27 », « 2027-03 »."""
    if len(figures) == 2:
        month, year = figures if figures[0] <= _DECEMBER else reversed(figures)
        moment = 12.0 * _century(year) + month - 1
        return moment, moment + 1
    day, month, year = figures if figures[0] < 32 else reversed(figures)
    year = _century(year)
    try:
        moment = _moment(datetime.date(year, month, day))
    except ValueError:
        return None
    return moment, moment + 1 / calendar.monthrange(year, month)[1]


def _week(year: int | None, number: int, now: float) -> Stretch | None:
    """Return the week of that number, the running one or the next where no year is given."""
    if year is None:
        day = _day(now)
        year = day.year + (number < day.isocalendar().week)
    try:
        monday = datetime.date.fromisocalendar(year, number, 1)
        return _moment(monday), _moment(monday + datetime.timedelta(days=7))
    except (ValueError, OverflowError):  # No such week, or the last of the calendar.
        return None


def _decade(year: int) -> Stretch:
    if year < 100:
        year += 1900 if year > 20 else 2000
    return 12.0 * year, 12.0 * (year + 10)
