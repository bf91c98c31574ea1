"""The network: what it sees, that its gradients are right, that it learns what it is shown."""

from __future__ import annotations

import pickle

import autograd
import numpy as np
import pytest

from stratac.features.tokens import tabulate
from stratac.network import batch, fitting, forward
from stratac.network.fitting import Targets
from stratac.network.forward import Network

# Text, label, sort, predicate, object.
UNITS = [
    ("Ouvrir une agence à Lyon", 1, 0, "Ouvrir", "agence"),
    ("Nous voulons recruter deux vendeurs", 1, 0, "recruter", "vendeurs"),
    ("Devenir la référence du bio", 0, 1, "Devenir", "référence"),
    ("Axe 2 : doubler les ventes", 0, 1, "doubler", "ventes"),
    ("La gare date de 1882", 2, -1, "", ""),
    ("Grandir", 0, 1, "Grandir", ""),
]
SORTS = ("make", "direction")
SMALL = fitting.Size(width=96, shown=32, unit=64, epochs=10)
ONCE = fitting.Size(width=96, shown=32, unit=64, epochs=1)


@pytest.fixture(scope="module")
def sentences(analyser):
    return list(analyser.parse(text for text, *_ in UNITS))


@pytest.fixture(scope="module")
def targets(sentences) -> Targets:
    words = [[token.text for token in sentence.tokens] for sentence in sentences]
    predicates = [
        row.index(unit[3]) if unit[3] else -1 for row, unit in zip(words, UNITS, strict=True)
    ]
    objects = [
        row.index(unit[4]) if unit[4] else predicate
        for row, unit, predicate in zip(words, UNITS, predicates, strict=True)
    ]
    return Targets(
        label=np.array([unit[1] for unit in UNITS]),
        detail=np.array([unit[2] for unit in UNITS]),
        predicate=np.array(predicates),
        object=np.array(objects),
        weight=np.ones(len(UNITS), dtype=np.float32),
        document=np.array([0, 0, 0, 1, 1, 2]),
    )


def repeated(targets: Targets, times: int) -> Targets:
    documents = np.concatenate([targets.document + 10 * turn for turn in range(times)])
    columns = {
        name: np.tile(getattr(targets, name), times)
        for name in ("label", "detail", "predicate", "object", "weight")
    }
    return Targets(**columns, document=documents)


@pytest.fixture(scope="module")
def network(sentences, targets) -> Network:
    return fitting.fit(list(sentences) * 40, repeated(targets, 40), details=SORTS, size=SMALL)


def test_network_learns_what_it_is_shown(network, sentences, targets) -> None:
    judged = network.read(tabulate(sentences))
    assert judged.heads.labels.argmax(axis=1).tolist() == targets.label.tolist()
    heads = network.read_context(judged.units, judged.heads, targets.document)
    assert heads.labels.argmax(axis=1).tolist() == targets.label.tolist()
    assert (heads.nature > 0).tolist()[:4] == [True, True, False, False]


def test_network_points_at_predicate_and_object(network, sentences, targets) -> None:
    table = tabulate(sentences)
    judged = network.read(table)
    for shares, marked in ((judged.predicate, targets.predicate), (judged.object, targets.object)):
        found = [int(part.argmax()) for part in np.split(shares, table.offsets[1:-1])]
        assert [a for a, b in zip(found, marked, strict=True) if b >= 0] == [
            b for b in marked.tolist() if b >= 0
        ]


def test_attention_of_a_unit_adds_up_to_one(network, sentences) -> None:
    table = tabulate(sentences)
    judged = network.read(table)
    for shares in (judged.predicate, judged.object):
        assert np.add.reduceat(shares, table.offsets[:-1]) == pytest.approx(1.0, abs=1e-5)


def test_units_are_judged_alike_in_any_company(network, sentences) -> None:
    together = network.read(tabulate(sentences))
    for number, sentence in enumerate(sentences):
        alone = network.read(tabulate([sentence]))
        assert alone.heads.labels[0] == pytest.approx(together.heads.labels[number], abs=1e-4)


def test_documents_do_not_see_each_other(network, sentences, targets) -> None:
    judged = network.read(tabulate(sentences))
    heads = network.read_context(judged.units, judged.heads, targets.document)
    last = network.read(tabulate(sentences[5:]))
    by_itself = network.read_context(last.units, last.heads, np.array([0]))
    assert by_itself.labels[0] == pytest.approx(heads.labels[5], abs=1e-4)


def test_learning_is_repeatable(sentences, targets) -> None:
    first, second = (
        fitting.fit(sentences, targets, details=SORTS, size=ONCE, seed=3) for _ in range(2)
    )
    for name, values in first.weights.items():
        assert np.array_equal(values, second.weights[name]), name


class Steady(fitting.Learning):
    """Learning that leaves nothing out, so that a gradient can be checked."""

    def drop(self, values):
        return values


