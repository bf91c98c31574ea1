"""Frames in and out: index kept, bad rows named, and the same in every way of many batches."""

from __future__ import annotations

import sys

import dask.dataframe
import pandas as pd
import pytest
from conftest import REFERENCE

from stratac import classify_frame, classify_many
from stratac.errors import InputError, MissingExtraError

TEXTS = ["Ouvrir deux agences à Lyon", "Devenir la référence du bio", "Budget", "Former l'équipe"]


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame({"id": [7, 8, 9, 10], "text": TEXTS}, index=["d", "c", "b", "a"])


def test_index_is_kept_and_labels_are_those_of_the_sentences(frame: pd.DataFrame) -> None:
    found = classify_frame(frame, reference=REFERENCE)
    assert found.index.tolist() == ["d", "c", "b", "a"]
    expected = [str(s.label) for s in classify_many(TEXTS, reference=REFERENCE)]
    assert found["label"].tolist() == expected
    assert frame.join(found).shape == (4, 2 + 14)


def test_other_column_is_read(frame: pd.DataFrame) -> None:
    renamed = frame.rename(columns={"text": "phrase"})
    assert classify_frame(renamed, "phrase").equals(classify_frame(frame))


def test_empty_frame_stays_empty(frame: pd.DataFrame) -> None:
    found = classify_frame(frame.iloc[:0])
    assert found.empty
    assert "label" in found.columns


def test_missing_column_is_said(frame: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="no column 'phrase'; it has 'id', 'text'"):
        classify_frame(frame, "phrase")


def test_bad_row_is_named_by_its_index(frame: pd.DataFrame) -> None:
    frame.loc["b", "text"] = None
    with pytest.raises(InputError, match=r"Row 'b': text is (None|nan)"):
        classify_frame(frame)


def test_missing_pandas_is_said(frame: pd.DataFrame, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"stratac\[pandas\]"):
        classify_frame(frame)


def test_partitions_of_dask_are_frames(frame: pd.DataFrame) -> None:
    parts = dask.dataframe.from_pandas(frame, npartitions=2, sort=False)
    meta = classify_frame(frame.iloc[:0])
    found = parts.map_partitions(classify_frame, meta=meta).compute(scheduler="synchronous")
    assert found["label"].tolist() == classify_frame(frame)["label"].tolist()
