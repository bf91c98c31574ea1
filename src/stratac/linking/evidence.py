"""What speaks for a tactic serving a strategy: numbers for every pair of a document.

First each pair is looked at by itself, then with what was thought of its neighbours:
actions that follow each other often serve the same aim.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
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
Bools = npt.NDArray[np.bool_]

# Tactics looked at together: memory stays bounded in long documents.
_TOGETHER = 64
# Strategies looked at for each tactic of a long document, by meaning, words and place.
_NEAR = 32
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
        headings = {
            path: rarity.together([units[heading].sentence for heading in path])
            for path in {units[position].path for position in self.tactics}
        }
        self._sections = [headings[units[position].path] for position in self.tactics]
        self._purposes = [
            rarity.purpose(units[position].sentence) or nothing for position in self.tactics
        ]
        aims = [self.meanings[position] for position in self.strategies]
        self._aims = _Stacked(aims)

    def pairs(self) -> Iterator[tuple[Ints, Doubles]]:
        """Yield the candidates of each tactic, and the evidence for them.

        The candidates are columns of the strategies: all of them, and in a long
        document those that are near in meaning or in place. The evidence has shape
        (candidates, `NAMES`).
        """
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
            near = self._candidates(associated, of_tactic)
            for row, position in enumerate(self.tactics[chosen]):
                columns = near(row, position)
                beside = structure(position, columns)
                yield columns, np.hstack([meanings[row, columns], beside, leads[row, columns]])

    def _candidates(self, associated: Doubles, shared: Doubles) -> Callable[[int, int], Ints]:
        """Return what gives the candidates of a row's tactic, which stands at a position."""
        places = np.array(self.strategies)
        everything = np.arange(len(places))

        def near(row: int, position: int) -> Ints:
            if len(places) <= 3 * _NEAR:
                return everything
            chosen = [
                np.argpartition(-scores, _NEAR)[:_NEAR]
                for scores in (associated[row], shared[row], -np.abs(places - position))
            ]
            titles = np.flatnonzero(np.isin(places, self._units[position].path))
            return np.unique(np.concatenate([*chosen, titles]))

        return near

    def _associated(self, acts: _Stacked) -> Doubles:
        return self._association.scores(
            acts.vectors, acts.themes, self._aims.vectors, self._aims.themes
        )

    def _structure(self) -> Callable[[int, Ints], Doubles]:
        """Return what tells where a tactic stands to strategies: (position, columns) to numbers.

        What a place means depends on how the plan is built: aims first and actions
        elsewhere, or every aim over its own actions. So places also count by how often
        strategies and tactics alternate, and how often sections hold or are strategies.
        """
        units, tactics = self._units, self.tactics
        places, acts = np.array(self.strategies), np.array(tactics)
        kinds = np.array([units[position].kind for position in self.strategies])
        heading = kinds == BlockKind.HEADING
        ranks = np.arange(len(places)) / max(len(places), 1)
        alternation = self._alternation()
        sections = _Sections(units, self.strategies)
        own = [sections.of(units[position].path) for position in tactics]
        led = [
            bool((part.same & (places < act)).any()) for part, act in zip(own, acts, strict=True)
        ]
        with_strategies = float(np.mean(led or [False]))
        titled = float(np.mean([bool(part.title.any()) for part in own] or [False]))
        acts_before = np.searchsorted(acts, places)

        def beside(position: int, columns: Ints) -> Doubles:
            part, chosen = sections.of(units[position].path), places[columns]
            rank, at = np.searchsorted(acts, position), np.searchsorted(places, position)
            before, distance = chosen < position, np.abs(chosen - position)
            between = np.where(before, at - columns - 1, columns - at)
            tactics_between = np.where(
                before, rank - acts_before[columns], acts_before[columns] - rank - 1
            )
            nearest = before & (between == 0)
            inside, title = part.inside[columns], part.title[columns]
            ones = np.ones(len(columns))
            return np.stack(
                [
                    inside,
                    part.above[columns],
                    title,
                    before,
                    nearest,
                    np.log1p(distance),
                    kinds[columns] == units[position].kind,
                    ones / len(places),
                    np.abs(rank / len(tactics) - ranks[columns]),
                    inside & (part.inside.sum() == 1),
                    np.log1p(between),
                    np.log1p(tactics_between),
                    part.common[columns],
                    distance == 1,
                    position - chosen == 1,
                    heading[columns],
                    nearest & heading[columns],
                    nearest & inside,
                    nearest & title,
                    ones * alternation,
                    before * alternation,
                    nearest * alternation,
                    ones * with_strategies,
                    inside * with_strategies,
                    nearest * with_strategies,
                    ones * titled,
                    title * titled,
                ],
                axis=1,
            ).astype(np.float64)

        return beside

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
        columns = np.arange(width)
        nothing = np.zeros(width)
        # How many tactics have a better claim on each strategy.
        ascending = np.sort(first, axis=0)
        higher = count - np.stack(
            [
                np.searchsorted(claim, own, side="right")
                for claim, own in zip(ascending.T, first.T, strict=True)
            ],
            axis=1,
        )
        for row in range(count):
            own = first[row]
            before, after = row - 1, row + 1
            others = len(members[paths[row]]) - 1
            section = (sums[paths[row]] - own) / others if others else nothing
            low, high = max(0, row - 2), min(count, row + 3)
            near = (first[low:high].sum(axis=0) - own) / max(high - low - 1, 1)
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
                    higher[row] / count,
                    np.argsort(np.argsort(-own)),
                    (columns >= lowest) & (columns <= highest),
                    columns == lowest,
                    section / (section.max() + 1e-6) if others else section,
                    np.full(width, others),
                ],
                axis=1,
            ).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where the strategies stand to a section: one truth a strategy each.

    ``same``: under the same headings, none included; ``inside``: the same, under one at
    least; ``above``: under some of them; ``title``: one of them; ``common``: under the
    same outermost one.
    """

    same: Bools
    inside: Bools
    above: Bools
    title: Bools
    common: Bools


class _Sections:
    """The strategies by their headings; every section is looked at once."""

    def __init__(self, units: Sequence[Unit], strategies: Sequence[int]) -> None:
        self._strategies = np.array(strategies)
        paths = [units[position].path for position in strategies]
        self._numbers: dict[tuple[int, ...], int] = {}
        self._paths = np.array([self._numbers.setdefault(p, len(self._numbers)) for p in paths])
        self._deep = np.array([bool(path) for path in paths], dtype=bool)
        self._tops = np.array([path[0] if path else -1 for path in paths])
        self._known: dict[tuple[int, ...], _Place] = {}

    def of(self, path: tuple[int, ...]) -> _Place:
        """Return where the strategies stand to a section."""
        if path not in self._known:
            over = [self._numbers.get(path[:depth], -1) for depth in range(len(path))]
            same = self._paths == self._numbers.get(path, -1)
            self._known[path] = _Place(
                same=same,
                inside=same & self._deep,
                above=np.isin(self._paths, over) & self._deep,
                title=np.isin(self._strategies, path),
                common=self._tops == (path[0] if path else -2),
            )
        return self._known[path]


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
