"""Labels from the tools that people label with, and sentences to them."""

from __future__ import annotations

import csv
import doctest
import importlib
import json
from pathlib import Path
from typing import Any
from zlib import crc32

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratac.annotations import (
    FORMATS,
    Candidate,
    load_labelled,
    read_labelled,
    save_for_labelling,
)
from stratac.errors import CorpusError, InputError, OutputError
from stratac.records import Label, LabelledUnit, Split

S, T, O = Label.STRATEGY, Label.TACTIC, Label.OTHER  # noqa: E741
GUICHET = "Ouvrir un guichet unique"
BIO = "Devenir la référence du bio"
BILAN = "Le marché a reculé en 2023."


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def lines(path: Path, *rows: object) -> Path:
    return write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def array(path: Path, *rows: object) -> Path:
    return write(path, json.dumps(rows, ensure_ascii=False, indent=2))


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def told(units: list[LabelledUnit]) -> list[tuple[str, Label | None, Label | None]]:
    return [(unit.text, unit.label, unit.second) for unit in units]


def refusal(path: Path, format: str | None = None) -> str:
    with pytest.raises(CorpusError) as caught:
        load_labelled(path, format=format)
    return str(caught.value)


# Label Studio


def annotation(*choices: str, by: int = 1, cancelled: bool = False, control: str = "label"):
    region = {
        "value": {"choices": list(choices)}, "id": "Dx_aB91ISN", "from_name": control,
        "to_name": "text", "type": "choices", "origin": "manual",
    }  # fmt: skip
    return {
        "id": 1000 + by, "completed_by": by, "result": [region] if choices else [],
        "was_cancelled": cancelled, "ground_truth": False,
        "created_at": "2024-03-09T22:16:08.728353Z", "updated_at": "2024-03-09T22:16:08.728378Z",
        "draft_created_at": None, "lead_time": 4.288, "prediction": {}, "result_count": 0,
        "unique_id": "c5b5", "import_id": None, "last_action": None, "task": 1, "project": 83,
        "updated_by": by, "parent_prediction": None, "parent_annotation": None,
        "last_created_by": None,
    }  # fmt: skip


def task(number: int, text: str, *annotations: object, **data: object) -> dict[str, Any]:
    prediction = {
        "id": 7, "model_version": "model 1", "created_ago": "3 hours", "score": 0.9,
        "result": [{"id": "p", "from_name": "label", "to_name": "text", "type": "choices",
                    "value": {"choices": ["other"]}}],
    }  # fmt: skip
    return {
        "id": number, "annotations": list(annotations), "file_upload": "a1b2-tasks.json",
        "drafts": [], "predictions": [prediction], "data": {"text": text, **data}, "meta": {},
        "created_at": "2024-03-09T21:52:49.513742Z", "updated_at": "2024-03-09T22:16:08.746926Z",
        "inner_id": number, "total_annotations": 1, "cancelled_annotations": 0,
        "total_predictions": 1, "comment_count": 0, "unresolved_comment_count": 0,
        "last_comment_updated_at": None, "project": 83, "updated_by": 1, "comment_authors": [],
    }  # fmt: skip


def test_label_studio_json_is_read(tmp_path: Path) -> None:
    path = array(
        tmp_path / "project-83.json",
        task(11, GUICHET, annotation("tactic"), document="plan-1"),
        task(12, BIO, annotation("Stratégie"), document="plan-1"),
        task(13, BILAN, annotation(cancelled=True)),
    )
    found = read_labelled(path)
    assert told(list(found.units)) == [(GUICHET, T, None), (BIO, S, None)]
    assert [(unit.id, unit.document, unit.position) for unit in found.units] == [
        ("project-83-11", "plan-1", 1),
        ("project-83-12", "plan-1", 2),
    ]
    assert found.left_out == 1


def test_label_studio_skip_beside_an_answer_leaves_the_answer(tmp_path: Path) -> None:
    both = task(1, GUICHET, annotation(cancelled=True), annotation("tactic", by=2))
    found = read_labelled(array(tmp_path / "a.json", both))
    assert told(list(found.units)) == [(GUICHET, T, None)]
    assert found.left_out == 0


def test_label_studio_asks_more_than_the_label(tmp_path: Path) -> None:
    answer = annotation("tactic")
    answer["result"] += annotation("facile", control="difficulté")["result"]
    path = array(tmp_path / "a.json", task(1, GUICHET, answer))
    assert told(load_labelled(path)) == [(GUICHET, T, None)]


