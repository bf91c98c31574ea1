"""What speaks for a tactic serving a strategy: numbers for every pair of a document.

First each pair is looked at by itself, then with what was thought of its neighbours:
actions that follow each other often serve the same aim.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stratac.language import Sentence
from stratac.linking.association import Association
from stratac.linking.meaning import Meaning, Rarity
from stratac.records import BlockKind, Label

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Tactics looked at together: memory stays bounded in long documents.
_TOGETHER = 64
_SHARP = 0.7  # of the shares of association

# In the order of the columns of `Plan.pairs`.
NAMES = (
    "cosine",
    "shared words of the tactic",
    "shared words of the strategy",
    "common themes",
    "association",
    "share of association",
    "association of the section",
    "share of association of the section",
    "association of the purpose",
    "same section",
    "section above",
    "title of the section",
    "strategy before",
    "nearest strategy before",
    "distance",
    "same form",
    "one of few strategies",
    "order",
    "only strategy of the section",
    "strategies between",
    "tactics between",
    "under a common heading",
    "next to each other",
    "strategy just before",
    "strategy is a heading",
    "nearest strategy before is a heading",
    "nearest strategy before in the section",
    "nearest strategy before is the section's title",
    "alternation of the plan",
    "strategy before, by alternation",
    "nearest strategy before, by alternation",
    "sections of the plan with strategies",
    "same section, by their share",
    "nearest strategy before, by their share",
    "titles of the plan that are strategies",
    "title of the section, by their share",
    "lead in cosine",
    "lead in shared words",
    "lead in common themes",
    "lead in association",
)
SECOND_NAMES = (
    *NAMES,
    "first thought",
    "thought of the tactic before",
    "thought of the tactic after",
    "thought of the section",
    "thought of the neighbours",
    "best other strategy",
    "claims on the strategy",
    "tactics with better claims",
    "rank of the strategy",
    "between the neighbours' strategies",
    "the strategy of the tactic before",
    "thought of the section against its best",
    "tactics of the section",
)


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A statement as far as linking looks at it.

    ``path`` are the positions of the headings over it, the outermost first, the
    document's title left out.
    """

    sentence: Sentence
    label: Label
    kind: BlockKind
    path: tuple[int, ...]


def heading_paths(blocks: Sequence[tuple[BlockKind, int]]) -> list[tuple[int, ...]]:
    """Return the positions of the headings over each block, the document's title left out.

    Parameters
    ----------
    blocks
        Kind and level of each block, in reading order. A heading stands under those
        of a lower level. A first heading over all that follows is the title.
    """
    paths: list[tuple[int, ...]] = []
    open_: list[tuple[int, int]] = []
    for position, (kind, level) in enumerate(blocks):
        if kind is BlockKind.HEADING:
            open_ = [(other, place) for other, place in open_ if other < level]
        paths.append(tuple(place for _, place in open_))
        if kind is BlockKind.HEADING:
            open_.append((level, position))
    titled = len(paths) > 1 and all(path[:1] == (0,) for path in paths[1:])
    return [path[1:] for path in paths] if titled else paths


