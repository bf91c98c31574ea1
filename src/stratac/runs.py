"""Runs of rows: the tokens of the sentences of a batch, laid end to end."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def largest(values: npt.NDArray[Any], starts: Ints, run: Ints) -> Ints:
    """Return the row of the largest value of each run, the first of equals.

    Parameters
    ----------
    values
        One a row.
    starts
        The first row of each run; none is empty.
    run
        The number of each row's run.
    """
    highest = np.maximum.reduceat(values, starts)
    rows = np.flatnonzero(values == highest[run])[::-1]
    found = np.empty(len(starts), dtype=np.int64)
    # What is written last stays.
    found[run[rows]] = rows
    return found
