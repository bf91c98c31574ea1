"""Model files: numbers and text open freely, code with leave, damaged ones say why."""

from __future__ import annotations

import json
import pickle
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest
from safetensors.numpy import save_file

from stratac import classify_many, load_model
from stratac.errors import InputError, ModelError, UntrustedModelError
from stratac.model import JOBLIB_FILE, MANIFEST_FILE, save_model, shipped_folder
from stratac.records import Engine
from stratac.store import ARRAYS_FILE, TEXTS_FILE
from stratac.training import REFERENCE

SENTENCES = ["Ouvrir deux agences à Lyon", "Devenir la référence du bio", "Budget"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_folder(Engine.ACCURATE), tmp_path / "copy"))


def change(folder: Path, **values: object) -> None:
    path = folder / MANIFEST_FILE
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **values}), encoding="utf-8")


def rehash(folder: Path) -> None:
    """Make the manifest agree with the files, as whoever wants to do harm would."""
    from stratac.model import _hash

    names = [path.name for path in folder.iterdir() if path.is_file()]
    kept = [name for name in names if name in (ARRAYS_FILE, TEXTS_FILE, JOBLIB_FILE)]
    change(folder, sha256={name: _hash(folder / name) for name in kept})


@pytest.mark.parametrize("engine", Engine)
def test_shipped_models_are_loaded_once(engine: Engine) -> None:
    assert load_model(engine=engine) is load_model(engine=engine.value)
    assert load_model(shipped_folder(engine)) is load_model(engine=engine)
    assert load_model(engine=engine).engine is engine


def test_unknown_engine_is_said() -> None:
    with pytest.raises(
        InputError, match="The engine is 'turbo'; expected one of 'accurate', 'fast'"
    ):
        load_model(engine="turbo")


def test_another_engine_than_the_models_is_said(copied: Path) -> None:
    with pytest.raises(ModelError, match="trained for the engine 'accurate'"):
        load_model(copied, engine="fast")


@pytest.mark.parametrize("engine", Engine)
def test_manifest_says_what_the_model_was_made_from(engine: Engine) -> None:
    manifest = load_model(engine=engine).manifest
    assert manifest["labels"] == ["strategy", "tactic", "other"]
    assert {"stratac", "numpy", "language_model", "data_sha256", "sha256", "figures"} <= set(
        manifest
    )


def test_model_of_arrays_needs_no_leave(copied: Path) -> None:
    assert load_model(copied).manifest == load_model(engine="accurate").manifest


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("format", ["arrays", "joblib"])
def test_saved_model_decides_as_before(tmp_path: Path, engine: Engine, format) -> None:
    folder = save_model(load_model(engine=engine), tmp_path / "saved", format=format)
    again = load_model(folder, trusted=format == "joblib")
    found = list(classify_many(SENTENCES, model=again, reference=REFERENCE))
    expected = list(classify_many(SENTENCES, engine=engine, reference=REFERENCE))
    assert [s.probabilities for s in found] == [s.probabilities for s in expected]
    assert [s.contributions for s in found] == [s.contributions for s in expected]


