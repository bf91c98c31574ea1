"""Labelled data in: every row is checked, and all that is wrong is said at once."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stratac.errors import CorpusError
from stratac.records import (
    BlockKind,
    Detail,
    Label,
    LabelledUnit,
    LinkedUnit,
    MeansEnd,
    Origin,
    Split,
)
from stratac.spelling import folded

_MAX_SHOWN = 20
_REQUIRED = ("text", "label")
# Without accents: spreadsheets in capitals often have none.
_LABELS = {
    "strategy": Label.STRATEGY,
    "strategie": Label.STRATEGY,
    "intention": Label.STRATEGY,
    "tactic": Label.TACTIC,
    "tactique": Label.TACTIC,
    "action": Label.TACTIC,
    "other": Label.OTHER,
    "autre": Label.OTHER,
}


def load_corpus(*paths: str | Path) -> list[LabelledUnit]:
    """Read labelled units from JSON Lines files.

    Parameters
    ----------
    *paths
        Files with one JSON object a line. ``text`` and ``label`` are required;
        the other columns of `LabelledUnit` may be missing: ``id`` then is the
        file's name and the line number, ``document`` the id, ``split`` train, ``origin`` written.

    Returns
    -------
    list of LabelledUnit
        In the order of the files.

    Raises
    ------
    CorpusError
        If a file is missing or any row cannot be used: unknown label, empty or
        multi-line text, double id, a document in two splits. The message gives
        file and line of every bad row (the first 20 in full).
    """
    units: list[LabelledUnit] = []
    problems: list[str] = []
    places: dict[str, str] = {}
    splits: dict[str, Split] = {}
    for path in map(Path, paths):
        for number, row in _rows(path, problems):
            place = f"{path.name}, line {number}"
            unit, reasons = _unit(row, f"{path.stem}-{number}")
            if unit is not None:
                if unit.id in places:
                    reasons.append(f"id {unit.id!r} stands at {places[unit.id]} already")
                places.setdefault(unit.id, place)
                if splits.setdefault(unit.document, unit.split) is not unit.split:
                    reasons.append(f"document {unit.document!r} stands in two splits")
            if reasons or unit is None:
                problems.append(f"{place}: {'; '.join(reasons)}")
            else:
                units.append(unit)
    refuse(problems)
    return units


def refuse(problems: Sequence[str]) -> None:
    """Raise what is wrong with labelled data, if anything is.

    Parameters
    ----------
    problems
        One a bad row: its place, and why it cannot be used.

    Raises
    ------
    CorpusError
        If there are any; the first 20 are given in full.
    """
    if problems:
        shown = "\n".join(problems[:_MAX_SHOWN])
        rest = len(problems) - _MAX_SHOWN
        more = f"\n… and {rest} more" if rest > 0 else ""
        raise CorpusError(
            f"{len(problems)} rows cannot be used; mend or remove them:\n{shown}{more}"
        )


def load_links(path: str | Path) -> list[LinkedUnit]:
    """Read plans whose links were read from a JSON Lines file.

    Parameters
    ----------
    path
        One JSON object a line with the columns of `LinkedUnit`; a plan's statements
        stand together, in their order.

    Returns
    -------
    list of LinkedUnit
        In the order of the file.

    Raises
    ------
    CorpusError
        If the file is missing or any row cannot be used: a column is missing, a
        value is unknown, or a tactic serves what is no strategy of its plan. All bad
        rows are said at once.
    """
    path = Path(path)
    units: list[LinkedUnit] = []
    problems: list[str] = []
    places: list[str] = []
    for number, row in _rows(path, problems):
        place = f"{path.name}, line {number}"
        try:
            serves, second = row["serves"], row["second_serves"]
            unit = LinkedUnit(
                id=str(row["id"]),
                document=str(row["document"]),
                position=int(row["position"]),
                block=BlockKind(row["block"]),
                level=int(row["level"]),
                text=str(row["text"]),
                label=Label(row["label"]),
                serves=None if serves is None else tuple(serves),
                second=Label(row["second"]) if row["second"] else None,
                second_serves=None if second is None else tuple(second),
                origin=Origin(row["origin"]),
                split=Split(row["split"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            problems.append(f"{place}: {_said(error)}")
            continue
        units.append(unit)
        places.append(place)
    aims = {(unit.document, unit.id) for unit in units if unit.label is Label.STRATEGY}
    for unit, place in zip(units, places, strict=True):
        if (unit.serves is not None) is not (unit.label is Label.TACTIC):
            problems.append(f"{place}: serves is for tactics, and every tactic has it")
        lost = [aim for aim in unit.serves or () if (unit.document, aim) not in aims]
        if lost:
            problems.append(f"{place}: serves {', '.join(lost)}, no strategy of its plan")
    refuse(problems)
    return units


def load_means(path: str | Path) -> list[MeansEnd]:
    """Read actions with the aims that they serve from a JSON Lines file.

    Parameters
    ----------
    path
        One JSON object a line with the columns of `MeansEnd`.

    Raises
    ------
    CorpusError
        If the file is missing or a row lacks a column; all bad rows are said at once.
    """
    path = Path(path)
    found: list[MeansEnd] = []
    problems: list[str] = []
    for number, row in _rows(path, problems):
        try:
            found.append(
                MeansEnd(*(str(row[name]) for name in ("id", "organisation", "aim", "action")))
            )
        except KeyError as error:
            problems.append(f"{path.name}, line {number}: {_said(error)}")
    refuse(problems)
    return found


def _said(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)


def _rows(path: Path, problems: list[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 ({error.reason}); save it as UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(f"{path.name}, line {number}: not JSON ({error.msg})")
            continue
        if not isinstance(row, dict):
            problems.append(f"{path.name}, line {number}: a JSON object was expected")
            continue
        yield number, row


def _unit(row: Mapping[str, Any], default_id: str) -> tuple[LabelledUnit | None, list[str]]:
    reasons = [f"no {name!r}" for name in _REQUIRED if name not in row]
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        reasons.append(f"text is {text!r}, a sentence was expected")
    elif "\n" in text or text != unicodedata.normalize("NFC", text):
        reasons.append("text must be one line of NFC characters")
    label = _label(row, "label", reasons)
    second = _label(row, "second", reasons)
    detail = _choice(row, "detail", tuple(Detail), reasons)
    split = _choice({"split": row.get("split", Split.TRAIN)}, "split", tuple(Split), reasons)
    origin = _choice(
        {"origin": row.get("origin", Origin.WRITTEN)}, "origin", tuple(Origin), reasons
    )
    sure = row.get("sure")
    if sure not in (None, 1, 2, 3):
        reasons.append(f"sure is {sure!r}, expected 1, 2 or 3")
    reasons.extend(
        f"{name} {row[name]!r} does not stand in the text"
        for name in ("predicate", "object")
        if isinstance(text, str) and row.get(name) and row[name] not in text
    )
    if reasons:
        return None, reasons
    identity = str(row.get("id", default_id))
    unit = LabelledUnit(
        id=identity,
        document=str(row.get("document", identity)),
        kind=row.get("kind"),
        sector=row.get("sector"),
        country=row.get("country"),
        position=int(row.get("position", 1)),
        text=str(text),
        label=label,
        second=second,
        sure=sure,
        detail=Detail(detail) if detail else None,
        trap=bool(row.get("trap", False)),
        origin=Origin(str(origin)),
        split=Split(str(split)),
        predicate=row.get("predicate"),
        object=row.get("object"),
    )
    return unit, reasons


def label_of(value: object) -> Label | None:
    """Return the label that goes by a name, or None where none does."""
    return _LABELS.get(folded(value)) if isinstance(value, str) else None


def _label(row: Mapping[str, Any], name: str, reasons: list[str]) -> Label | None:
    value = row.get(name)
    found = label_of(value)
    if value is not None and found is None:
        reasons.append(f"{name} is {value!r}, expected one of {', '.join(Label)}")
    return found


def _choice(
    row: Mapping[str, Any], name: str, choices: tuple[str, ...], reasons: list[str]
) -> str | None:
    value = row.get(name)
    if value is None or value in choices:
        return value
    reasons.append(f"{name} is {value!r}, expected one of {', '.join(choices)}")
    return None


def select(units: Iterable[LabelledUnit], *splits: Split) -> list[LabelledUnit]:
    """Return the labelled units of some splits; units on which readers differ are left out."""
    return [unit for unit in units if unit.split in splits and unit.label is not None]


def own_unit(
    *,
    id: str,
    document: str,
    position: int,
    text: str,
    label: Label | None,
    second: Label | None = None,
    sure: int | None = None,
) -> LabelledUnit:
    """Make a unit of a user's own sentence: to be trained on, and of an unknown kind of plan.

    Parameters are columns of `LabelledUnit`.
    """
    return LabelledUnit(
        id=id,
        document=document,
        kind=None,
        sector=None,
        country=None,
        position=position,
        text=text,
        label=label,
        second=second,
        sure=sure,
        detail=None,
        trap=False,
        origin=Origin.WRITTEN,
        split=Split.TRAIN,
        predicate=None,
        object=None,
    )
