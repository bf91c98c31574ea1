"""Document arithmetic, on records alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratac import scoring
from stratac.records import (
    Features,
    Framing,
    Horizon,
    HorizonBucket,
    Label,
    Nature,
    Specificity,
    Statement,
)


def statement(
    strategy: float,
    tactic: float,
    *,
    misframed: bool = False,
    bucket: HorizonBucket = HorizonBucket.NONE,
) -> Statement:
    probabilities = {"strategy": strategy, "tactic": tactic, "other": 1 - strategy - tactic}
    label = Label(max(probabilities, key=lambda name: probabilities[name]))
    return Statement(
        text="x",
        label=label,
        nature=Nature.ACTION if tactic >= strategy else Nature.INTENTION,
        confidence=0.9,
        relevance=strategy + tactic,
        probabilities=probabilities,
        claimed=None,
        misframed=misframed,
        features=Features(
            None,
            Horizon(bucket, None, ()),
            0.5,
            (),
            Framing(None, None, None),
            Specificity((), (), (), (), ()),
        ),
        contributions=(),
    )


STRATEGY, TACTIC, OTHER = statement(0.8, 0.1), statement(0.2, 0.7), statement(0.05, 0.05)


def test_labels_are_counted() -> None:
    score = scoring.score([STRATEGY, TACTIC, TACTIC, OTHER], "text")
    assert score.counts == {"strategy": 1, "tactic": 2, "other": 1}


def test_share_weighs_by_probability() -> None:
    assert scoring.strategy_share([STRATEGY, TACTIC]) == pytest.approx(1.0 / 1.8)


@pytest.mark.parametrize("found", [[], [OTHER], [OTHER, OTHER]], ids=["empty", "one", "two"])
def test_nothing_wanted_or_done_has_no_share(found: list[Statement]) -> None:
    assert scoring.score(found, "text").strategy_share is None


def test_misframed_statements_are_listed() -> None:
    misframed = statement(0.1, 0.8, misframed=True)
    assert scoring.score([STRATEGY, misframed], "text").misframed == (misframed,)


def test_horizons_count_only_what_is_wanted_or_done() -> None:
    near = statement(0.1, 0.8, bucket=HorizonBucket.SHORT)
    past = statement(0.0, 0.0, bucket=HorizonBucket.PAST)
    horizons = scoring.score([near, past], "text").horizons
    assert horizons == {**dict.fromkeys(map(str, HorizonBucket), 0), "short": 1}


shares = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: (pair[0] / 2, pair[1] / 2))


@given(st.lists(shares, max_size=20))
def test_share_lies_between_nothing_and_all(pairs: list[tuple[float, float]]) -> None:
    share = scoring.strategy_share([statement(*pair) for pair in pairs])
    assert share is None or 0 <= share <= 1


def test_to_dict_is_plain(tmp_path) -> None:
    import json

    score = scoring.score([STRATEGY, TACTIC], "text", source="plan.md")
    assert json.loads(json.dumps(score.to_dict()))["source"] == "plan.md"