def test_label_studio_of_another_interface_is_read(tmp_path: Path) -> None:
    row = task(1, "", annotation("Action", control="sentiment"))
    row["data"] = {"my_text": GUICHET, "ref_id": 456, "document": "plan-1"}
    (unit,) = load_labelled(array(tmp_path / "a.json", row))
    assert (unit.text, unit.label, unit.document) == (GUICHET, T, "plan-1")


def test_label_studio_completions_are_read(tmp_path: Path) -> None:
    old = {"id": 1, "data": {"text": GUICHET}, "completions": [annotation("tactic")]}
    gone = {"id": 2, "data": {"text": BIO}, "completions": [{"skipped": True, "result": []}]}
    found = read_labelled(array(tmp_path / "a.json", old, gone), format="label-studio")
    assert (told(list(found.units)), found.left_out) == ([(GUICHET, T, None)], 1)


def minimal(number: int, text: str, by: int = 1, **columns: object) -> dict[str, object]:
    return {
        "text": text, "id": number, **columns, "annotator": by, "annotation_id": 30 + by,
        "created_at": "2024-03-09T22:16:08.728353Z", "updated_at": "2024-03-09T22:16:08.728378Z",
        "lead_time": 3.1,
    }  # fmt: skip


def test_label_studio_json_min_is_read(tmp_path: Path) -> None:
    path = array(
        tmp_path / "project-83.json",
        minimal(1, "Action", sentiment="autre", document="plan-1"),
        minimal(2, GUICHET, sentiment="tactique", document="plan-1"),
        minimal(2, GUICHET, by=2, sentiment="intention", document="plan-1"),
    )
    units = load_labelled(path)
    assert told(units) == [("Action", O, None), (GUICHET, None, S)]
    assert [unit.id for unit in units] == ["project-83-1", "project-83-2"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (task(2, BIO), "no label"),
        (task(2, BIO, annotation()), "no label"),
        (task(2, BIO, annotation("tactic", "other")), "several labels (tactic, other)"),
        (task(2, BIO, annotation("Positive")), "label is 'Positive', expected strategy"),
        (task(2, "  ", annotation("tactic")), "text is '  ', a sentence was expected"),
        (task(1, BIO, annotation("tactic")), "id 'a-1' stands at record 1 already"),
        (task(2, BIO, annotation("tactic"), document=["x"]), "document is ['x']"),
        (minimal(2, BIO, label={"choices": ["tactic", "other"]}), "several labels"),
        (minimal(2, BIO), "no label"),
        ("tactic", "a JSON object was expected"),
    ],
    ids=lambda value: str(value)[:25],
)
def test_bad_label_studio_record_is_named(tmp_path: Path, row: object, said: str) -> None:
    path = array(tmp_path / "a.json", task(1, GUICHET, annotation("tactic")), row)
    assert f"a.json, record 2: {said}" in refusal(path, "label-studio")


# doccano


def test_doccano_is_read(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "admin.jsonl",
        {"id": 1, "text": GUICHET, "document": "plan-1", "label": ["Tactique"], "Comments": []},
        {"id": 2, "text": BIO, "document": "plan-1", "label": ["strategy"], "Comments": ["?"]},
        {"id": 3, "text": BILAN, "document": "plan-1", "label": [], "Comments": []},
    )
    found = read_labelled(path)
    assert told(list(found.units)) == [(GUICHET, T, None), (BIO, S, None)]
    assert {unit.document for unit in found.units} == {"plan-1"}
    assert found.left_out == 1


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1, "data": GUICHET, "label": ["tactic"]},
        {"id": 1, "text": GUICHET, "labels": ["tactic"], "meta": {"document": "plan-1"}},
        {"doc_id": 1, "text": GUICHET, "labels": ["tactic"], "username": "admin"},
    ],
    ids=["data", "labels", "doc_id"],
)
def test_older_columns_of_doccano_are_read(tmp_path: Path, row: dict[str, object]) -> None:
    (unit,) = load_labelled(lines(tmp_path / "all.jsonl", row))
    assert (unit.id, unit.text, unit.label) == ("all-1", GUICHET, T)
    assert unit.document == ("plan-1" if "meta" in row else "all-1")


def test_doccano_json_is_read(tmp_path: Path) -> None:
    path = array(tmp_path / "all.json", {"id": 4, "text": GUICHET, "label": ["tactic"]})
    assert told(load_labelled(path)) == [(GUICHET, T, None)]


