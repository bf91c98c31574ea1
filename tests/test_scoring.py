"""Document arithmetic, on records alone."""

from __future__ import annotations

import dataclasses
import datetime
import json
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratac import classify, scoring
from stratac.errors import MissingExtraError
from stratac.findings import Element, Lack, Quadrant, Serving
from stratac.records import (
    BlockKind,
    Features,
    Framing,
    Horizon,
    HorizonBucket,
    Label,
    Nature,
    Span,
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


def stated(text: str, label: Label = Label.STRATEGY, **details: object) -> Statement:
    """Return a sure statement; ``details`` replace fields of its specificity."""
    base = STRATEGY if label is Label.STRATEGY else TACTIC if label is Label.TACTIC else OTHER
    features = dataclasses.replace(
        base.features, specificity=dataclasses.replace(base.features.specificity, **details)
    )
    return dataclasses.replace(base, text=text, features=features)


SPAN = (Span(0, 1, "x"),)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([STRATEGY] * 4 + [TACTIC] * 6, Quadrant.STRATEGY_AND_TACTICS),
        ([STRATEGY] * 5, Quadrant.STRATEGY_ONLY),
        ([TACTIC] * 20, Quadrant.TACTICS_ONLY),
        ([OTHER] * 5, Quadrant.NEITHER),
        ([TACTIC], Quadrant.NEITHER),
        ([], Quadrant.NEITHER),
    ],
    ids=["both", "strategy", "tactics", "context", "one-action", "empty"],
)
def test_quadrant(found: list[Statement], expected: Quadrant) -> None:
    sure = [dataclasses.replace(row, probabilities=SURE[row.label]) for row in found]
    score = scoring.score(sure, "text")
    assert score.quadrant is expected
    assert score.diagnosis.count(".") >= 1


SURE = {
    Label.STRATEGY: {"strategy": 1.0, "tactic": 0.0, "other": 0.0},
    Label.TACTIC: {"strategy": 0.0, "tactic": 1.0, "other": 0.0},
    Label.OTHER: {"strategy": 0.0, "tactic": 0.0, "other": 1.0},
}


@given(st.lists(shares, min_size=1, max_size=20))
def test_interval_lies_between_nothing_and_all(pairs: list[tuple[float, float]]) -> None:
    found = [statement(*pair) for pair in pairs]
    interval = scoring.share_interval(found)
    assert (interval is None) == (scoring.strategy_share(found) is None)
    assert interval is None or 0 <= interval[0] <= interval[1] <= 1


def test_interval_narrows_with_more_statements() -> None:
    few, many = (scoring.share_interval([STRATEGY, TACTIC] * times) for times in (3, 60))
    assert few is not None
    assert many is not None
    assert few[0] < many[0] < scoring.strategy_share([STRATEGY, TACTIC]) < many[1] < few[1]


def test_interval_is_the_same_every_time() -> None:
    assert scoring.share_interval([STRATEGY, TACTIC]) == scoring.share_interval([STRATEGY, TACTIC])


def test_sections_have_their_own_balance() -> None:
    found = [
        dataclasses.replace(STRATEGY, section="Buts"),
        dataclasses.replace(TACTIC, section="Actions"),
        dataclasses.replace(OTHER, section="Actions", kind=BlockKind.HEADING),
    ]
    first, second = scoring.score(found, "text").sections
    assert (first.title, first.counts["strategy"]) == ("Buts", 1)
    assert (second.counts["tactic"], second.counts["other"]) == (1, 0)
    assert first.strategy_share > 0.5 > second.strategy_share


def test_a_section_title_is_a_claim() -> None:
    found = [
        dataclasses.replace(row, section="Notre stratégie") for row in (TACTIC, STRATEGY, OTHER)
    ]
    score = scoring.score(found, "text", claims={"Notre stratégie": Label.STRATEGY})
    assert [row.label for row in score.misframed] == [Label.TACTIC]
    assert [row.claimed for row in score.statements] == [Label.STRATEGY, Label.STRATEGY, None]


