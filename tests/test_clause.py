"""The clause reader: purpose clauses, scores without a matrix, learning from few units."""

from __future__ import annotations

import numpy as np
import pytest

from stratac.features import clause
from stratac.features.clause import ClauseReader
from stratac.features.tokens import tabulate

UNITS = [
    ("Ouvrir une agence à Lyon", "Ouvrir", "agence"),
    ("Nous voulons recruter deux vendeurs", "recruter", "vendeurs"),
    ("Création d'un marché de nuit", "Création", "marché"),
    ("Axe 2 : doubler les ventes", "doubler", "ventes"),
    ("Pour gagner du temps, acheter un camion", "acheter", "camion"),
    ("Grandir", "Grandir", ""),
]


@pytest.fixture
def learned(parse):
    sentences = [parse(text) for text, *_ in UNITS] * 4
    table = tabulate(sentences)
    words = [[token.text for token in sentence.tokens] for sentence in sentences]
    starts = table.offsets[:-1]
    marked = UNITS * 4
    predicate = starts + [row.index(unit[1]) for row, unit in zip(words, marked, strict=True)]
    target = np.array(
        [
            start + row.index(unit[2]) if unit[2] else -1
            for start, row, unit in zip(starts, words, marked, strict=True)
        ]
    )
    return ClauseReader().fit(table, predicate, target), table, predicate, target


def test_reader_learns_what_it_is_shown(learned) -> None:
    reader, table, predicate, target = learned
    found, objects = reader.predict(table)
    assert found.tolist() == predicate.tolist()
    assert objects.tolist() == target.tolist()


def test_scores_are_those_of_the_feature_matrix(learned) -> None:
    reader, table, *_ = learned
    with_matrix = clause.token_features(table) @ reader.predicate_weights_
    assert clause._token_scores(table, reader.predicate_weights_) == pytest.approx(with_matrix)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Recruter un médiateur pour calmer les tensions", {"calmer", "tensions"}),
        ("Recruter un médiateur afin de calmer les tensions", {"calmer", "tensions"}),
        ("Recruter un médiateur", set()),
    ],
    ids=["pour", "afin-de", "none"],
)
def test_purpose_clauses_are_seen(parse, text: str, inside: set[str]) -> None:
    sentence = parse(text)
    flags = clause.purpose_clauses(tabulate([sentence]))
    found = {token.text for token, flag in zip(sentence.tokens, flags, strict=True) if flag}
    assert inside <= found
    assert "Recruter" not in found
