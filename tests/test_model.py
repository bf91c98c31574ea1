"""Model files: the shipped one opens, others only with leave, damaged ones with reasons."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import joblib
import pytest

from stratac import load_model
from stratac.errors import ModelError, UntrustedModelError
from stratac.model import MANIFEST_FILE, MODEL_FILE, save_model, shipped_folder
from stratac.training import REFERENCE


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_folder(), tmp_path / "copy"))


def change(folder: Path, **values: object) -> None:
    path = folder / MANIFEST_FILE
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **values}), encoding="utf-8")


def test_shipped_model_is_loaded_once() -> None:
    assert load_model() is load_model()
    assert load_model(shipped_folder()) is load_model()


def test_manifest_says_what_the_model_was_made_from() -> None:
    manifest = load_model().manifest
    assert manifest["labels"] == ["strategy", "tactic", "other"]
    assert {"sklearn", "numpy", "language_model", "data_sha256", "sha256", "figures"} <= set(
        manifest
    )


def test_other_folder_asks_for_leave(copied: Path) -> None:
    with pytest.raises(UntrustedModelError, match=r"runs code.*trusted=True"):
        load_model(copied)


def test_saved_model_decides_as_before(tmp_path: Path, parse) -> None:
    model = load_model()
    again = load_model(save_model(model, tmp_path / "saved"), trusted=True)
    sentence = parse("Ouvrir deux agences à Lyon")
    before = next(model.predict([sentence], REFERENCE))
    after = next(again.predict([sentence], REFERENCE))
    assert after.probabilities == before.probabilities
    assert after.contributions == before.contributions


def truncated(folder: Path) -> None:
    path = folder / MODEL_FILE
    path.write_bytes(path.read_bytes()[:1000])


def no_file(folder: Path) -> None:
    (folder / MODEL_FILE).unlink()


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST_FILE).unlink()


def broken_manifest(folder: Path) -> None:
    (folder / MANIFEST_FILE).write_text("{", encoding="utf-8")


def other_format(folder: Path) -> None:
    change(folder, format=99)


def other_sklearn(folder: Path) -> None:
    change(folder, sklearn="0.1.2")


def other_evidence(folder: Path) -> None:
    change(folder, evidence="0" * 64)


def foreign(folder: Path) -> None:
    from stratac.model import _hash

    joblib.dump({"weights": [1, 2]}, folder / MODEL_FILE)
    change(folder, sha256=_hash(folder / MODEL_FILE))


def other_objects(folder: Path) -> None:
    from stratac.model import _hash

    joblib.dump({"reader": 1, "classifier": 2, "linker": 3}, folder / MODEL_FILE)
    change(folder, sha256=_hash(folder / MODEL_FILE))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncated, "truncated or changed"),
        (no_file, "has no model.joblib"),
        (no_manifest, "has no readable manifest.json"),
        (broken_manifest, "is damaged"),
        (other_format, "is of format 99"),
        (other_sklearn, "made with scikit-learn 0.1.2"),
        (other_evidence, "other evidence"),
        (foreign, "cannot be opened as a stratac model"),
        (other_objects, "holds no stratac model"),
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