class Plan:
    """The statements of a document, and the evidence for each pair of tactic and strategy.

    Parameters
    ----------
    units
        The statements in reading order.
    rarity
        How rare words and themes are.
    association
        What serves what.
    """

    def __init__(self, units: Sequence[Unit], rarity: Rarity, association: Association) -> None:
        self.tactics = _positions(units, Label.TACTIC)
        self.strategies = _positions(units, Label.STRATEGY)
        self._units = units
        self._association = association
        self.meanings = {
            position: rarity.meaning(units[position].sentence)
            for position in (*self.tactics, *self.strategies)
        }
        nothing = rarity.of_words({})
        self._sections = [
            rarity.together([units[heading].sentence for heading in units[position].path])
            for position in self.tactics
        ]
        self._purposes = [
            rarity.purpose(units[position].sentence) or nothing for position in self.tactics
        ]
        aims = [self.meanings[position] for position in self.strategies]
        self._aims = _Stacked(aims)

    def pairs(self) -> Iterator[Doubles]:
        """Yield the evidence of each tactic: shape (strategies, `NAMES`)."""
        structure = self._structure()
        for start in range(0, len(self.tactics), _TOGETHER):
            chosen = slice(start, start + _TOGETHER)
            acts = _Stacked([self.meanings[position] for position in self.tactics[chosen]])
            cosine = acts.vectors @ self._aims.vectors.T
            of_tactic, of_strategy = acts.shared(self._aims)
            themes = acts.themes @ self._aims.themes.T
            associated = self._associated(acts)
            of_section = self._associated(_Stacked(self._sections[chosen]))
            of_purpose = self._associated(_Stacked(self._purposes[chosen]))
            meanings = np.stack(
                [
                    cosine,
                    of_tactic,
                    of_strategy,
                    themes,
                    associated,
                    _shares(associated),
                    of_section,
                    _shares(of_section),
                    of_purpose,
                ],
                axis=2,
            )
            leads = np.stack([_lead(part) for part in (cosine, of_tactic, themes, associated)], 2)
            for row in range(len(meanings)):
                yield np.hstack([meanings[row], next(structure), leads[row]])

    def _associated(self, acts: _Stacked) -> Doubles:
        return self._association.scores(
            acts.vectors, acts.themes, self._aims.vectors, self._aims.themes
        )

    def _structure(self) -> Iterator[Doubles]:
        """Yield where each tactic stands to the strategies: shape (strategies, 27).

        What a place means depends on how the plan is built: aims first and actions
        elsewhere, or every aim over its own actions. So places also count by how often
        strategies and tactics alternate, and how often sections hold or are strategies.
        """
        units, tactics = self._units, self.tactics
        places, acts = np.array(self.strategies), np.array(tactics)
        paths = [units[position].path for position in self.strategies]
        depths = np.array([len(path) for path in paths])
        kinds = np.array([units[position].kind for position in self.strategies])
        heading = kinds == BlockKind.HEADING
        ranks = np.arange(len(places)) / max(len(places), 1)
        ones = np.ones(len(places))
        alternation = self._alternation()
        above_own = [
            [place < position for place, path in zip(places, paths, strict=True)
             if path == units[position].path]
            for position in tactics
        ]  # fmt: skip
        with_strategies = float(np.mean([any(found) for found in above_own])) if tactics else 0.0
        titled = float(np.mean([bool({*units[t].path} & {*places}) for t in tactics] or [False]))
        for rank, position in enumerate(tactics):
            own = units[position].path
            same = np.array([bool(own) and path == own for path in paths], dtype=bool)
            above = np.array([own[: len(path)] == path for path in paths], dtype=bool)
            above &= (depths > 0) & ~same
            title = np.isin(places, own)
            before = places < position
            between = _between(places, places, position)
            nearest = before & (between == 0)
            yield np.stack(
                [
                    same,
                    above,
                    title,
                    before,
                    nearest,
                    np.log1p(np.abs(places - position)),
                    kinds == units[position].kind,
                    ones / len(places),
                    np.abs(rank / len(tactics) - ranks),
                    same & (same.sum() == 1),
                    np.log1p(between),
                    np.log1p(_between(places, acts, position)),
                    [bool({*path} & {*own}) for path in paths],
                    np.abs(places - position) == 1,
                    position - places == 1,
                    heading,
                    nearest & heading,
                    nearest & same,
                    nearest & title,
                    ones * alternation,
                    before * alternation,
                    nearest * alternation,
                    ones * with_strategies,
                    same * with_strategies,
                    nearest * with_strategies,
                    ones * titled,
                    title * titled,
                ],
                axis=1,
            ).astype(np.float64)

    def _alternation(self) -> float:
        """Return how often a tactic follows a strategy or the reverse, 0 to 1."""
        sides = [unit.label for unit in self._units if unit.label is not Label.OTHER]
        changes = sum(left is not right for left, right in itertools.pairwise(sides))
        return changes / max(len(sides) - 1, 1)

    def second(self, first: Doubles) -> Iterator[Doubles]:
        """Yield what was thought of each tactic and its neighbours: (strategies, 13).

        Parameters
        ----------
        first
            Probabilities of shape (tactics, strategies) from the evidence of `pairs`.
        """
        paths = [self._units[position].path for position in self.tactics]
        count, width = first.shape
        members: dict[tuple[int, ...], list[int]] = {}
        for row, path in enumerate(paths):
            members.setdefault(path, []).append(row)
        sums = {path: first[rows].sum(axis=0) for path, rows in members.items()}
        claims = first.sum(axis=0)
        best = first.argmax(axis=1)
        sorted_claims = np.sort(first, axis=0)
        columns = np.arange(width)
        nothing = np.zeros(width)
        for row in range(count):
            own = first[row]
            before, after = row - 1, row + 1
            others = len(members[paths[row]]) - 1
            section = (sums[paths[row]] - own) / others if others else nothing
            low, high = max(0, row - 2), min(count, row + 3)
            near = (first[low:high].sum(axis=0) - own) / max(high - low - 1, 1)
            higher = np.array(
                [
                    count - np.searchsorted(sorted_claims[:, column], own[column], side="right")
                    for column in columns
                ]
            )
            lowest = best[before] if row else -1
            highest = best[after] if after < count else width
            yield np.stack(
                [
                    np.log(own + 1e-3) - np.log(1 - own + 1e-3),
                    first[before] if row and paths[before] == paths[row] else nothing,
                    first[after] if after < count and paths[after] == paths[row] else nothing,
                    section,
                    near,
                    _best_other(own),
                    claims - own,
                    higher / count,
                    np.argsort(np.argsort(-own)),
                    (columns >= lowest) & (columns <= highest),
                    columns == lowest,
                    section / (section.max() + 1e-6) if others else section,
                    np.full(width, others),
                ],
                axis=1,
            ).astype(np.float64)