def test_what_a_statement_calls_itself_goes_before_its_section() -> None:
    own = dataclasses.replace(TACTIC, section="Notre stratégie", claimed=Label.TACTIC)
    score = scoring.score([own], "text", claims={"Notre stratégie": Label.STRATEGY})
    assert score.misframed == ()


@pytest.mark.parametrize(
    ("details", "lacks"),
    [
        ({}, {Lack.SPECIFIC, Lack.MEASURABLE, Lack.TIME_BOUND}),
        ({"measure": SPAN}, {Lack.SPECIFIC, Lack.TIME_BOUND}),
        ({"indicator": SPAN}, {Lack.SPECIFIC, Lack.TIME_BOUND}),
        ({"deadline": SPAN}, {Lack.SPECIFIC, Lack.MEASURABLE}),
        ({"measure": SPAN, "deadline": SPAN}, {Lack.SPECIFIC}),
    ],
    ids=["nothing", "measure", "indicator", "deadline", "both"],
)
def test_what_an_objective_lacks(details: dict[str, object], lacks: set[Lack]) -> None:
    objective = stated("Augmenter les ventes", **details)
    assert set(scoring.lacking(objective)) == lacks
    vague = scoring.score([objective], "text").vague
    assert bool(vague) == ({Lack.MEASURABLE, Lack.TIME_BOUND} <= lacks)


def test_actions_are_never_vague_objectives() -> None:
    assert scoring.score([stated("Ouvrir un guichet", Label.TACTIC)], "text").vague == ()


def test_missing_elements_are_counted() -> None:
    funded = stated("Ouvrir un guichet", Label.TACTIC, budget=SPAN)
    gaps = {gap.element: gap for gap in scoring.score([funded, TACTIC, OTHER], "text").missing}
    assert (gaps[Element.BUDGET].present, gaps[Element.BUDGET].tactics_without) == (True, 1)
    assert (gaps[Element.OWNER].present, gaps[Element.OWNER].tactics_without) == (False, 2)


def test_time_line_is_in_order() -> None:
    def when(months: tuple[float | None, float | None] | None) -> Statement:
        horizon = Horizon(HorizonBucket.SHORT, months, ())
        return dataclasses.replace(
            TACTIC, features=dataclasses.replace(TACTIC.features, horizon=horizon)
        )

    found = [when((0, None)), when((3, 9)), when(None), when((0, 2)), when((None, None))]
    line = scoring.score(found, "text").timeline
    assert [(stone.begins, stone.ends) for stone in line] == [(0, 2), (3, 9), (0, None)]


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (dataclasses.replace(TACTIC, text="Faire plus de foires.", misframed=True),
         "« Faire plus de foires » est une action : quelle stratégie sert-elle"),
        (dataclasses.replace(STRATEGY, text="Devenir la référence", misframed=True),
         "« Devenir la référence » est une intention : par quelles actions"),
        (stated("Augmenter les ventes", deadline=()), "de combien, et mesuré comment"),
    ],
    ids=["misframed-action", "misframed-intention", "vague"],
)  # fmt: skip
def test_questions_are_specific(row: Statement, asked: str) -> None:
    questions = scoring.score([row], "text").questions
    assert any(asked in question.text for question in questions)
    assert all(question.statement == row for question in questions)


@pytest.mark.parametrize(
    ("text", "predicate", "quoted"),
    [
        ("Nous voulons être proches de tous", "proches", "« être proches de tous »"),
        ("Objectif : rester la maison de référence", "maison", "« rester la maison de référence »"),
        ("Le déploiement sera progressif", "progressif", "« Le déploiement sera progressif »"),
        ("Notre axe : ouvrir une agence", "ouvrir", "« ouvrir une agence »"),
    ],
    ids=["adjective", "noun", "finite", "verb"],
)
def test_what_is_quoted_has_its_verb(text: str, predicate: str, quoted: str) -> None:
    features = classify("Ouvrir une agence").features
    verb = dataclasses.replace(features.verb, start=text.index(predicate))
    row = dataclasses.replace(
        TACTIC, text=text, misframed=True, features=dataclasses.replace(features, verb=verb)
    )
    assert quoted in scoring.score([row], "text").questions[0].text