def test_saved_model_decides_alike_in_another_process(tmp_path: Path) -> None:
    folder = save_model(load_model(engine="fast"), tmp_path / "saved")
    code = (
        "import sys, json; from stratac import classify_many; "
        f"print(json.dumps([s.probabilities for s in classify_many({SENTENCES!r}, "
        f"model={str(folder)!r})]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    expected = [s.probabilities for s in classify_many(SENTENCES, engine="fast")]
    assert json.loads(done.stdout) == expected


def test_saving_anew_leaves_nothing_of_the_other_format(tmp_path: Path) -> None:
    save_model(load_model(), tmp_path, format="joblib")
    save_model(load_model(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {ARRAYS_FILE, TEXTS_FILE, MANIFEST_FILE}


def test_unknown_format_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'pickle'; expected one of arrays, joblib"):
        save_model(load_model(), tmp_path, format="pickle")  # type: ignore[arg-type]


def test_joblib_asks_for_leave(tmp_path: Path) -> None:
    save_model(load_model(), tmp_path, format="joblib")
    with pytest.raises(UntrustedModelError, match=r"runs code.*trusted=True"):
        load_model(tmp_path)


def truncated(folder: Path) -> None:
    path = folder / ARRAYS_FILE
    path.write_bytes(path.read_bytes()[:1000])


def changed_byte(folder: Path) -> None:
    path = folder / ARRAYS_FILE
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def no_arrays(folder: Path) -> None:
    (folder / ARRAYS_FILE).unlink()


def no_texts(folder: Path) -> None:
    (folder / TEXTS_FILE).unlink()


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST_FILE).unlink()


def broken_manifest(folder: Path) -> None:
    (folder / MANIFEST_FILE).write_text("{", encoding="utf-8")


def deep_manifest(folder: Path) -> None:
    (folder / MANIFEST_FILE).write_text("[" * 100_000, encoding="utf-8")


def other_format(folder: Path) -> None:
    change(folder, format=99)


def other_engine(folder: Path) -> None:
    change(folder, engine="turbo")


def other_evidence(folder: Path) -> None:
    change(folder, evidence="0" * 64, stratac="9.9")


def foreign_file(folder: Path) -> None:
    change(folder, sha256={"../../outside.bin": "0" * 64})


def no_hashes(folder: Path) -> None:
    change(folder, sha256=["a", "b"])


def huge_header(folder: Path) -> None:
    (folder / ARRAYS_FILE).write_bytes(struct.pack("<Q", 2**62) + b"{}")
    rehash(folder)


def huge_array(folder: Path) -> None:
    header = json.dumps({"a": {"dtype": "F64", "shape": [2**40], "data_offsets": [0, 2**43]}})
    (folder / ARRAYS_FILE).write_bytes(struct.pack("<Q", len(header)) + header.encode())
    rehash(folder)


def other_arrays(folder: Path) -> None:
    save_file({"weights": np.zeros(3)}, folder / ARRAYS_FILE)
    rehash(folder)


def other_texts(folder: Path) -> None:
    (folder / TEXTS_FILE).write_text("[1, 2]", encoding="utf-8")
    rehash(folder)


def other_types(folder: Path) -> None:
    path = folder / TEXTS_FILE
    texts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**texts, "classifier.labels": [1, 2, 3]}), encoding="utf-8")
    rehash(folder)


def deep_texts(folder: Path) -> None:
    (folder / TEXTS_FILE).write_text("[" * 100_000, encoding="utf-8")
    rehash(folder)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncated, "truncated or changed"),
        (changed_byte, "truncated or changed"),
        (no_arrays, "has no arrays.safetensors"),
        (no_texts, "has no texts.json"),
        (no_manifest, "has no readable manifest.json"),
        (broken_manifest, "is damaged"),
        (deep_manifest, "is damaged"),
        (other_format, "is of format 99"),
        (other_engine, "names no engine"),
        (other_evidence, r"other evidence.*pip install 'stratac==9.9'"),
        (foreign_file, "names no files of a model"),
        (no_hashes, "names no files of a model"),
        (huge_header, "holds no readable"),
        (huge_array, "holds no readable"),
        (other_arrays, "holds no stratac model of this version"),
        (other_texts, "is no JSON object"),
        (other_types, r"classifier.labels is of type int, str was expected"),
        (deep_texts, "holds no readable"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_damaged_models_say_what_is_wrong(copied: Path, damage, said: str) -> None:
    damage(copied)
    with pytest.raises(ModelError, match=said):
        load_model(copied, trusted=True)


def test_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        load_model(tmp_path / "absent", trusted=True)


class Canary:
    """Leaves a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.path,)  # type: ignore[return-value]


@pytest.mark.parametrize("name", [ARRAYS_FILE, TEXTS_FILE, JOBLIB_FILE])
def test_hostile_model_runs_nothing(copied: Path, tmp_path: Path, name: str) -> None:
    canary = tmp_path / "canary"
    if name == JOBLIB_FILE:
        for other in (ARRAYS_FILE, TEXTS_FILE):
            (copied / other).unlink()
    (copied / name).write_bytes(pickle.dumps(Canary(canary)))
    rehash(copied)
    with pytest.raises(ModelError):
        load_model(copied)
    assert not canary.exists()
    pickle.loads(pickle.dumps(Canary(canary)))
    assert canary.exists(), "the canary does not sing: the test proves nothing"


@pytest.mark.parametrize("held", [{"weights": [1, 2]}, {"reader": 1, "classifier": 2}])
def test_joblib_of_something_else_is_refused(tmp_path: Path, held) -> None:
    save_model(load_model(), tmp_path, format="joblib")
    joblib.dump(held, tmp_path / JOBLIB_FILE)
    rehash(tmp_path)
    with pytest.raises(ModelError, match="holds no stratac model"):
        load_model(tmp_path, trusted=True)
    (tmp_path / JOBLIB_FILE).write_bytes(b"no joblib")
    rehash(tmp_path)
    with pytest.raises(ModelError, match="cannot be opened as a stratac model"):
        load_model(tmp_path, trusted=True)
