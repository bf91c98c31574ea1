"""The rules of the house: style, types, floors, and an import that loads nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

CHECKS = {
    "ruff-check": ["ruff", "check", "."],
    "ruff-format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports"],
}


def bin_path(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS)
def test_house_rule_is_kept(command: list[str]) -> None:
    done = subprocess.run(
        [bin_path(command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_layers_contract_trips_on_an_upward_import(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "src" / "stratac", tmp_path / "stratac")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "stratac" / "records.py").open("a", encoding="utf-8") as stream:
        stream.write("\nimport stratac.analysis\n")
    done = subprocess.run(
        [bin_path("lint-imports")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "stratac.records -> stratac.analysis" in done.stdout


DOORS = {
    "spacy": {"language.py", "component.py"},
    "srsly": {"component.py"},
    "markdown_it": {"readers/markdown.py"},
    "charset_normalizer": {"readers/decoding.py"},
    "lxml": {"readers/html.py", "readers/package.py"},
    "pypdfium2": {"readers/pdf/extraction.py"},
    "zipfile": {"readers/package.py", "readers/signature.py"},
    "autograd": {"network/fitting.py", "linking/fitting.py"},
    "matplotlib": {"plots.py"},
    "openpyxl": {"workbook.py", "annotations/xlsx.py"},
    "pandas": {"frames.py"},
    "typer": {"cli.py"},
    "joblib": {"model.py", "batch.py"},
    "safetensors": {"store.py"},
    "platformdirs": {"light/vocabulary.py"},
    "distributed": {"batch.py"},
    "pyarrow": {"archive.py"},
    "jinja2": {"report.py"},
    "dateutil": {"features/horizon.py", "features/time_intervals.py", "report.py"},
}


@pytest.mark.parametrize(("library", "doors"), DOORS.items(), ids=DOORS)
def test_each_library_has_one_door(library: str, doors: set[str]) -> None:
    package = ROOT / "src" / "stratac"
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith((f"import {library}", f"from {library}"))
    }
    assert found
    assert found <= doors


def test_importing_stratac_loads_no_library() -> None:
    code = (
        "import sys, stratac; "
        "heavy = {'spacy', 'sklearn', 'numpy', 'scipy', 'rich', 'typer', 'lxml'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