def test_long_statements_are_quoted_short() -> None:
    row = dataclasses.replace(TACTIC, text="Ouvrir " + "beaucoup de guichets " * 20, misframed=True)
    (question,) = scoring.score([row], "text").questions
    assert len(question.text) < 200
    assert "… »" in question.text


def test_frame_has_a_row_a_statement() -> None:
    frame = scoring.score([STRATEGY, TACTIC], "text", source="plan.md").to_frame()
    assert frame["label"].tolist() == ["strategy", "tactic"]
    assert frame["position"].tolist() == [1, 2]
    assert set(frame["source"]) == {"plan.md"}


def test_missing_pandas_is_said(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"stratac\[pandas\]"):
        scoring.score([TACTIC], "text").to_frame()


def serving(
    rows: list[list[float]], tactics: tuple[int, ...], strategies: tuple[int, ...]
) -> Serving:
    return Serving(tactics, strategies, np.array(rows), lambda row, column: (f"{row} et {column}",))


def test_likely_links_are_kept_with_their_reasons() -> None:
    found = [STRATEGY, TACTIC, statement(0.7, 0.1), statement(0.1, 0.6)]
    score = scoring.score(found, "text", serving=serving([[0.2, 0.9], [0.3, 0.4]], (1, 3), (0, 2)))
    (link,) = score.links
    assert (link.tactic, link.strategy, link.probability) == (found[1], found[2], 0.9)
    assert link.reasons == ("0 et 1",)
    assert score.orphans == score.unserved == ()


def test_what_nothing_links_is_an_orphan_or_unserved() -> None:
    found = [STRATEGY, TACTIC, statement(0.7, 0.1), statement(0.1, 0.6)]
    score = scoring.score(
        found, "text", serving=serving([[0.9, 0.01], [0.02, 0.03]], (1, 3), (0, 2))
    )
    assert score.orphans == (found[3],)
    assert score.unserved == (found[2],)
    assert any("quelle intention" in question.text for question in score.questions)


@pytest.mark.parametrize("found", [[TACTIC], [STRATEGY], []], ids=["tactic", "strategy", "none"])
def test_one_side_alone_has_no_orphans(found: list[Statement]) -> None:
    rows = np.zeros((found.count(TACTIC), found.count(STRATEGY))).tolist()
    score = scoring.score(found, "text", serving=serving(rows, (), ()))
    assert score.links == score.orphans == score.unserved == ()


@pytest.mark.parametrize(
    ("found", "strategy"),
    [
        ([STRATEGY] * 9, 0.5 + 0.5 * (8 / 9 - 0.15) / 0.85),
        ([TACTIC] * 9, 0.5 + 0.5 * (2 / 9 - 0.15) / 0.85),
        ([statement(0.5, 0.1)], 0.5 * 0.5 / 1.5),
        ([OTHER], 0.0),
    ],
    ids=["strategies", "tactics", "too few", "other"],
)
def test_presence_is_a_half_at_the_threshold(found: list[Statement], strategy: float) -> None:
    assert scoring.presence(found)["strategy"] == pytest.approx(strategy)


def test_reference_date_is_kept_as_a_plain_date() -> None:
    score = scoring.score([], "", reference=datetime.date(2026, 1, 15))
    assert score.to_dict()["reference"] == "2026-01-15"


def test_every_statement_is_told_once() -> None:
    misframed = statement(0.1, 0.8, misframed=True)
    told = scoring.score([STRATEGY, misframed], "text").to_dict()
    assert len(told["statements"]) == 2
    assert told["misframed"] == [1]
    assert [question["statement"] for question in told["questions"]] == [1, 0]
    json.dumps(told)
