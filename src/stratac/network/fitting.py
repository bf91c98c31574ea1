"""How the network learns: labels, sorts, predicate and object together.

The gradients are autograd's, taken through the very lines that predict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from autograd.extend import defvjp, primitive
from autograd.tracer import getval

from stratac.features.tokens import Floats, Ints, tabulate
from stratac.language import VECTOR_WIDTH, Sentence
from stratac.network import batch as batches
from stratac.network.batch import Batch, Inputs, inputs, lay_out, neighbours
from stratac.network.forward import (
    TOKEN_LAYERS,
    UNIT_LAYERS,
    Array,
    Heads,
    Judged,
    Network,
    first_layer,
    read_context,
    read_units,
)
from stratac.records import Engine


# Chosen on the validation split; the model card has what else was tried.
@dataclass(frozen=True, slots=True)
class Size:
    """How large a network is, and how long it learns.

    ``width`` is that of a token, ``shown`` what neighbours see of it, ``unit`` the width
    of a unit in its document; ``epochs`` says how often every unit is seen.
    """

    width: int
    shown: int
    unit: int
    epochs: int


SIZES = {Engine.ACCURATE: Size(96, 32, 64, 12), Engine.FAST: Size(64, 16, 64, 12)}
BATCH_UNITS = 64
_TOP_RATE = 2e-3
_WARM_UP = 0.15
_DECAY = 1e-2
_DROPPED = 0.3
_INPUT_DROPPED = 0.1
_SMOOTHING = 0.05
_CLIP = 2.0
# At first all units ask for nearly the same.
_ASKED_FIRST = 0.3
# Weights of what is learned beside the labels.
_NATURE, _DETAIL, _PREDICATE, _OBJECT = 0.8, 0.3, 0.5, 0.2
_ADAM = (0.9, 0.999, 1e-8)


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What the units of a table should be judged to be; -1 where nobody said.

    ``label`` is 0 (strategy), 1 (tactic) or 2 (other), ``detail`` the number of the
    sort; ``predicate`` and ``object`` are token indices, both the same where a
    predicate has no object; ``weight`` is 0 to 1;
    ``document`` is the number of the document: its units stand together.
    """

    label: Ints
    detail: Ints
    predicate: Ints
    object: Ints
    weight: Floats
    document: Ints


_dot: Callable[[sp.csr_matrix, Array], Array] = primitive(lambda matrix, values: matrix @ values)


def _dot_gradient(_answer: Floats, matrix: sp.csr_matrix, _values: Floats) -> Any:
    return lambda gradient: matrix.T @ gradient


defvjp(_dot, _dot_gradient, argnums=(1,))


_strongest: Callable[[Array, Ints], Array] = primitive(
    lambda values, starts: np.maximum.reduceat(values, starts, axis=0)
)


def _strongest_gradient(answer: Floats, values: Floats, starts: Ints) -> Any:
    lengths = np.diff(np.append(starts, len(values)))
    chosen = values == np.repeat(answer, lengths, axis=0)
    return lambda gradient: np.repeat(gradient, lengths, axis=0) * chosen


defvjp(_strongest, _strongest_gradient, argnums=(0,))


class Learning:
    """The operations while learning: traced by autograd, with values left out."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random

    @property
    def xp(self) -> Any:
        """Return autograd's NumPy."""
        return anp

    def dot(self, matrix: sp.csr_matrix, values: Array) -> Array:
        """Return a sparse matrix times an array."""
        return _dot(matrix, values)

    def strongest(self, values: Array, starts: Ints) -> Array:
        """Return the maximum of each run of rows."""
        return _strongest(values, starts)

    def drop(self, values: Array) -> Array:
        """Leave out some values and raise the others, so that the sum stays."""
        kept = self._random.random(values.shape, dtype=np.float32) >= _DROPPED
        return values * (kept * np.float32(1 / (1 - _DROPPED)))

    def moved(self, own: Array, around: Array, weights: tuple[Array, Array, Array]) -> Array:
        """Return rows moved by themselves and what is around, as far as their gates are open."""
        of_own, of_around, bias = weights
        step, opened = anp.split(own @ of_own + around @ of_around + bias, 2, axis=1)
        # The logistic function, written so that it cannot overflow.
        gate = 0.5 * (1.0 + anp.tanh(0.5 * opened))
        return own + self.drop(step * gate)