class _Stacked:
    """Meanings of several stretches as matrices, one row each."""

    def __init__(self, meanings: Sequence[Meaning]) -> None:
        self.vectors = np.array([meaning.vector for meaning in meanings])
        self.themes = np.array([meaning.themes for meaning in meanings])
        self._stems = [meaning.stems for meaning in meanings]

    def shared(self, other: _Stacked) -> tuple[Doubles, Doubles]:
        """Return the weight of the stems that pairs share, by either side's weights."""
        numbers: dict[str, int] = {}
        for stems in (*self._stems, *other._stems):
            for stem in stems:
                numbers.setdefault(stem, len(numbers))
        own, theirs = (_sparse(stems, numbers) for stems in (self._stems, other._stems))
        return (own @ theirs.sign().T).toarray(), (own.sign() @ theirs.T).toarray()


def _sparse(rows: Sequence[Mapping[str, float]], numbers: Mapping[str, int]) -> sp.csr_matrix:
    found = [
        (row, numbers[stem], weight)
        for row, stems in enumerate(rows)
        for stem, weight in stems.items()
        if weight > 0
    ]
    places, columns, weights = np.array(found).reshape(-1, 3).T
    shape = (len(rows), max(len(numbers), 1))
    return sp.csr_matrix((weights, (places.astype(int), columns.astype(int))), shape=shape)


def _positions(units: Sequence[Unit], label: Label) -> tuple[int, ...]:
    return tuple(position for position, unit in enumerate(units) if unit.label is label)


def _shares(scores: Doubles) -> Doubles:
    raised = np.exp(_SHARP * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _between(places: Ints, others: Ints, position: int) -> Ints:
    """Return how many of the others stand between each place and a position."""
    low, high = np.minimum(places, position), np.maximum(places, position)
    return np.searchsorted(others, high, side="left") - np.searchsorted(others, low, side="right")


def _best_other(values: Doubles) -> Doubles:
    """Return for each entry of a row the largest of the others, 0 where there is none."""
    if len(values) < 2:
        return np.zeros_like(values)
    second, first = np.sort(values)[-2:]
    return np.asarray(np.where(values == first, second, first))


def _lead(values: Doubles) -> Doubles:
    """Return by how much each entry exceeds the best other one of its row."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    ordered = np.sort(values, axis=1)
    first, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(values - np.where(values == first, second, first))
