"""Many documents: in order, each once, whatever dies on the way."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import REFERENCE, ROOT
from typer.testing import CliRunner

from stratac import Failure, load_model, save_model, score_file, score_files
from stratac.archive import COLUMNS, open_archive
from stratac.batch import _side_by_side, cluster, find_files
from stratac.cli import INTERRUPTED, app
from stratac.document import DocumentScore
from stratac.errors import InputError, MissingExtraError, ModelError, OutputError

COUNT = 12
BROKEN = 5
run = CliRunner().invoke
FORMATS = ("jsonl", "csv", "parquet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder of small plans, one of which cannot be read."""
    made = tmp_path_factory.mktemp("plans")
    for number in range(COUNT):
        text = f"# Plan {number}\n\n- Ouvrir {number + 2} guichets\n- Devenir la référence\n"
        (made / f"plan-{number:02d}.md").write_text(text, encoding="utf-8")
    (made / f"plan-{BROKEN:02d}.md").write_bytes(b"")
    return made


@pytest.fixture(scope="module")
def paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))


@pytest.fixture(scope="module")
def scored(paths: list[Path]) -> list[DocumentScore | Failure]:
    return list(score_files(paths, reference=REFERENCE))


def sources(path: Path, format: str) -> list[str]:
    """Return the sources in a file of scores, each as often as it was begun."""
    if format == "jsonl":
        return [json.loads(line)["source"] for line in path.read_text("utf-8").splitlines()]
    if format == "csv":
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = pq.read_table(path).to_pylist()
    return [row["source"] for row in rows if row["position"] in ("1", 1, "", None)]


def told(found: list[DocumentScore | Failure]) -> list[object]:
    """Return scores as plain values, without the last digits, which processes may round apart."""
    text = json.dumps([score.to_dict() for score in found])
    return json.loads(text, parse_float=lambda number: round(float(number), 4))


def test_scores_come_in_order_and_a_bad_one_is_named(
    scored: list[DocumentScore | Failure], paths: list[Path]
) -> None:
    assert [score.source for score in scored] == [str(path) for path in paths]
    failures = [score for score in scored if isinstance(score, Failure)]
    assert [failure.source for failure in failures] == [str(paths[BROKEN])]
    assert failures[0].error == "ReadError"
    assert "empty" in failures[0].message


def test_several_processes_give_the_same(
    scored: list[DocumentScore | Failure], paths: list[Path]
) -> None:
    beside = list(score_files(paths, n_jobs=2, reference=REFERENCE))
    assert told(beside) == told(scored)


@pytest.mark.parametrize("format", FORMATS)
def test_name_that_is_no_text_stops_nothing(tmp_path: Path, format: str) -> None:
    folder = tmp_path / "zip"
    folder.mkdir()
    for name in (b"a.md", b"plan d_\xe9t\xe9.md", b"z.md"):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_text("- Ouvrir un guichet")
    target = tmp_path / f"scores.{format}"
    command = ["score", str(folder), "-f", format, "-o", str(target)]
    for _ in range(2):
        assert run(app, command).exit_code == 0
        names = [Path(source).name for source in sources(target, format)]
        assert names == ["a.md", "plan d_\\udce9t\\udce9.md", "z.md"]
        command = [*command[:6], "--resume"]


def test_no_process_is_said(paths: list[Path]) -> None:
    with pytest.raises(InputError, match="n_jobs is 0"):
        list(score_files(paths, n_jobs=0))


def test_paths_are_read_as_they_are_needed(paths: list[Path]) -> None:
    asked = []

    def given() -> Iterator[Path]:
        for path in paths:
            asked.append(path)
            yield path

    found = score_files(given())
    next(found)
    assert len(asked) == 1


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(InputError, match=r"A path is 3 \(int\)"):
        list(score_files([3]))  # type: ignore[list-item]


def dies_on_killers(source: str, path: str) -> Failure:
    """Stand in for scoring: some documents take their process with them."""
    if "killer" in source:
        os.kill(os.getpid(), signal.SIGKILL)
    return Failure(source, "none", "read")


@pytest.mark.parametrize("killers", [{2}, {0, 5}, {7}], ids=["one", "two", "last"])
def test_document_that_kills_its_process_is_named_and_stops_nothing(killers: set[int]) -> None:
    chunk = [f"killer-{n}" if n in killers else f"plan-{n}" for n in range(8)]
    found = list(_side_by_side(chunk, dies_on_killers, 2))
    assert [failure.source for failure in found if isinstance(failure, Failure)] == chunk
    assert {n for n, f in enumerate(found) if "killed" in f.message} == killers


def test_cluster_that_loses_a_worker_scores_every_document_once(
    scored: list[DocumentScore | Failure], paths: list[Path]
) -> None:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as local,
        Client(local) as client,
    ):
        found = []
        with cluster(local.scheduler_address):
            for score in score_files(paths, reference=REFERENCE):
                found.append(score)
                if len(found) == 2:
                    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    assert told(found) == told(scored)


def test_cluster_that_does_not_answer_is_said() -> None:
    with pytest.raises(InputError, match="No Dask scheduler answers"), cluster("nowhere"):
        pass


def test_missing_dask_is_said(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"stratac\[dask\]"), cluster("tcp://127.0.0.1:1"):
        pass


