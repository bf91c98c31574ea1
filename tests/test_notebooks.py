"""The notebooks: stored bare, written in French, run from top to bottom on a copy."""

from __future__ import annotations

import importlib
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# What notebooks may read; `resultats` is what they write.
FOLDERS = ("data", "examples", "notebooks")
RESULTS = "resultats"
# A reader opens a notebook in its folder or at the root of the repository.
STARTS = {"from-its-folder": "notebooks", "from-the-root": "."}
# A cell that hangs ends here; none should come near.
CELL_SECONDS = 300

SHORTEST_TEXT = 60
LEAST_FRENCH = 0.2
FRENCH = re.compile(
    r"\b(?:à|au|aux|avec|ces?|cette|comme|dans|de|des|deux|dit|donc|du|elles?|en|est|et|ils?|la|le"
    r"|les|leurs?|mais|ne|nous|on|ou|où|par|pas|plus|pour|que?|qui|sans|se|ses|si|son|sont|sur|tout"
    r"|une?|vous)\b"
)
ENGLISH = re.compile(
    r"\b(?:and|are|as|at|be|by|can|each|for|from|has|how|in|is|it|not|of|that|the|their|this|to|we"
    r"|what|when|which|with|you|your)\b"
)
WORD = re.compile(r"[^\W\d_]+")
TOLD_FILE = re.compile(rf"`({RESULTS}/[^`\s]+\.\w+)`")


def storage_problems(notebook: NotebookNode) -> list[str]:
    """Return what a stored notebook should not hold: outputs, counts, another kernel."""
    problems = []
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        problems.append("the kernel is not python3")
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.outputs:
            problems.append(f"{cell.id} is stored with outputs")
        if cell.cell_type == "code" and cell.execution_count is not None:
            problems.append(f"{cell.id} is stored with an execution count")
    return problems


def text_problems(notebook: NotebookNode) -> list[str]:
    """Return which cells do not tell a French reader why they are there."""
    kinds = [cell.cell_type for cell in notebook.cells]
    problems = [f"there is no {kind} cell" for kind in ("markdown", "code") if kind not in kinds]
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        text = cell.source.lower()
        words, french, english = (len(kind.findall(text)) for kind in (WORD, FRENCH, ENGLISH))
        if len(cell.source) < SHORTEST_TEXT:
            problems.append(f"{cell.id} says little: {cell.source!r}")
        elif french < LEAST_FRENCH * words or english > french:
            problems.append(f"{cell.id} does not read as French: {cell.source[:60]!r}")
    return problems


def complaints(notebook: NotebookNode) -> list[str]:
    """Return what went wrong in cells that did not fail.

    Warnings go to standard error; a value that cannot be shown leaves an error among the
    outputs and stops nothing.
    """
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"{cell.id}: {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr":
                found.append(f"{cell.id}: {output.text}")
    return found


def writing_problems(told: set[str], written: dict[str, int]) -> list[str]:
    """Return what is wrong with the files written, given by place and size in bytes."""
    problems = [f"{name} is told of and not written" for name in sorted(told - set(written))]
    for name, size in sorted(written.items()):
        if name not in told:
            problems.append(f"{name} is written and not told of")
        if not size:
            problems.append(f"{name} is empty")
    return problems


def execute(notebook: NotebookNode, start: Path) -> None:
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(start)}},
        config=Config({"KernelManager": {"ip": "127.0.0.1"}}),
    )
    client.execute()


def files(folder: Path) -> dict[str, int]:
    """Return the files of a folder by their place in it, with their size."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file()
    }


@dataclass(frozen=True)
class Run:
    """An executed notebook, and the files that were there after it and not before."""

    notebook: NotebookNode
    written: dict[str, int]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[Path]:
    """Keep the kernel away from the settings, profiles and kernels of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, str(folder / name.lower()))
        patch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        # On a new machine matplotlib lists the fonts once, and says so on standard error.
        importlib.import_module("matplotlib.font_manager")
        yield folder


