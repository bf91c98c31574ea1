"""How far ahead a sentence looks: its time expressions, in months from a reference date.

Conventions, for every interval (low, high):

- a date, month, season, quarter or year covers the whole of itself: « en 2028 » is
  its first day to the end of its last; seasons are those of meteorology (winter:
  December to February) and « rentrée » is September and October;
- « début », « mi- » and « fin » are the first, middle and last third of what follows;
- a part of the year without a year is the running one or else the next, after
  « avant » or « dès » the next to begin, after « depuis » the last to have begun;
- a deadline runs from the reference date to the end of what it names (« d'ici 2030 »,
  « à l'horizon 2035 », « pour 2027 »), with « avant » to its beginning, or to its end
  where that is a « fin »; « à partir de » and « dès » are open at the far end;
- a length of time runs from the reference date (« sous six mois », « sur cinq ans »,
  « un an de garantie »), but « dans deux ans » is that day alone; « quelques » and a
  plural without a number (« les prochaines années ») count three;
- « depuis » and « les trois dernières années » end at the reference date;
- a year of two calendar years runs from July to June (« exercice 2026-2027 »), a school
  year and a named season (« saison culturelle ») from September to August;
- a term of office, a plan or a project is taken as beginning (lengths in ``time.tsv``).

A date, deadline or period that is over is of kind ``past``.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import math
import re
from collections.abc import Callable, Sequence

from dateutil.relativedelta import relativedelta

from stratac.features.time_expressions import Expression, find, numerals, ordinals
from stratac.lexicon import time_words
from stratac.records import CueKind, Horizon, HorizonBucket, HorizonCue

Interval = tuple[float | None, float | None]

NAMES: tuple[str, ...] = (
    *(f"horizon_{bucket.value}" for bucket in HorizonBucket),
    "horizon_has_deadline",
    "horizon_has_recurrence",
    "horizon_has_period",
    "horizon_cues",
    "horizon_years",
)

# Short is under the first, long over the second; both in months.
_MEDIUM, _LONG = 12.0, 36.0
# What has begun and has no end (« dès 2026 ») reaches at least a month ahead.
_SOON = 1.0
# « quelques années », « les prochains mois »: a handful, by convention.
_FEW = 3.0
# Beyond ten years a horizon is as far as it gets.
_FAR_YEARS = 10.0
# A range of years past this one is an age (« 18-25 ans »), as is one from nought.
_OLDEST_RANGE = 15 * 12.0
_DAYS_A_MONTH = 365.2425 / 12

_THIRDS = {"début": 0, "mi": 1, "milieu": 1, "fin": 2}
_AHEAD = ("prochain", "venir", "vient", "commence", "débute")
_BEHIND = ("derni", "passé", "écoulé")


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
        months = None
        if found.bound != "none":
            months = _interval(found, reference)
            if months is None:
                continue
        if months == (None, None):
            months = None
        kind = found.kind
        if months and months[1] is not None and months[1] <= 0 and kind in _PASSING:
            kind = CueKind.PAST
        cues.append(
            HorizonCue(found.start, found.end, text[found.start : found.end], kind, months)
        )
    furthest = max(
        (cue.months for cue in cues if cue.months), key=lambda m: (_far(m), m[0] or 0.0), default=None
    )
    return Horizon(_bucket(furthest, {cue.kind for cue in cues}), furthest, tuple(cues))


_PASSING = frozenset({CueKind.DATE, CueKind.DEADLINE, CueKind.PERIOD})


def measure(horizon: Horizon) -> tuple[float, ...]:
    """Return the numbers that a model sees, in the order of `NAMES`.

    The bucket as six zeros and ones, then whether there is a deadline, a
    recurrence and a period, the number of cues, and the far end in years, from
    -10 to 10 (0 without an interval).

    Examples
    --------
    >>> import datetime
    >>> horizon = read("Un comité par trimestre", datetime.date(2026, 1, 15))
    >>> dict(zip(NAMES, measure(horizon), strict=True))["horizon_has_recurrence"]
    1.0
    """
    kinds = {cue.kind for cue in horizon.cues}
    years = _far(horizon.months) / 12 if horizon.months else 0.0
    return (
        *(float(bucket is horizon.bucket) for bucket in HorizonBucket),
        float(CueKind.DEADLINE in kinds),
        float(CueKind.RECURRENCE in kinds),
        float(CueKind.PERIOD in kinds),
        float(len(horizon.cues)),
        min(max(years, -_FAR_YEARS), _FAR_YEARS),
    )


def _far(months: Interval) -> float:
    low, high = months
    return max(low or 0.0, _SOON) if high is None else high


def _bucket(months: Interval | None, kinds: set[CueKind]) -> HorizonBucket:
    far = _far(months) if months else None
    if far is None:
        return HorizonBucket.ONGOING if CueKind.RECURRENCE in kinds else HorizonBucket.NONE
    if far < 0 or (far == 0 and not kinds & {CueKind.NOW, CueKind.RECURRENCE}):
        return HorizonBucket.PAST
    if far == 0:
        return HorizonBucket.ONGOING
    if far < _MEDIUM:
        return HorizonBucket.SHORT
    return HorizonBucket.MEDIUM if far <= _LONG else HorizonBucket.LONG
