"""Many documents: one after the other, side by side, or on a cluster.

The work is spread by joblib, so that a user's own ``joblib.parallel_config`` decides where
it is done. Scores come in the order of the paths and are held for a few documents at a
time; what cannot be read, and what kills the process that reads it, becomes a `Failure`
and stops nothing.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime
import functools
import itertools
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TypeAlias

import joblib

from stratac import analysis, readers
from stratac.document import DocumentScore
from stratac.errors import InputError, MissingExtraError
from stratac.findings import Failure
from stratac.model import Model, choose
from stratac.records import Engine, Limits
from stratac.spelling import printable

# Documents dispatched at a time, by process: their scores may wait for the slowest.
_TOGETHER = 64
_HIDDEN = (".", "~$")

Scored: TypeAlias = DocumentScore | Failure
_Work: TypeAlias = Callable[[str, str], Scored]


def score_files(
    paths: Iterable[str | Path],
    *,
    n_jobs: int | None = None,
    reference: datetime.date | None = None,
    limits: Limits | None = None,
    engine: Engine | str | None = None,
    model: Model | str | Path | None = None,
) -> Iterator[Scored]:
    """Score many plan documents.

    Parameters
    ----------
    paths
        Any iterable of files, read as it is needed.
    n_jobs
        Processes to use, -1 for all cores. Default: what the surrounding
        ``joblib.parallel_config`` says (another machine's cluster, too), else one.
    reference
        The date from which horizons are counted; default: today.
    limits
        What reading one file may cost; default: `Limits()`.
    engine
        ``"fast"`` or ``"accurate"``; default: fast.
    model
        A model of your own; default: the one that ships with stratac. Processes that
        get its folder open it once; the model itself would travel with every document.

    Yields
    ------
    DocumentScore or Failure
        One a path, in order: a `Failure` where the document could not be scored.
        Memory does not grow with their number.

    Raises
    ------
    InputError
        If a path is neither a string nor a path, or there is no such engine.
    ModelError
        If the model cannot be opened.

    Examples
    --------
    >>> from stratac import score_files
    >>> [d.quadrant for d in score_files(["examples/plan-commercial.md"])]
    [<Quadrant.STRATEGY_AND_TACTICS: 'strategy_and_tactics'>]
    """
    # What is wrong with the model is said before the first document is read.
    choose(model, engine)
    work = functools.partial(
        _score,
        reference=reference or datetime.date.today(),
        limits=limits or Limits(),
        engine=engine,
        model=model,
    )
    sources = map(_source, paths)
    if n_jobs == 0:
        raise InputError("n_jobs is 0; the number of processes was expected, or -1 for all cores.")
    processes = joblib.effective_n_jobs(n_jobs)
    if processes == 1:
        yield from (work(source, source) for source in sources)
        return
    while chunk := list(itertools.islice(sources, _TOGETHER * processes)):
        yield from _side_by_side(chunk, work, n_jobs)


def _source(path: str | Path) -> str:
    if not isinstance(path, str | Path):
        raise InputError(f"A path is {path!r} ({type(path).__name__}); a file was expected.")
    return str(path)


def _score(
    source: str,
    path: str,
    reference: datetime.date,
    limits: Limits,
    engine: Engine | str | None,
    model: Model | str | Path | None,
) -> Scored:
    try:
        fitted = _opened(str(model)) if isinstance(model, str | Path) else model
        scored = analysis.score_file(
            path, reference=reference, limits=limits, engine=engine, model=fitted
        )
        return dataclasses.replace(scored, source=printable(source))
    # Whatever one document brings about, the others are still to be scored.
    except Exception as error:
        message = printable(str(error).replace(path, source))
        return Failure(printable(source), type(error).__name__, message)


def _place(source: str) -> str:
    """Return where a file is: a process may stand in another folder than the one that asks."""
    return str(Path(source).absolute())


@functools.lru_cache(maxsize=4)
def _opened(folder: str) -> Model:
    return choose(folder, None)


def _side_by_side(chunk: Sequence[str], work: _Work, n_jobs: int | None) -> Iterator[Scored]:
    waiting = collections.deque(chunk)
    parallel = joblib.Parallel(n_jobs=n_jobs, return_as="generator")
    try:
        packed = joblib.delayed(_packed)
        for found in parallel(packed(work, source, _place(source)) for source in chunk):
            waiting.popleft()
            yield pickle.loads(found)
    except Exception as error:
        if not _is_death(error):
            raise
        # One of those at work killed its process: each has a process to itself now.
        for source in waiting:
            yield _alone(source, work, n_jobs)


def _packed(work: _Work, source: str, place: str) -> bytes:
    # joblib's own pickler asks in Python about every object: it takes twice as long.
    return pickle.dumps(work(source, place), pickle.HIGHEST_PROTOCOL)


def _alone(source: str, work: _Work, n_jobs: int | None) -> Scored:
    try:
        found: list[Scored] = joblib.Parallel(n_jobs=n_jobs)(
            [joblib.delayed(work)(source, _place(source))]
        )
    except Exception as error:
        if not _is_death(error):
            raise
        return Failure(
            printable(source),
            type(error).__name__,
            "The process that read this document was killed, most likely for lack of memory; "
            "read it on a larger machine or convert it.",
        )
    return found[0]


def _is_death(error: Exception) -> bool:
    """Say whether a worker died, on this machine or on a cluster of Dask."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


@contextlib.contextmanager
def cluster(address: str) -> Iterator[None]:
    """Have the work done by a Dask cluster as long as the context lasts.

    Parameters
    ----------
    address
        Of the scheduler: ``tcp://host:8786``.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    InputError
        If no scheduler answers there.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtraError(
            "A cluster needs Dask, which is not installed: python -m pip install 'stratac[dask]'"
        ) from error
    try:
        client = Client(address)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address!r} ({error}); give its address as it tells "
            "it when it starts, such as tcp://host:8786."
        ) from error
    with client, joblib.parallel_config(backend="dask"):
        yield


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files given, and those of the folders given that stratac reads, sorted.

    Hidden files and the lock files of office programs are left out.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            hidden = any(part.startswith(_HIDDEN) for part in found.relative_to(path).parts)
            if found.suffix.lower() in readers.READERS and not hidden and found.is_file():
                yield found