def test_doccano_files_of_two_annotators_in_one(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "both.jsonl",
        {"id": 1, "text": GUICHET, "label": ["tactic"]},
        {"id": 2, "text": BIO, "label": ["strategy"]},
        {"id": 1, "text": GUICHET, "label": ["tactic"]},
        {"id": 2, "text": BIO, "label": []},
    )
    assert told(load_labelled(path)) == [(GUICHET, T, T), (BIO, S, None)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": 2, "text": BIO, "label": ["tactic", "other"]}, "several labels (tactic, other)"),
        ({"id": 2, "text": BIO, "label": ["positive"]}, "label is 'positive'"),
        ({"id": 2, "text": "", "label": ["tactic"]}, "text is ''"),
        ({"id": 2, "text": BIO, "annotations": [{"label": 5, "user": 1}]}, "no 'label'"),
        ({"id": 1, "text": BIO, "label": ["tactic"]}, "id 'a-1' stands at line 1 already"),
    ],
    ids=["several", "unknown", "empty", "numbers", "double"],
)
def test_bad_doccano_line_is_named(tmp_path: Path, row: object, said: str) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": 1, "text": GUICHET, "label": ["tactic"]}, row)
    assert f"a.jsonl, line 2: {said}" in refusal(path, "doccano")


# Prodigy


def choice(text: str, answer: str, *accept: object, by: str | None = "ann", **columns: object):
    return {
        "text": text, "meta": {"document": "plan-1"}, "_input_hash": crc32(text.encode()),
        "_task_hash": 5, "options": [{"id": str(label), "text": str(label)} for label in Label],
        "_view_id": "choice", "config": {"choice_style": "single"}, "accept": list(accept),
        "answer": answer, "_timestamp": 1707211049, "_annotator_id": by, "_session_id": by,
        **columns,
    }  # fmt: skip


def binary(text: str, label: str, answer: str, by: str | None = "ann", **columns: object):
    return {
        "text": text, "label": label, "meta": {"document": "plan-1", "score": 0.5},
        "_input_hash": crc32(text.encode()), "_task_hash": crc32((text + label).encode()),
        "_view_id": "classification", "priority": 0.5, "score": 0.5, "answer": answer,
        "_timestamp": 1707211049, "_annotator_id": by, "_session_id": by, **columns,
    }  # fmt: skip


def test_prodigy_choices_are_read(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "plans.jsonl",
        choice(GUICHET, "accept", "tactic"),
        choice(BIO, "accept", "strategy"),
        choice(BILAN, "ignore"),
        choice("Page 3", "reject", "other"),
    )
    found = read_labelled(path)
    assert told(list(found.units)) == [(GUICHET, T, None), (BIO, S, None)]
    assert {unit.document for unit in found.units} == {"plan-1"}
    assert found.left_out == 2


def test_prodigy_option_goes_by_its_text(tmp_path: Path) -> None:
    options = [{"id": 1, "text": "Intention"}, {"id": 2, "text": "Action"}]
    path = lines(tmp_path / "a.jsonl", choice(GUICHET, "accept", 2, options=options))
    assert told(load_labelled(path)) == [(GUICHET, T, None)]


def test_prodigy_annotators_are_told_apart(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        choice(GUICHET, "accept", "tactic", by="plans-ann"),
        choice(GUICHET, "accept", "strategy", by="plans-bob"),
        choice(BIO, "accept", "strategy", by="plans-ann"),
        choice(BIO, "accept", "strategy", by="plans-ann"),
    )
    assert told(load_labelled(path)) == [(GUICHET, None, S), (BIO, S, None)]


def test_prodigy_annotators_without_a_name_are_several(tmp_path: Path) -> None:
    one = choice(GUICHET, "accept", "tactic", by=None)
    assert told(load_labelled(lines(tmp_path / "a.jsonl", one, one))) == [(GUICHET, T, T)]


def test_same_words_in_two_documents_are_two_units(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        choice("Nos actions", "accept", "other", meta={"document": "plan-1"}),
        choice("Nos actions", "accept", "other", meta={"document": "plan-2"}),
    )
    assert [unit.document for unit in load_labelled(path)] == ["plan-1", "plan-2"]


def test_prodigy_questions_about_one_label_are_brought_together(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        binary(GUICHET, "STRATEGY", "reject"),
        binary(GUICHET, "TACTIC", "accept"),
        binary(BILAN, "STRATEGY", "reject"),
        binary(BILAN, "TACTIC", "reject"),
        binary(BIO, "TACTIC", "reject"),
        binary("Page 3", "TACTIC", "ignore"),
        binary(BIO, "STRATEGY", "accept", by="bob"),
    )
    found = read_labelled(path)
    assert told(list(found.units)) == [(GUICHET, T, None), (BILAN, O, None), (BIO, S, None)]
    assert found.left_out == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (choice(BIO, "accept"), "no label"),
        (choice(BIO, "accept", "tactic", "other"), "several labels (tactic, other)"),
        (choice(BIO, "accept", "INSULT"), "label is 'INSULT'"),
        (choice(" ", "accept", "tactic"), "text is ' '"),
        (binary(BIO, "INSULT", "reject"), "label is 'INSULT'"),
        ({"text": BIO, "meta": {}}, "answer is None, expected accept, reject or ignore"),
        ({"text": BIO, "answer": "accept"}, "no label"),
        (choice(GUICHET, "accept", "other"), None),
    ],
    ids=["nothing", "several", "unknown", "empty", "question", "raw", "mark", "twice"],
)
def test_bad_prodigy_line_is_named(tmp_path: Path, row: object, said: str | None) -> None:
    path = lines(tmp_path / "a.jsonl", choice(GUICHET, "accept", "tactic"), row)
    # One annotator who says two things of one text is named where the text first stands.
    place = f"line 2: {said}" if said else "line 1: several labels (tactic, other)"
    assert f"a.jsonl, {place}" in refusal(path)


