"""How far ahead a sentence looks: its time expressions, in months from a reference date.

Conventions, for every interval (low, high):

- a date, month, season, quarter or year covers the whole of itself: « en 2028 » is
  its first day to the end of its last; seasons are those of meteorology (winter:
  December to February) and « rentrée » is September and October;
- two figures after a month, a quarter or a half-year are a year of this century (« mars 28 »,
  « nov-27 », « 09/27 », « 3T27 »), unless a noun that they count follows (« en mars 28
  communes »); a day in figures needs an article to go without a year (« le 15/03 »), and so
  does a quarter (« en T3 »);
- « début », « mi- » and « fin » are the first, middle and last third of what follows;
- a part of the year without a year is the running one or else the next, after
  « avant » or « dès » the next to begin, after « depuis » the last to have begun;
- a deadline runs from the reference date to the end of what it names (« d'ici 2030 »,
  « à l'horizon 2035 », « pour 2027 »), with « avant » to its beginning, or to its end
  where that is a « fin »; « à partir de » and « dès » are open at the far end;
- a length of time runs from the reference date (« sous six mois », « sur cinq ans »,
  « un an de garantie »), but « dans deux ans » is that day alone; « quelques » and a
  plural without a number (« les prochaines années ») count three; one of over fifteen
  years without a preposition is an age, and no cue;
- « depuis », « les trois dernières années » and what opened in the past (« à partir de
  2015 ») end at the reference date;
- a year of two calendar years runs from July to June (« exercice 2026-2027 »), a school
  year and a named season (« saison culturelle ») from September to August;
- a term of office, a plan or a project is taken as beginning (lengths in ``time.tsv``).

A date, deadline or period that is over is of kind ``past``.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence

from stratac.features.time_expressions import find, lowered
from stratac.features.time_grammar import grammar
from stratac.features.time_intervals import Interval, interval
from stratac.records import CueKind, Horizon, HorizonBucket, HorizonCue

NAMES: tuple[str, ...] = (
    *(bucket.value for bucket in HorizonBucket),
    "has deadline",
    "has recurrence",
    "has period",
    "cues",
    "years ahead",
)

# Short is under the first, long over the second; both in months.
_MEDIUM, _LONG = 12.0, 36.0
# What has begun and has no end (« dès 2026 ») reaches at least a month ahead.
_SOON = 1.0
# Beyond ten years a horizon is as far as it gets.
_YEARS = 10.0

# Kinds that turn to « past » when their end has passed; a tuple, since an enum hashes slowly.
_PASSING = (CueKind.DATE, CueKind.DEADLINE, CueKind.PERIOD)


def read(text: str, reference: datetime.date) -> Horizon:
    """Find the time expressions of a sentence and say how far ahead it looks.

    Parameters
    ----------
    text
        One sentence; any string is allowed.
    reference
        The day from which months are counted.

    Returns
    -------
    Horizon
        The cues in reading order. ``months`` is the interval of the cue that
        looks furthest ahead, None where no cue has one. The bucket follows from
        its far end (its near end, where the far one is open): past or, beside
        a word for now or a recurrence, ongoing up to the reference date; then
        short under 12 months, medium up to 36, long beyond.

    Examples
    --------
    >>> import datetime
    >>> horizon = read("Doubler nos ventes d'ici 2030", datetime.date(2026, 1, 15))
    >>> horizon.bucket.value, horizon.cues[0].text
    ('long', "d'ici 2030")
    """
    cues = []
    for found in find(text):
        months = interval(found, reference)
        if months is None:
            continue
        kind = found.kind
        if kind in _PASSING and months[1] is not None and months[1] <= 0:
            kind = CueKind.PAST
        cues.append(
            HorizonCue(
                found.start,
                found.end,
                text[found.start : found.end],
                kind,
                None if months == (None, None) else months,
            )
        )
    intervals = [cue.months for cue in cues if cue.months]
    months = max(intervals, key=_reach) if intervals else None
    return Horizon(_bucket(months, [cue.kind for cue in cues]), months, tuple(cues))


_CUT = re.compile(r"[/h](?:[0-9]|$)", re.IGNORECASE)


def hints(word: str) -> bool:
    """Say whether a word may belong to a time expression.

    Where no word of a sentence may, `read` finds none and need not be called.
    """
    # A date or an hour may have been cut at its sign (« 12 / 03 », « 14 h30 »).
    cut = _CUT.match(word) or grammar().gate.search(lowered(word))
    return cut is not None


NOTHING = Horizon(HorizonBucket.NONE, None, ())


def measure(horizon: Horizon) -> tuple[float, ...]:
    """Return the numbers that a model sees, in the order of `NAMES`.

    The bucket as six zeros and ones, then whether there is a deadline, a
    recurrence and a period, the number of cues, and the far end in years, from
    -10 to 10 (0 without an interval).

    Examples
    --------
    >>> import datetime
    >>> horizon = read("Un comité par trimestre", datetime.date(2026, 1, 15))
    >>> dict(zip(NAMES, measure(horizon), strict=True))["has recurrence"]
    1.0
    """
    kinds = [cue.kind for cue in horizon.cues]
    years = _far(horizon.months) / 12 if horizon.months else 0.0
    return (
        *_BUCKET_NUMBERS[horizon.bucket],
        float(CueKind.DEADLINE in kinds),
        float(CueKind.RECURRENCE in kinds),
        float(CueKind.PERIOD in kinds),
        float(len(horizon.cues)),
        min(max(years, -_YEARS), _YEARS),
    )


_BUCKET_NUMBERS = {
    bucket: tuple(float(bucket is other) for other in HorizonBucket) for bucket in HorizonBucket
}


def _reach(months: Interval) -> tuple[float, float]:
    """Return the order of intervals: how far ahead they end, then how late they begin."""
    return _far(months), -math.inf if months[0] is None else months[0]


def _far(months: Interval) -> float:
    """Return how many months ahead an interval reaches, its near end where the far is open."""
    low, high = months
    return max(low or 0.0, _SOON) if high is None else high


def _bucket(months: Interval | None, kinds: Sequence[CueKind]) -> HorizonBucket:
    if months is None:
        return HorizonBucket.ONGOING if CueKind.RECURRENCE in kinds else HorizonBucket.NONE
    far = _far(months)
    if far > 0:
        if far < _MEDIUM:
            return HorizonBucket.SHORT
        return HorizonBucket.MEDIUM if far <= _LONG else HorizonBucket.LONG
    present = CueKind.NOW in kinds or CueKind.RECURRENCE in kinds
    return HorizonBucket.ONGOING if far == 0 and present else HorizonBucket.PAST