@pytest.mark.parametrize(
    "name",
    ["codes", "vectors", "token layer 0 own", "token layer 1 around", "predicate attention",
     "object attention", "predicate query", "object query", "telling attention", "unit", "reduce",
     "unit layer 0 around", "unit layer 1 own", "in context heads"],
)  # fmt: skip
def test_gradient_is_the_slope_of_the_loss(name: str, sentences, targets) -> None:
    random = np.random.default_rng(1)
    weights = {
        key: value.astype(np.float64)
        for key, value in fitting.start(random, len(SORTS), 300, SMALL).items()
    }
    units = np.arange(len(UNITS))
    table = tabulate(sentences)
    laid, seen = batch.lay_out(table), batch.inputs(table)
    operations = Steady(random)

    def judge(values, operations):
        first = forward.first_layer(values, seen, operations)
        return forward.read_units(values, laid, first, operations)

    alone = judge(weights, forward.Plain()).heads

    def loss(changed):
        judged = judge(changed, operations)
        return fitting._disagreement(changed, laid, units, targets, operations, judged, alone)

    gradient = autograd.grad(loss)(weights)[name]
    place = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
    step = 1e-4
    sides = []
    for sign in (1, -1):
        moved = {key: value.copy() for key, value in weights.items()}
        moved[name][place] += sign * step
        sides.append(loss(moved))
    assert (sides[0] - sides[1]) / (2 * step) == pytest.approx(gradient[place], rel=0.02)


@pytest.mark.parametrize(
    ("documents", "before", "after", "mean"),
    [
        ([0, 0, 0], [None, 0, 1], [1, 2, None], [1.0, 1.0, 1.0]),
        ([0, 1, 1], [None, None, 1], [None, 2, None], [0.0, 1.5, 1.5]),
        ([0], [None], [None], [0.0]),
    ],
    ids=["one-document", "two-documents", "one-unit"],
)
def test_neighbours_stay_within_the_document(documents, before, after, mean) -> None:
    matrix = batch.neighbours(np.array(documents)).toarray()
    rows = matrix.reshape(len(documents), batch.UNIT_NEIGHBOURS, len(documents))
    for place, expected in ((0, before), (1, after)):
        found = [row.argmax() if row.any() else None for row in rows[:, place]]
        assert found == expected
    assert rows[:, 4] @ np.arange(len(documents)) == pytest.approx(mean)


def test_plain_and_learning_operations_agree(sentences, monkeypatch) -> None:
    laid = batch.lay_out(tabulate(sentences))
    random = np.random.default_rng(0)
    values = random.normal(size=(laid.pool.shape[1], 3)).astype(np.float32)
    plain, learning = forward.Plain(), fitting.Learning(np.random.default_rng(0))
    assert np.array_equal(plain.dot(laid.pool, values), learning.dot(laid.pool, values))
    strongest = plain.strongest(values, laid.starts)
    assert np.array_equal(strongest, learning.strongest(values, laid.starts))
    monkeypatch.setattr(fitting, "_DROPPED", 0.0)
    shapes = ((3, 6), (4, 6), (6,))
    weights = tuple(random.normal(size=shape).astype(np.float32) for shape in shapes)
    around = random.normal(size=(len(values), 4)).astype(np.float32)
    own = values.copy()
    moved = plain.moved(values, around, weights)
    assert moved == pytest.approx(learning.moved(values, around, weights), abs=1e-5)
    # What is moved stays as it was.
    assert np.array_equal(own, values)


def test_words_remembered_are_read_as_if_they_were_new(sentences, targets, monkeypatch) -> None:
    network = fitting.fit(sentences, targets, details=SORTS, size=ONCE)
    table = tabulate(sentences)
    first = forward.first_layer(network.weights, batch.inputs(table), forward.Plain())
    expected = forward.read_units(network.weights, batch.lay_out(table), first, forward.Plain())
    for _ in range(2):
        assert network.read(table).heads.labels == pytest.approx(expected.heads.labels, abs=1e-4)
    monkeypatch.setattr(forward, "MAX_WORDS", 3)
    small = forward.Network(network.weights, network.details)
    for part in (sentences[:2], sentences[2:], sentences):
        again = small.read(tabulate(part)).heads.labels
        assert again == pytest.approx(network.read(tabulate(part)).heads.labels, abs=1e-4)


def test_what_is_remembered_does_not_travel(sentences, targets) -> None:
    network = fitting.fit(sentences, targets, details=SORTS, size=ONCE)
    network.read(tabulate(sentences))
    copy = pickle.loads(pickle.dumps(network))
    assert not copy._known
    assert copy.read(tabulate(sentences)).units == pytest.approx(
        network.read(tabulate(sentences)).units, abs=1e-5
    )


def test_word_is_the_same_whichever_it_was_met_with(sentences, targets) -> None:
    network = fitting.fit(sentences, targets, details=SORTS, size=ONCE)
    other = forward.Network(network.weights, network.details)
    other.read(tabulate(sentences[::-1]))
    for sentence in sentences:
        table = tabulate([sentence])
        assert np.array_equal(network.read(table).heads.labels, other.read(table).heads.labels)
