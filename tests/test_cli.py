"""The command line: results on stdout, errors on stderr, exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from typer.testing import CliRunner

from stratac import __version__, load_model, save_model
from stratac.cli import app

PLAN = ROOT / "examples" / "plan-commercial.md"
FOIRES = "Notre stratégie sera de faire plus de foires"
run = CliRunner().invoke


def test_sentence_is_shown_with_its_label_and_mark() -> None:
    result = run(app, ["classify", FOIRES])
    assert result.exit_code == 0
    assert "tactique" in result.stdout
    assert "⚠ stratégie" in result.stdout


def test_engine_and_model_are_chosen(tmp_path: Path) -> None:
    model = str(save_model(load_model(engine="accurate"), tmp_path / "model"))
    other = run(app, ["classify", FOIRES, "-f", "json", "--engine", "accurate"])
    own = run(app, ["classify", FOIRES, "-f", "json", "--model", model])
    assert other.exit_code == own.exit_code == 0
    assert other.stdout == own.stdout
    assert other.stdout != run(app, ["classify", FOIRES, "-f", "json"]).stdout
    scored = run(app, ["score", str(PLAN), "-f", "jsonl", "--engine", "fast", "--jobs", "1"])
    assert json.loads(scored.stdout)["source"] == str(PLAN)


@pytest.mark.parametrize("command", [["classify", FOIRES], ["score", str(PLAN)]])
def test_model_that_cannot_be_opened_is_said(command: list[str], tmp_path: Path) -> None:
    result = run(app, [*command, "--model", str(tmp_path / "absent")])
    assert result.exit_code == 1
    assert "is not a folder" in result.stderr


def test_one_sentence_loads_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from stratac.cli import app; "
        f"done = CliRunner().invoke(app, ['classify', {FOIRES!r}, '--engine', 'fast']); "
        "assert done.exit_code == 0, done.output; "
        "heavy = {'spacy', 'thinc', 'sklearn', 'pandas', 'matplotlib', 'lxml', 'joblib', "
        "'autograd', 'scipy.stats', 'openpyxl', 'jinja2'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lines_are_read_from_stdin() -> None:
    result = run(app, ["classify", "-f", "jsonl"], input=f"{FOIRES}\n\nBudget\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["text"] for row in rows] == [FOIRES, "Budget"]


def test_bad_bytes_on_stdin_stop_nothing() -> None:
    result = run(app, ["classify", "-f", "jsonl"], input=b"Cr\xe9er un guichet\nBudget\n")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_plan_is_shown_with_its_balance() -> None:
    result = run(app, ["score", str(PLAN)])
    assert result.exit_code == 0
    assert "Bilan :" in result.stdout
    assert "Part de la stratégie :" in result.stdout


def test_json_is_one_list_of_documents() -> None:
    scores = json.loads(run(app, ["score", "-f", "json", str(PLAN), str(PLAN)]).stdout)
    assert [score["source"] for score in scores] == [str(PLAN)] * 2


def test_json_lines_is_one_document_a_line() -> None:
    lines = run(app, ["score", "-f", "jsonl", str(PLAN), str(PLAN)]).stdout.splitlines()
    assert [json.loads(line)["source"] for line in lines] == [str(PLAN)] * 2


def test_csv_is_one_statement_a_row() -> None:
    result = run(app, ["score", "-f", "csv", str(PLAN)])
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [int(row["position"]) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["label"] for row in rows} == {"strategy", "tactic", "other"}
    for row in rows:
        total = sum(float(row[label]) for label in ("strategy", "tactic", "other"))
        assert total == pytest.approx(1, abs=2e-4)


def test_output_goes_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    result = run(app, ["score", "-f", "json", "-o", str(path), str(PLAN)])
    assert result.stdout == ""
    assert json.loads(path.read_text(encoding="utf-8"))[0]["source"] == str(PLAN)


def test_unwritable_output_is_said(tmp_path: Path) -> None:
    result = run(app, ["score", "-o", str(tmp_path / "no" / "out"), str(PLAN)])
    assert result.exit_code == 1
    assert "ne peut être écrit" in result.stderr


def test_bad_file_is_said_and_the_others_are_scored(tmp_path: Path) -> None:
    result = run(app, ["score", "-f", "jsonl", str(tmp_path / "absent.md"), str(PLAN)])
    assert result.exit_code == 1
    assert "absent.md does not exist" in result.stderr
    failed, scored = (json.loads(line) for line in result.stdout.splitlines())
    assert (failed["source"], failed["error"]) == (str(tmp_path / "absent.md"), "ReadError")
    assert scored["source"] == str(PLAN)


@pytest.mark.parametrize(
    "arguments",
    [["score"], ["score", "-f", "pdf", str(PLAN)], ["unknown"], ["classify", "--nothing"]],
    ids=["no-file", "unknown-format", "unknown-command", "unknown-option"],
)
def test_usage_errors_exit_with_two(arguments: list[str]) -> None:
    assert run(app, arguments).exit_code == 2


def test_version() -> None:
    assert run(app, ["--version"]).stdout.strip() == f"stratac {__version__}"


@pytest.mark.parametrize("arguments", [["--help"], ["classify", "--help"], ["score", "--help"]])
def test_help_is_in_french(arguments: list[str]) -> None:
    result = run(app, arguments)
    assert result.exit_code == 0
    assert any(word in result.stdout for word in ("plan", "phrases"))


def test_module_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stratac", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"stratac {__version__}"


@pytest.fixture(scope="module")
def labelled(tmp_path_factory) -> Path:
    lines = (ROOT / "data" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("data") / "labelled.jsonl"
    path.write_text("\n".join(lines[:120]), encoding="utf-8")
    return path


def test_evaluation_is_shown_and_written(labelled: Path, tmp_path: Path) -> None:
    result = run(app, ["evaluate", str(labelled), "-o", str(tmp_path / "rapport")])
    assert result.exit_code == 0, result.stderr
    assert "| seul | en contexte |" in result.stdout
    written = {path.name for path in (tmp_path / "rapport").iterdir()}
    assert written == {"figures.json", "rapport.md", "fiabilite.png", "couverture.png"}
    text = (tmp_path / "rapport" / "rapport.md").read_text(encoding="utf-8")
    for part in ("Selon le secteur", "Selon la longueur", "Intentions prises pour des actions"):
        assert part in text
    figures = json.loads((tmp_path / "rapport" / "figures.json").read_text(encoding="utf-8"))
    assert figures["nature_f1"] > 0.5
    for name in ("fiabilite.png", "couverture.png"):
        assert (tmp_path / "rapport" / name).read_bytes().startswith(b"\x89PNG")


def test_evaluation_says_which_rows_are_bad(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "Ouvrir un guichet", "label": "titre"}\n', encoding="utf-8")
    result = run(app, ["evaluate", str(path)])
    assert result.exit_code == 1
    assert "expected one of strategy, tactic, other" in result.stderr


def test_evaluation_takes_a_table(tmp_path: Path) -> None:
    path = tmp_path / "phrases.csv"
    rows = ["Ouvrir deux agences;action", "Devenir la référence;intention", "Contexte;autre"]
    path.write_text("\n".join(["texte;étiquette", *rows]), encoding="utf-8")
    result = run(app, ["evaluate", str(path)])
    assert result.exit_code == 0
    assert "trois étiquettes, macro-F1" in result.stdout


def test_no_process_is_a_usage_error(tmp_path: Path) -> None:
    result = run(app, ["score", str(PLAN), "--jobs", "0"])
    assert result.exit_code == 2
    assert "--jobs vaut 0" in result.stderr


def test_evaluation_asks_for_leave_to_open_a_model(labelled: Path, tmp_path: Path) -> None:
    model = str(save_model(load_model(engine="fast"), tmp_path / "model", format="joblib"))
    result = run(app, ["evaluate", str(labelled), "--model", model])
    assert result.exit_code == 1
    assert "runs code" in result.stderr
    assert run(app, ["evaluate", str(labelled), "--model", model, "--trusted"]).exit_code == 0


def test_evaluation_that_cannot_be_written_is_said(labelled: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run(app, ["evaluate", str(labelled), "-o", str(tmp_path / "file")])
    assert result.exit_code == 1
    assert "give another folder" in result.stderr


def test_spreadsheet_has_documents_statements_and_questions(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    assert run(app, ["score", str(PLAN), "-f", "xlsx", "-o", str(target)]).exit_code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Documents", "Énoncés", "Liens", "Questions"]
    documents, statements, links, questions = (list(sheet.values) for sheet in book)
    assert len(documents) == 2
    assert "intentions" in documents[1][-1]
    assert len(statements) == 22
    assert links[0] == ("document", "action", "intention servie", "probabilité", "ce qui les lie")
    assert any("foires" in str(row[1]) for row in questions)


def test_page_goes_to_standard_output_or_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "plan.html"
    assert run(app, ["score", str(PLAN), "-f", "html", "-o", str(target)]).exit_code == 0
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert run(app, ["score", str(PLAN), "-f", "html"]).stdout == page


def test_pages_of_several_documents_go_into_a_folder(tmp_path: Path) -> None:
    other = tmp_path / "other" / PLAN.name
    other.parent.mkdir()
    other.write_text("- Ouvrir un guichet\n", encoding="utf-8")
    folder = tmp_path / "pages"
    assert run(app, ["score", str(PLAN), str(other), "-f", "html"]).exit_code == 2
    assert (
        run(app, ["score", str(PLAN), str(other), "-f", "html", "-o", str(folder)]).exit_code == 0
    )
    pages = sorted(path.name for path in folder.iterdir())
    assert pages == ["plan-commercial-2.html", "plan-commercial.html"]
    assert "guichet" in (folder / pages[0]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [["--resume"], ["--resume", "-f", "jsonl"], ["-f", "parquet"], ["--resume", "-o", "x.txt"]],
)
def test_options_that_cannot_be_together_are_a_usage_error(arguments: list[str]) -> None:
    assert run(app, ["score", str(PLAN), *arguments]).exit_code == 2


def test_folder_without_documents_is_said(tmp_path: Path) -> None:
    result = run(app, ["score", str(tmp_path)])
    assert result.exit_code == 1
    assert "Aucun document" in result.stderr


def test_formulas_in_a_plan_stay_text(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text('- =HYPERLINK("http://example.org") ouvrir un guichet\n', encoding="utf-8")
    target = tmp_path / "plan.xlsx"
    assert run(app, ["score", str(plan), "-f", "xlsx", "-o", str(target)]).exit_code == 0
    cells = [cell for row in openpyxl.load_workbook(target)["Énoncés"] for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize(
    "arguments",
    [["score", str(PLAN), "-f", "xlsx"], ["classify", FOIRES, "-f", "xlsx"]],
    ids=["no-file", "sentences"],
)
def test_spreadsheet_that_cannot_be_is_a_usage_error(arguments: list[str]) -> None:
    result = run(app, arguments)
    assert result.exit_code == 2
    assert "-o plan.xlsx" in result.stderr


def test_spreadsheet_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = run(app, ["score", str(PLAN), "-f", "xlsx", "-o", str(tmp_path / "no" / "plan.xlsx")])
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