# Argilla


def response(value: object, user: str = "4e95", **columns: object) -> dict[str, object]:
    return {"value": value, "user_id": user, **columns}


def record(number: int, text: str, *responses: object) -> dict[str, Any]:
    return {
        "id": f"r{number}", "fields": {"text": text}, "metadata": {"document": "plan-1"},
        "suggestions": {"label": {"value": "other", "score": 0.9, "agent": "model"}},
        "responses": {"label": list(responses)} if responses else {}, "vectors": {},
        "status": "pending", "_server_id": "0b6f",
    }  # fmt: skip


def flat(number: int, text: str, **answers: tuple[object, str | None]) -> dict[str, Any]:
    return {
        "id": f"r{number}", "status": "pending", "inserted_at": None, "updated_at": None,
        "_server_id": "0b6f", "text": text, "document": "plan-1",
        "label.responses": [value for value, _ in answers.values()] or None,
        "label.responses.users": list(answers) or None,
        "label.responses.status": [status for _, status in answers.values()] or None,
        "label.suggestion": "other", "label.suggestion.score": 0.9,
        "label.suggestion.agent": "model",
    }  # fmt: skip


def first_version(text: str, *responses: tuple[str, object]) -> dict[str, Any]:
    return {
        "fields": {"text": text}, "external_id": None, "metadata": {"document": "plan-1"},
        "vectors": {}, "suggestions": [{"question_name": "label", "value": "other"}],
        "responses": [
            {"user_id": str(number), "status": status, "values": values}
            for number, (status, values) in enumerate(responses)
        ],
    }  # fmt: skip


def test_argilla_records_are_read(tmp_path: Path) -> None:
    path = array(
        tmp_path / "records.json",
        record(1, GUICHET, response("tactic")),
        record(2, BIO, response("strategy"), response("tactic", "bob")),
    )
    units = load_labelled(path)
    assert told(units) == [(GUICHET, T, None), (BIO, None, T)]
    assert [(unit.id, unit.document) for unit in units] == [
        ("records-r1", "plan-1"),
        ("records-r2", "plan-1"),
    ]


def test_flattened_argilla_records_are_read(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "records.jsonl",
        flat(1, GUICHET, ann=("tactic", "submitted"), bob=("other", "draft")),
        flat(2, BILAN, ann=("other", "discarded")),
        flat(3, BIO, ann=("Intention", None)),
    )
    found = read_labelled(path)
    assert told(list(found.units)) == [(GUICHET, T, None), (BIO, S, None)]
    assert {unit.document for unit in found.units} == {"plan-1"}
    assert found.left_out == 1


def test_argilla_records_of_the_first_version_are_read(tmp_path: Path) -> None:
    said = {"label": {"value": "tactic"}, "note": {"value": "hm"}}
    path = lines(
        tmp_path / "records.jsonl",
        first_version(GUICHET, ("submitted", said), ("discarded", None)),
        first_version(BIO, ("discarded", None)),
    )
    found = read_labelled(path)
    assert (told(list(found.units)), found.left_out) == ([(GUICHET, T, None)], 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (record(2, BIO), "no submitted response"),
        (flat(2, BIO), "no submitted response"),
        (flat(2, BIO, ann=("tactic", "draft")), "no submitted response"),
        (record(2, BIO, response(None)), "no label"),
        (record(2, BIO, response(["tactic", "other"])), "several labels (tactic, other)"),
        (record(2, BIO, response("positive")), "label is 'positive'"),
        (record(2, "", response("tactic")), "text is ''"),
        ({**record(2, BIO), "responses": {"a": [], "b": []}}, "several questions (a, b)"),
    ],
    ids=["none", "flat", "draft", "null", "several", "unknown", "empty", "questions"],
)
def test_bad_argilla_record_is_named(tmp_path: Path, row: object, said: str) -> None:
    path = array(tmp_path / "a.json", record(1, GUICHET, response("tactic")), row)
    assert f"a.json, record 2: {said}" in refusal(path)