def start(random: np.random.Generator, details: int, vectors: int, size: Size) -> dict[str, Floats]:
    """Return weights to begin with.

    Parameters
    ----------
    random
        Where they are drawn from.
    details
        Number of sorts of statement.
    vectors
        Length of a word vector.
    size
        Of the network.
    """
    weights: dict[str, Floats] = {}

    def uniform(name: str, inputs: int, outputs: int) -> None:
        bound = 1 / math.sqrt(inputs)
        weights[name] = _drawn(random.uniform(-bound, bound, (inputs, outputs)))

    def dense(name: str, inputs: int, outputs: int) -> None:
        uniform(name, inputs, outputs)
        weights[f"{name} bias"] = np.zeros(outputs, dtype=np.float32)

    def normal(name: str, width: int) -> None:
        weights[f"{name} scale"] = np.ones(width, dtype=np.float32)
        weights[f"{name} shift"] = np.zeros(width, dtype=np.float32)

    def gated(name: str, width: int, around: int) -> None:
        dense(name, width + around, 2 * width)
        own, beside = np.split(weights.pop(name), [width])
        weights[f"{name} own"], weights[f"{name} around"] = own.copy(), beside.copy()
        normal(name, width)

    weights["codes"] = _drawn(random.normal(0, 0.1, (batches.CODES, size.width)))
    dense("vectors", vectors, size.width)
    normal("tokens", size.width)
    for number in range(TOKEN_LAYERS):
        uniform(f"token layer {number} shown", size.width, size.shown)
        gated(f"token layer {number}", size.width, size.shown * batches.TOKEN_NEIGHBOURS)
    for name in ("predicate", "object", "telling"):
        uniform(f"{name} attention", size.width, 1)
    for name, told in (("predicate", 2), ("object", 3)):
        uniform(f"{name} query", told * size.width, size.width)
        weights[f"{name} query"] *= np.float32(_ASKED_FIRST)
    dense("unit", 5 * size.width, size.width)
    dense("alone heads", size.width, 4 + details)
    dense("reduce", size.width, size.unit)
    for number in range(UNIT_LAYERS):
        gated(f"unit layer {number}", size.unit, size.unit * batches.UNIT_NEIGHBOURS)
    dense("in context heads", size.unit, 4 + details)
    return weights


def _drawn(values: npt.NDArray[np.float64]) -> Floats:
    return np.asarray(values, dtype=np.float32)


def fit(
    sentences: Sequence[Sentence],
    targets: Targets,
    *,
    details: Sequence[str],
    seed: int = 0,
    size: Size = SIZES[Engine.ACCURATE],
) -> Network:
    """Learn from labelled units.

    Parameters
    ----------
    sentences
        The units, parsed.
    targets
        What each should be judged to be.
    details
        The sorts of statement.
    seed
        Of everything that is drawn.
    size
        How large the network is and how long it learns.

    Returns
    -------
    Network
        What has been learned. The same units, targets and seed give the same.
    """
    random = np.random.default_rng(seed)
    weights = start(random, len(details), VECTOR_WIDTH, size)
    plan = [list(_batches(targets.document, random)) for _ in range(size.epochs)]
    total = sum(map(len, plan))
    means = {name: np.zeros_like(value) for name, value in weights.items()}
    squares = {name: np.zeros_like(value) for name, value in weights.items()}
    operations = Learning(random)
    for step, units in enumerate((units for epoch in plan for units in epoch), start=1):
        table = tabulate([sentences[unit] for unit in units.tolist()])
        batch, seen = lay_out(table), _without(inputs(table), random)
        # Far out, the slope of tanh is written as one over infinity: 0, as it should be.
        with np.errstate(over="ignore"):
            gradient = autograd.grad(_loss)(weights, batch, seen, units, targets, operations)
        _improve(weights, gradient, means, squares, step, _rate(step / total))
    return Network(weights, tuple(details))


def _batches(document: Ints, random: np.random.Generator) -> Iterator[Ints]:
    """Yield the units in batches of whole documents, in random order."""
    edges = np.flatnonzero(np.diff(document)) + 1
    runs = np.split(np.arange(len(document)), edges)
    waiting: list[Ints] = []
    for number in random.permutation(len(runs)):
        waiting.append(runs[number])
        if sum(map(len, waiting)) >= BATCH_UNITS:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


