"""Runs of rows: the largest of each."""

from __future__ import annotations

import numpy as np

from stratac.runs import largest


def test_the_first_of_the_largest_of_each_run_is_found() -> None:
    values = np.array([1.0, 3.0, 3.0, -5.0, 0.0, 2.0, 2.0])
    starts, run = np.array([0, 3, 4]), np.array([0, 0, 0, 1, 2, 2, 2])
    assert largest(values, starts, run).tolist() == [1, 3, 5]


def test_no_rows_have_no_largest() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert largest(np.zeros(0), nothing, nothing).tolist() == []