# Tables


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_csv_of_any_office_is_read(
    tmp_path: Path, separator: str, encoding: str, newline: str
) -> None:
    rows = [
        ["énoncé", "étiquette"],
        ["Créer, à l’été ; ailleurs", "STRATÉGIE"],
        [GUICHET, "action"],
    ]
    quoted = newline.join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    path = write(tmp_path / "phrases.csv", quoted + newline, encoding)
    units = load_labelled(path)
    assert told(units) == [("Créer, à l’été ; ailleurs", S, None), (GUICHET, T, None)]
    assert [unit.id for unit in units] == ["phrases-2", "phrases-3"]
    assert [unit.document for unit in units] == ["phrases-2", "phrases-3"]


@pytest.mark.parametrize("text", ["text", "texte", "Phrase", "ÉNONCÉ", "énoncé"])
@pytest.mark.parametrize("label", ["label", "étiquette", "Etiquette", "CLASSE"])
def test_columns_go_by_several_names(tmp_path: Path, text: str, label: str) -> None:
    path = write(tmp_path / "a.csv", f"{label};note;{text}\nautre;x;{BILAN}\n")
    assert told(load_labelled(path)) == [(BILAN, O, None)]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("strategy", S), ("stratégie", S), ("Strategie", S), ("INTENTION", S),
        ("tactic", T), ("Tactique", T), (" action ", T), ("other", O), ("AUTRE", O),
    ],
)  # fmt: skip
def test_labels_go_by_several_names(tmp_path: Path, name: str, label: Label) -> None:
    path = write(tmp_path / "a.csv", f"text,label\n{GUICHET},{name}\n")
    assert load_labelled(path)[0].label is label


TABLE = (
    ("id", "texte", "document", "classe", "second", "sure"),
    ("u1", GUICHET, "plan-1", "tactique", "tactique", 1),
    ("u2", BIO, "plan-1", "stratégie", "autre", "2"),
    (None, None, None, None, None, None),
    ("u3", BILAN, "plan-2", "autre", None, None),
)


def as_csv(path: Path, *rows: tuple[object, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return path


TABLES = pytest.mark.parametrize(
    ("make", "name", "noun"),
    [(as_csv, "a.csv", "line"), (as_csv, "a.tsv", "line"), (workbook, "a.xlsx", "row")],
    ids=["csv", "tsv", "xlsx"],
)


@TABLES
def test_table_with_all_columns_is_read(tmp_path: Path, make, name: str, noun: str) -> None:
    units = load_labelled(make(tmp_path / name, *TABLE))
    assert [(u.id, u.document, u.position, u.label, u.second, u.sure) for u in units] == [
        ("u1", "plan-1", 1, T, T, 1),
        ("u2", "plan-1", 2, None, O, 2),
        ("u3", "plan-2", 1, O, None, None),
    ]


@TABLES
def test_all_bad_rows_of_a_table_are_said_at_once(
    tmp_path: Path, make, name: str, noun: str
) -> None:
    rows = [
        ("text", "label", "second", "sure", "id"),
        (GUICHET, "tactic", "", "", "u1"),
        (BIO, "objectif", "intention", "", "u2"),
        ("", "tactic", "", "", "u3"),
        (BILAN, "", "", 4, "u4"),
        (BILAN, "other", "fait", "", "u1"),
        (BILAN, "other", "", "", "u6", "trop"),
    ]
    said = refusal(make(tmp_path / name, *rows))
    assert said.startswith("5 rows cannot be used; mend or remove them:\n")
    reasons = dict(line.split(": ", 1) for line in said.splitlines()[1:])
    assert list(reasons) == [f"{name}, {noun} {number}" for number in (3, 4, 5, 6, 7)]
    bad, empty, silent, second, wide = reasons.values()
    assert bad.startswith("label is 'objectif', expected strategy (stratégie, intention)")
    assert "a sentence was expected" in empty
    assert "sure is" in silent
    assert "no label" in silent
    assert "label is 'fait'" in second
    assert f"id 'u1' stands at {noun} 2 already" in second
    assert wide.startswith("6 cells under 5 columns")


def test_many_bad_rows_are_shown_in_part(tmp_path: Path) -> None:
    rows = [("text", "label"), *[(BIO, "?")] * 30]
    said = refusal(as_csv(tmp_path / "a.csv", *rows))
    assert said.startswith("30 rows")
    assert said.endswith("… and 10 more")


@TABLES
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "is empty"),
        ([("phrase", "note"), (BIO, "x")], "has no column for the label (it has phrase, note)"),
        ([("note", "classe"), (BIO, "autre")], "has no column for the text"),
        ([("text", "label", "classe"), (BIO, "x", "y")], "two columns for the label"),
    ],
    ids=["empty", "label", "text", "two"],
)
def test_table_without_its_columns_is_refused(
    tmp_path: Path, make, name: str, noun: str, rows: list[tuple[object, ...]], said: str
) -> None:
    assert said in refusal(make(tmp_path / name, *rows))