def _without(seen: Inputs, random: np.random.Generator) -> Inputs:
    """Leave out some codes and some word vectors, so that none is relied on."""
    codes = seen.codes.copy()
    codes.data *= random.random(len(codes.data), dtype=np.float32) >= _INPUT_DROPPED
    kept = random.random((len(seen.vectors), 1), dtype=np.float32) >= _INPUT_DROPPED
    return Inputs(codes, seen.vectors * kept)


def _loss(
    weights: dict[str, Array],
    batch: Batch,
    seen: Inputs,
    units: Ints,
    targets: Targets,
    operations: Learning,
) -> Array:
    judged = read_units(weights, batch, first_layer(weights, seen, operations), operations)
    # What is judged in context builds on what was judged alone and does not change it.
    alone = Heads(getval(judged.heads.labels), getval(judged.heads.nature), None)
    return _disagreement(weights, batch, units, targets, operations, judged, alone)


def _disagreement(
    weights: dict[str, Array],
    batch: Batch,
    units: Ints,
    targets: Targets,
    operations: Learning,
    judged: Judged,
    alone: Heads,
) -> Array:
    around = neighbours(targets.document[units])
    context = read_context(weights, judged.units, alone, around, operations)
    total = _heads_loss(judged.heads, units, targets)
    total = total + _heads_loss(context, units, targets)
    for attention, marked, share in (
        (judged.predicate, targets.predicate[units], _PREDICATE),
        (judged.object, targets.object[units], _OBJECT),
    ):
        found = np.flatnonzero(marked >= 0)
        if len(found):
            chosen = attention[batch.starts[found] + marked[found]]
            total = total - share / len(units) * anp.sum(anp.log(chosen + 1e-8))
    return total


def _heads_loss(heads: Heads, units: Ints, targets: Targets) -> Array:
    weight, label = targets.weight[units], targets.label[units]
    wanted = _one_hot(label, 3) * np.float32(1 - _SMOOTHING) + np.float32(_SMOOTHING / 3)
    total = _cross_entropy(heads.labels, wanted, weight)
    natured = (label < 2).astype(np.float32)
    action = (label == 1) * np.float32(1 - _SMOOTHING) + np.float32(_SMOOTHING / 2)
    logits = heads.nature
    surprise = anp.log1p(anp.exp(-anp.abs(logits))) + anp.maximum(logits, 0.0) - logits * action
    total = total + _NATURE * anp.mean(surprise * weight * natured)
    detail = targets.detail[units]
    known = detail >= 0
    if known.any():
        sorts = _cross_entropy(
            heads.details, _one_hot(detail, heads.details.shape[1]), weight * known
        )
        total = total + _DETAIL * len(units) / known.sum() * sorts
    return total


def _cross_entropy(logits: Array, wanted: Floats, weight: Floats) -> Array:
    highest = getval(logits).max(axis=1, keepdims=True)
    raised = logits - highest
    logs = raised - anp.log(anp.sum(anp.exp(raised), axis=1, keepdims=True))
    return -anp.mean(anp.sum(logs * wanted, axis=1) * weight)


def _one_hot(numbers: Ints, size: int) -> Floats:
    return np.asarray(numbers[:, None] == np.arange(size), dtype=np.float32)


def _rate(done: float) -> float:
    """Return the learning rate: up from a twenty-fifth, then down along a cosine."""
    if done < _WARM_UP:
        low, high, part = _TOP_RATE / 25, _TOP_RATE, done / _WARM_UP
    else:
        low, high, part = _TOP_RATE, 0.0, (done - _WARM_UP) / (1 - _WARM_UP)
    return high + (low - high) * (1 + math.cos(math.pi * part)) / 2


def _improve(
    weights: dict[str, Floats],
    gradient: dict[str, Floats],
    means: dict[str, Floats],
    squares: dict[str, Floats],
    step: int,
    rate: float,
) -> None:
    """Take one step of Adam with decoupled decay (Loshchilov and Hutter 2019)."""
    length = math.sqrt(sum(float(np.vdot(part, part)) for part in gradient.values()))
    shrink = np.float32(min(1.0, _CLIP / (length + 1e-6)))
    first, second, epsilon = _ADAM
    for name, value in weights.items():
        part = gradient[name] * shrink
        means[name] += np.float32(1 - first) * (part - means[name])
        squares[name] += np.float32(1 - second) * (part * part - squares[name])
        spread = np.sqrt(squares[name] / np.float32(1 - second**step)) + np.float32(epsilon)
        value *= np.float32(1 - rate * _DECAY)
        value -= np.float32(rate / (1 - first**step)) * means[name] / spread