@pytest.fixture(
    scope="module",
    params=itertools.product(NOTEBOOKS, STARTS),
    ids=lambda case: f"{case[0].stem}-{case[1]}",
)
def run(request, home: Path, tmp_path_factory) -> Iterator[Run]:
    path, start = request.param
    copy = tmp_path_factory.mktemp("copy")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns(RESULTS))
    before = set(files(copy))
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, copy / STARTS[start])
    yield Run(notebook, {name: size for name, size in files(copy).items() if name not in before})
    # pytest would keep every copy of the data.
    shutil.rmtree(copy)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_bare(path: Path) -> None:
    assert storage_problems(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_tells_a_french_reader_why(path: Path) -> None:
    assert text_problems(nbformat.read(path, as_version=4)) == []


def test_notebook_runs_without_a_warning(run: Run) -> None:
    assert all(cell.execution_count for cell in run.notebook.cells if cell.cell_type == "code")
    assert complaints(run.notebook) == []


def test_what_the_notebook_tells_of_is_written_and_nothing_else(run: Run) -> None:
    texts = [cell.source for cell in run.notebook.cells if cell.cell_type == "markdown"]
    told = {f"notebooks/{name}" for text in texts for name in TOLD_FILE.findall(text)}
    assert writing_problems(told, run.written) == []


TEXT = "Ce texte dit au lecteur pourquoi la cellule est là et ce qu'il faut en regarder."


def notebook_of(*cells: NotebookNode) -> NotebookNode:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


GOOD = notebook_of(new_markdown_cell(TEXT), new_code_cell("1 + 1"))


def test_checks_pass_a_good_notebook() -> None:
    assert storage_problems(GOOD) == []
    assert text_problems(GOOD) == []
    assert writing_problems({"page.html"}, {"page.html": 10}) == []


@pytest.mark.parametrize(
    ("notebook", "problem"),
    [
        pytest.param(
            notebook_of(new_code_cell("1", outputs=[new_output("stream", text="1")])),
            "outputs",
            id="outputs",
        ),
        pytest.param(notebook_of(new_code_cell("1", execution_count=3)), "count", id="count"),
        pytest.param(new_notebook(cells=[new_code_cell("1")]), "kernel", id="no-kernel"),
    ],
)
def test_check_trips_on_what_should_not_be_stored(notebook: NotebookNode, problem: str) -> None:
    [found] = storage_problems(notebook)
    assert problem in found


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        pytest.param([new_code_cell("1")], "no markdown", id="code-alone"),
        pytest.param([new_markdown_cell(TEXT)], "no code", id="text-alone"),
        pytest.param(
            [new_markdown_cell("## Les figures"), new_code_cell("1")], "says little", id="short"
        ),
        pytest.param(
            [
                new_markdown_cell(
                    "This text tells the reader why the cell is there and what to look at in it."
                ),
                new_code_cell("1"),
            ],
            "as French",
            id="english",
        ),
    ],
)
def test_check_trips_on_text_that_tells_nobody_why(cells: list[NotebookNode], problem: str) -> None:
    [found] = text_problems(notebook_of(*cells))
    assert problem in found


@pytest.mark.parametrize(
    ("told", "written", "problem"),
    [
        pytest.param({"page.html"}, {}, "not written", id="missing"),
        pytest.param(set(), {"page.html": 10}, "not told", id="undeclared"),
        pytest.param({"page.html"}, {"page.html": 0}, "empty", id="empty"),
    ],
)
def test_check_trips_on_files(told: set[str], written: dict[str, int], problem: str) -> None:
    [found] = writing_problems(told, written)
    assert problem in found


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        pytest.param("import warnings\nwarnings.warn('vieux nom')", "vieux nom", id="warning"),
        pytest.param(
            "class Broken:\n    def _repr_html_(self):\n        return 1 / 0\ndisplay(Broken())",
            "ZeroDivisionError",
            id="value-that-cannot-be-shown",
        ),
    ],
)
def test_check_trips_on_what_stops_nothing(
    code: str, problem: str, home: Path, tmp_path: Path
) -> None:
    notebook = notebook_of(new_code_cell(code))
    execute(notebook, tmp_path)
    [found] = complaints(notebook)
    assert problem in found


def test_execution_trips_on_an_error(home: Path, tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(notebook_of(new_code_cell("1 / 0")), tmp_path)