def test_folders_are_searched_for_documents(tmp_path: Path) -> None:
    for name in ("b.md", "a.PDF", "notes.xyz", "~$b.docx", ".hidden.md", "sub/c.txt", ".git/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    lone = ROOT / "LICENSE"
    found = list(find_files([tmp_path, lone]))
    assert [path.name for path in found] == ["a.PDF", "b.md", "c.txt", "LICENSE"]


@pytest.mark.parametrize("format", FORMATS)
def test_command_writes_every_document_once(folder: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"scores.{format}"
    result = run(app, ["score", str(folder), "-f", format, "-o", str(target)])
    assert result.exit_code == 1
    assert "is empty" in result.stderr
    names = [Path(source).name for source in sources(target, format)]
    assert names == [f"plan-{number:02d}.md" for number in range(COUNT)]


def cut(path: Path, format: str, keep: int) -> None:
    """Leave the first documents of a file, and in text a piece of the next."""
    if format == "parquet":
        table = pq.read_table(path)
        order = list(dict.fromkeys(table.column("source").to_pylist()))[:keep]
        pq.write_table(table.filter([s in order for s in table.column("source").to_pylist()]), path)
        return
    text = path.read_text("utf-8")
    starts = [text.index(source) for source in sources(path, format)]
    path.write_text(text[: starts[keep] + 20], encoding="utf-8")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("keep", [0, 3, COUNT - 1])
def test_resumed_run_scores_nothing_twice(
    folder: Path, tmp_path: Path, format: str, keep: int, monkeypatch
) -> None:
    target = tmp_path / f"scores.{format}"
    command = ["score", str(folder), "-f", format, "-o", str(target)]
    run(app, command)
    whole = sources(target, format)
    cut(target, format, keep)
    again: list[str] = []

    def counted(path, **options):
        again.append(str(path))
        return score_file(path, **options)

    monkeypatch.setattr("stratac.batch.analysis.score_file", counted)
    run(app, [*command, "--resume"])
    assert sources(target, format) == whole
    assert again == whole[keep:]


def test_no_spreadsheet_runs_a_cell_of_a_csv_that_was_taken_up(tmp_path: Path, monkeypatch) -> None:
    plans = tmp_path / "=plans"
    plans.mkdir()
    for number in range(2):
        text = '- =HYPERLINK("http://example.org") ouvrir un guichet\n'
        (plans / f"{number}.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    command = ["score", "=plans", "-f", "csv", "-o", "scores.csv"]
    run(app, command)
    whole = Path("scores.csv").read_text("utf-8")
    rows = list(csv.DictReader(whole.splitlines()))
    assert [row["source"] for row in rows] == ["'=plans/0.md", "'=plans/1.md"]
    assert all(row["text"].startswith("'=HYPERLINK") for row in rows)
    lines = whole.splitlines(keepends=True)
    Path("scores.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    run(app, [*command, "--resume"])
    assert Path("scores.csv").read_text("utf-8") == whole


@pytest.mark.parametrize("format", FORMATS)
def test_file_of_something_else_is_not_taken_up(tmp_path: Path, format: str) -> None:
    path = tmp_path / "other"
    path.write_text("something else\nentirely\n", encoding="utf-8")
    with pytest.raises(OutputError, match="does not hold"):
        open_archive(path, format, resume=True)
    assert path.read_text("utf-8") == "something else\nentirely\n"


def test_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        open_archive(tmp_path / "missing" / "scores.csv", "csv")


def test_missing_pyarrow_is_said(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"stratac\[parquet\]"):
        open_archive(tmp_path / "scores.parquet", "parquet")


def test_csv_and_parquet_have_the_same_columns(folder: Path, tmp_path: Path) -> None:
    for ending in ("csv", "parquet"):
        run(app, ["score", str(folder), "-f", ending, "-o", str(tmp_path / f"s.{ending}")])
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == list(COLUMNS)
    table = pq.read_table(tmp_path / "s.parquet")
    assert table.column_names == list(COLUMNS)
    assert str(table.schema.field("strategy").type) == "double"


def test_interrupted_run_leaves_a_valid_file_that_is_taken_up(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.jsonl"
    command = [sys.executable, "-m", "stratac", "score", str(folder), "-f", "jsonl"]
    command += ["-o", str(target)]
    begun = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (target.exists() and target.read_bytes().count(b"\n")):
        assert begun.poll() is None
        time.sleep(0.01)
    begun.send_signal(signal.SIGINT)
    _, said = begun.communicate(timeout=60)
    first = sources(target, "jsonl")
    if begun.returncode == INTERRUPTED:
        assert "--resume" in said
        assert len(first) < COUNT
    subprocess.run([*command, "--resume"], check=False, capture_output=True, timeout=120)
    assert [Path(s).name for s in sources(target, "jsonl")] == sorted(os.listdir(folder))


def test_processes_open_the_model_that_is_given(paths: list[Path], tmp_path: Path) -> None:
    folder = save_model(load_model(engine="fast"), tmp_path)
    few = paths[:3]
    expected = list(score_files(few, reference=REFERENCE, engine="fast"))
    assert list(score_files(few, reference=REFERENCE, model=folder, n_jobs=2)) == expected
    assert list(score_files(few, reference=REFERENCE, model=load_model(folder))) == expected


def test_model_that_cannot_be_opened_is_said_at_once(paths: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        list(score_files(paths, model=tmp_path / "absent"))


def test_processes_that_stand_elsewhere_find_the_files(paths, tmp_path: Path, monkeypatch) -> None:
    few = paths[BROKEN - 1 : BROKEN + 2]
    list(score_files(few, n_jobs=2))  # the processes start, in this folder
    monkeypatch.chdir(few[0].parent)
    names = [path.name for path in few]
    found = list(score_files(names, n_jobs=2, reference=REFERENCE))
    assert [one.source for one in found] == names
    assert found == list(score_files(names, n_jobs=1, reference=REFERENCE))