def test_text_on_several_lines_becomes_one(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", 'text;label\n"Ouvrir\r\n un\u2028guiche\u0301 "; tactic\n?;x\n'
    )
    assert "a.csv, line 4" in refusal(path)
    path = write(tmp_path / "a.csv", 'text;label\n"Ouvrir\r\n un\u2028guiche\u0301 "; tactic\n')
    assert told(load_labelled(path)) == [("Ouvrir un guiché", T, None)]


def test_quote_that_is_not_closed_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f'text;label\n{BIO};autre\n"{GUICHET};tactic\n{BIO};autre\n')
    assert "a.csv, line 3: not CSV from here on" in refusal(path)
    path = write(tmp_path / "a.csv", f'"text;label\n{BIO};autre\n')
    assert "a.csv, line 1: not CSV from here on" in refusal(path)


def test_cell_holds_what_a_formula_gave(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("text", "label"), ('=CONCAT("a")', "tactic"))
    # Nothing has computed the formula here, hence there is no text.
    assert "a.xlsx, row 2: text is None" in refusal(path)


def test_first_sheet_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("text", "label"), (GUICHET, "tactic"))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Notes").append(("rien",))
    book.save(path)
    assert told(load_labelled(path)) == [(GUICHET, T, None)]


# Readers who agree and who do not


@pytest.mark.parametrize(
    ("votes", "label", "second"),
    [
        ((T,), T, None),
        ((T, T), T, T),
        ((T, S), None, S),
        ((S, T, T), T, S),
        ((T, T, T), T, T),
        ((T, S, O), None, S),
        ((T, S, S, T), None, S),
        ((O, T, S, T), T, O),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_votes_make_the_label(
    tmp_path: Path, votes: tuple[Label, ...], label: Label | None, second: Label | None
) -> None:
    answers = [annotation(str(vote), by=number) for number, vote in enumerate(votes)]
    path = array(tmp_path / "a.json", task(1, GUICHET, *answers))
    assert told(load_labelled(path)) == [(GUICHET, label, second)]


def test_units_of_one_document_stand_together(tmp_path: Path) -> None:
    rows = [(f"Phrase {number}", "other", f"plan-{number % 2}") for number in range(4)]
    units = load_labelled(as_csv(tmp_path / "a.csv", ("text", "label", "document"), *rows))
    assert [(unit.document, unit.position, unit.text) for unit in units] == [
        ("plan-0", 1, "Phrase 0"),
        ("plan-0", 2, "Phrase 2"),
        ("plan-1", 1, "Phrase 1"),
        ("plan-1", 2, "Phrase 3"),
    ]
    assert {unit.split for unit in units} == {Split.TRAIN}


# Which format a file has


def test_own_format_is_read_as_the_corpus_is(tmp_path: Path) -> None:
    row = {"id": "a", "document": "d", "text": GUICHET, "label": "tactic", "split": "test"}
    found = read_labelled(lines(tmp_path / "a.jsonl", row))
    assert [(unit.id, unit.split) for unit in found.units] == [("a", Split.TEST)]
    assert "label is 'titre'" in refusal(lines(tmp_path / "a.jsonl", {**row, "label": "titre"}))


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: write(folder / "a.txt", "text;label\n"),
        lambda folder: write(folder / "a.jsonl", ""),
        lambda folder: lines(folder / "a.jsonl", {"sentence": BIO, "gold": "tactic"}),
        lambda folder: array(folder / "a.json", [1], "x"),
    ],
    ids=["ending", "empty", "columns", "values"],
)
def test_format_that_cannot_be_told_is_asked_for(tmp_path: Path, make) -> None:
    said = refusal(make(tmp_path))
    assert all(repr(name) in said for name in FORMATS)


def test_format_that_is_named_is_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "export.txt", f"text;label\n{GUICHET};tactic\n")
    assert told(load_labelled(path, format="csv")) == [(GUICHET, T, None)]


def test_unknown_format_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no format 'spacy'.*label-studio"):
        load_labelled(tmp_path / "a.json", format="spacy")
    with pytest.raises(InputError, match="no format 'spacy'"):
        save_for_labelling([], tmp_path / "a.json", "spacy")


@pytest.mark.parametrize("format", FORMATS)
def test_missing_file_is_said(tmp_path: Path, format: str) -> None:
    assert "absent" in refusal(tmp_path / "absent", format)


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "csv"])
def test_file_of_something_else_is_refused(tmp_path: Path, format: str) -> None:
    path = write(tmp_path / "a.bin", "PK\u0003 é", "cp1252")
    assert "a.bin" in refusal(path, format)


def test_array_that_is_cut_short_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", '[{"data": {"text": "a"}},\n {"data"')
    assert refusal(path).startswith("a.json, line 2: not JSON")


def test_line_that_is_cut_short_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "a", "label": []}\n\n{"text": \n')
    assert "a.jsonl, line 3: not JSON" in refusal(path)


def test_line_separators_within_a_text_end_no_line(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": "Ouvrir\u2028un guichet", "label": ["tactic"]})
    assert told(load_labelled(path)) == [("Ouvrir un guichet", T, None)]


# There and back


ROWS = [
    Candidate(GUICHET, "plan-1", T, 0.83),
    Candidate("=HYPERLINK(\"http://example.org\";\"x\")", "plan-1", O, 0.5),
    Candidate("- Réduire, d’ici 2030 ; « sans délai »", "@plan", S, 0.61),
    Candidate("+ 12 % de visites", "plan-1"),
    Candidate("'- tiret et apostrophe", None, T, 1.0),
    Candidate("\"Guillemets\" au début"),
]  # fmt: skip
ANSWERS = [T, O, S, S, T, O]


def answer_json(path: Path, answer) -> None:
    rows = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([answer(*pair) for pair in zip(rows, ANSWERS, strict=True)]))


def answer_lines(path: Path, answer) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines(path, *[answer(*pair) for pair in zip(rows, ANSWERS, strict=True)])


def label_with_label_studio(path: Path) -> None:
    answer_json(path, lambda row, label: {**row, "id": 1, "annotations": [annotation(label)]})
    rows = json.loads(path.read_text("utf-8"))
    array(path, *[{**row, "id": number} for number, row in enumerate(rows)])


def label_with_doccano(path: Path) -> None:
    answer_lines(path, lambda row, label: {**row, "label": [*row["label"], label], "Comments": []})


def label_with_prodigy(path: Path) -> None:
    # Who agrees with what was chosen beforehand only presses accept.
    answer_lines(
        path,
        lambda row, label: {
            **row, "_input_hash": crc32(row["text"].encode()), "_task_hash": 1,
            "_view_id": "choice", "accept": row.get("accept") or [label],
            "answer": "accept", "_session_id": "ann",
        },
    )  # fmt: skip


def label_with_argilla(path: Path) -> None:
    answer_json(
        path,
        lambda row, label: {
            **row, "id": row["fields"]["text"], "status": "completed",
            "responses": {"label": [response(label)]},
        },
    )  # fmt: skip


def label_by_hand(path: Path) -> None:
    answer_lines(path, lambda row, label: {**row, "label": label})


def label_in_csv(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream, delimiter=";")
    for row, label in zip(rows, ANSWERS, strict=True):
        row[head.index("label")] = label
    as_csv(path, head, *rows)


def label_in_xlsx(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for row, label in enumerate(ANSWERS, start=2):
        book.active.cell(row, 3).value = str(label)
    book.save(path)


TOOLS = pytest.mark.parametrize(
    ("format", "name", "label"),
    [
        ("label-studio", "tasks.json", label_with_label_studio),
        ("doccano", "texts.jsonl", label_with_doccano),
        ("prodigy", "tasks.jsonl", label_with_prodigy),
        ("argilla", "records.json", label_with_argilla),
        ("jsonl", "units.jsonl", label_by_hand),
        ("csv", "table.csv", label_in_csv),
        ("xlsx", "table.xlsx", label_in_xlsx),
    ],
    ids=lambda value: value if value in FORMATS else "",
)


@TOOLS
def test_what_was_written_comes_back_labelled(tmp_path: Path, format, name, label) -> None:
    path = tmp_path / name
    save_for_labelling(ROWS, path, format)
    label(path)
    units = {unit.text: unit for unit in load_labelled(path)}
    assert {text: unit.label for text, unit in units.items()} == {
        row.text: answer for row, answer in zip(ROWS, ANSWERS, strict=True)
    }
    assert {text: unit.document for text, unit in units.items()} == {
        row.text: row.document or units[row.text].id for row in ROWS
    }
    assert len({unit.id for unit in units.values()}) == len(ROWS)


@TOOLS
def test_what_a_model_proposes_is_no_answer(tmp_path: Path, format, name, label) -> None:
    path = tmp_path / name
    save_for_labelling(ROWS, path, format)
    if format == "doccano":
        assert read_labelled(path).left_out == len(ROWS)
    else:
        assert f"{len(ROWS)} rows cannot be used" in refusal(path, format)


@TOOLS
def test_proposal_is_written_for_the_tool(tmp_path: Path, format, name, label) -> None:
    path = tmp_path / name
    save_for_labelling(ROWS[:1], path, format)
    if format == "xlsx":
        cells = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
        assert cells[1] == (GUICHET, "plan-1", None, "tactic", 0.83)
        return
    written = path.read_text("utf-8")
    assert {
        "label-studio": '"score": 0.83,\n        "result": [',
        "doccano": '"model_label": "tactic", "model_probability": 0.83',
        "prodigy": '"accept": ["tactic"]',
        "argilla": '"value": "tactic",\n        "score": 0.83',
        "jsonl": '"label": "", "model_label": "tactic", "model_probability": 0.83',
        "csv": f"{GUICHET};plan-1;;tactic;0.83",
    }[format] in written


def test_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    save_for_labelling(ROWS, tmp_path / "a.csv", "csv")
    save_for_labelling(ROWS, tmp_path / "a.xlsx", "xlsx")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream, delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    formula = sheet["A3"]
    assert (formula.data_type, formula.quotePrefix) == ("s", True)
    assert formula.value == ROWS[1].text
    (choice_of_labels,) = sheet.data_validations.dataValidation
    assert (choice_of_labels.formula1, str(choice_of_labels.sqref)) == (
        '"strategy,tactic,other"',
        "C2:C7",
    )


SENTENCES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1
).filter(lambda text: text.strip())


@given(st.lists(st.tuples(st.sampled_from(["", "=", "+", "-", "@", "'", "'="]), SENTENCES)))
def test_any_text_comes_back_from_csv(tmp_path_factory, texts: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    rows = [Candidate(start + text) for start, text in texts]
    save_for_labelling(rows, path, "csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *cells = csv.reader(stream, delimiter=";")
    as_csv(path, head, *[[text, document, "other"] for text, document, *_ in cells])
    save_for_labelling(rows, path.with_suffix(".jsonl"), "jsonl")
    written = path.with_suffix(".jsonl").read_text("utf-8").split("\n")[:-1]
    expected = [json.loads(line)["text"] for line in written]
    assert [unit.text for unit in load_labelled(path)] == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["tactic", "x", "", "accept"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([
        "text", "label", "labels", "data", "annotations", "result", "type", "value", "choices",
        "id", "meta", "document", "answer", "accept", "options", "fields", "responses", "values",
        "status", "label.responses", "label.responses.status", "_annotator_id", "from_name",
    ]), inner, max_size=6),
    max_leaves=30,
)  # fmt: skip


@pytest.mark.parametrize("format", ["argilla", "doccano", "label-studio", "prodigy"])
@given(rows=st.lists(VALUES, max_size=3))
def test_any_json_is_read_or_refused(tmp_path_factory, format: str, rows: list[object]) -> None:
    path = array(tmp_path_factory.getbasetemp() / "any.json", *rows)
    try:
        found = read_labelled(path, format=format)
    except CorpusError:
        # What cannot be used is named: `refusal` would fail at any other error.
        assert "any.json" in refusal(path, format)
    else:
        assert len(found.units) + found.left_out <= len(rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Candidate(" "), "Text 2 is ' '"),
        (Candidate(BIO, label="objectif"), "Text 2: label is 'objectif'"),
        (Candidate(BIO, label=S, probability=83), "Text 2: probability is 83"),
    ],
    ids=["text", "label", "probability"],
)
def test_bad_candidate_is_named(tmp_path: Path, row: Candidate, said: str) -> None:
    with pytest.raises(InputError) as caught:
        save_for_labelling([ROWS[0], row], tmp_path / "a.csv", "csv")
    assert said in str(caught.value)
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_to_label_gives_a_file_of_nothing(tmp_path: Path, format: str) -> None:
    save_for_labelling([], tmp_path / "none", format)
    assert read_labelled(tmp_path / "none", format=format).units == ()


@pytest.mark.parametrize("format", FORMATS)
def test_file_that_cannot_be_written_is_said(tmp_path: Path, format: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        save_for_labelling(ROWS, tmp_path / "no" / "a", format)


def test_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Text 1 has 40,000 characters"):
        save_for_labelling([Candidate("a" * 40_000)], tmp_path / "a.xlsx", "xlsx")


def test_examples_run() -> None:
    module = importlib.import_module("stratac.annotations")
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted > 0
