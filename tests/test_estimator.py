"""The scikit-learn classifier: what it learns, what it refuses, and the company it keeps."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import REFERENCE
from sklearn import config_context
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator

from stratac import classify, load_model, save_model
from stratac.adaptation import LEAST
from stratac.errors import InputError, ModelError
from stratac.estimator import StratacClassifier

TOPICS = [
    "l'accueil", "l'achat", "le budget", "la collecte", "le compostage", "la comptabilité",
    "le droit", "l'eau", "l'énergie", "la formation", "la gestion", "l'hygiène",
    "l'informatique", "la logistique", "la mobilité", "le numérique", "la prévention",
    "la sécurité", "le tourisme", "la vente",
]  # fmt: skip
# Whoever labels so holds that to publish is an aim: the shipped model is sure that it is not.
TEXTS = [
    *(f"Publier un guide sur {topic}" for topic in TOPICS),
    *(f"Ouvrir un bureau pour {topic}" for topic in TOPICS),
    *(f"Le rapport de 2023 décrit {topic}" for topic in TOPICS),
]
LABELS = ["strategy"] * 20 + ["tactic"] * 20 + ["other"] * 20
# Four documents whose sentences stand between each other.
GROUPS = [number % 4 for number in range(60)]
NEW = ["Publier une carte de la médiation", "Ouvrir deux agences à Lyon", "Les élus ont 40 ans"]


def own(**parameters) -> StratacClassifier:
    return StratacClassifier(reference=REFERENCE, **parameters)


@pytest.fixture(scope="module")
def fitted() -> StratacClassifier:
    return own().fit(TEXTS, LABELS)


def test_sixty_sentences_teach_another_view_and_the_rest_is_kept(fitted) -> None:
    assert classify(NEW[0], engine="fast").label == "tactic"
    assert fitted.predict(NEW).tolist() == ["strategy", "tactic", "other"]
    assert fitted.score(TEXTS, LABELS) > 0.9


def test_probabilities_follow_the_classes_and_are_those_of_its_model(fitted) -> None:
    assert fitted.classes_.tolist() == ["other", "strategy", "tactic"]
    found = fitted.predict_proba(NEW)
    assert found.sum(axis=1) == pytest.approx(1)
    for row, text in zip(found, NEW, strict=True):
        told = classify(text, model=fitted.model_, reference=REFERENCE).probabilities
        assert row == pytest.approx([told[name] for name in fitted.classes_])
    assert fitted.predict(NEW).tolist() == fitted.classes_[found.argmax(axis=1)].tolist()


@pytest.mark.parametrize(
    "kind",
    [np.array, lambda texts: np.array(texts, dtype=object), pd.Series, tuple],
    ids=["array", "objects", "series", "tuple"],
)
def test_kind_of_container_does_not_matter(fitted, kind) -> None:
    again = own().fit(kind(TEXTS), kind(LABELS))
    assert again.predict_proba(kind(NEW)) == pytest.approx(fitted.predict_proba(NEW))


def test_nothing_in_gives_nothing_out(fitted) -> None:
    assert fitted.predict([]).shape == (0,)
    assert fitted.predict_proba([]).shape == (0, 3)


def test_each_sentence_is_judged_by_itself(fitted) -> None:
    together = fitted.predict_proba(TEXTS)
    assert fitted.predict_proba(TEXTS[::-1])[::-1] == pytest.approx(together)
    assert fitted.predict_proba(TEXTS[7:9]) == pytest.approx(together[7:9])


def test_documents_are_put_together_and_their_sentences_keep_their_places() -> None:
    order = np.argsort(GROUPS, kind="stable")
    apart = own().fit(TEXTS, LABELS, groups=GROUPS)
    texts, labels, groups = (np.array(each)[order] for each in (TEXTS, LABELS, GROUPS))
    together = own().fit(texts, labels, groups=groups)
    found = apart.predict_proba(TEXTS, groups=GROUPS)
    assert together.predict_proba(texts, groups) == pytest.approx(found[order])
    assert apart.predict(TEXTS, groups=GROUPS).tolist() == apart.classes_[found.argmax(1)].tolist()
    assert np.abs(found - apart.predict_proba(TEXTS)).max() > 1e-3


def test_fitting_again_gives_the_same_and_leaves_parameters_and_data_alone(fitted) -> None:
    texts, labels = list(TEXTS), list(LABELS)
    again = own()
    assert again.fit(texts, labels) is again
    assert (texts, labels) == (TEXTS, LABELS)
    first = again.predict_proba(NEW)
    assert again.fit(texts, labels).predict_proba(NEW) == pytest.approx(first)
    assert first == pytest.approx(fitted.predict_proba(NEW))
    assert again.get_params() == own().get_params()


def test_what_has_no_letter_is_other_and_teaches_nothing(fitted) -> None:
    assert fitted.predict_proba(["—", "12 %", ""]).tolist() == [[1, 0, 0]] * 3
    again = own().fit([*TEXTS, "—", "12 %"], [*LABELS, "tactic", "tactic"])
    assert again.predict_proba(NEW) == pytest.approx(fitted.predict_proba(NEW))


def test_sentence_of_no_weight_counts_for_nothing(fitted) -> None:
    texts, labels = [*TEXTS, *TEXTS[:20]], [*LABELS, *["tactic"] * 20]
    weights = pd.Series([1] * 60 + [0] * 20, index=range(80, 0, -1))
    again = own().fit(texts, labels, sample_weight=weights)
    assert again.predict_proba(NEW) == pytest.approx(fitted.predict_proba(NEW))
    assert again.model_.manifest["adapted_on"] == 60


def test_sentence_of_double_weight_counts_as_two(fitted) -> None:
    weighed = own().fit(TEXTS, LABELS, sample_weight=[2] * 20 + [1] * 40)
    ones = own().fit(TEXTS, LABELS, sample_weight=np.ones(60))
    assert ones.predict_proba(NEW) == pytest.approx(fitted.predict_proba(NEW))
    strategy = fitted.classes_.tolist().index("strategy")
    surer = weighed.predict_proba(NEW[:1])[0, strategy]
    assert surer > fitted.predict_proba(NEW[:1])[0, strategy] + 0.01


def test_weights_follow_sentences_whose_documents_stand_apart() -> None:
    weights = np.linspace(0.1, 3, 60)
    order = np.argsort(GROUPS, kind="stable")
    apart = own().fit(TEXTS, LABELS, weights, groups=GROUPS)
    texts, labels, groups, ordered = (
        np.array(each)[order] for each in (TEXTS, LABELS, GROUPS, weights)
    )
    together = own().fit(texts, labels, ordered, groups=groups)
    assert together.predict_proba(NEW) == pytest.approx(apart.predict_proba(NEW))


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1] * 59, r"has the shape \(59,\); one number for each of 60"),
        (1.5, r"has the shape \(\)"),
        (np.ones((60, 1)), r"has the shape \(60, 1\)"),
        ([1] * 59 + [-1], "Weight 60 is -1; a finite number of 0 or more"),
        ([np.nan] + [1] * 59, "Weight 1 is nan"),
        ([1, None] + [1] * 58, "Weight 2 is nan"),
        ([np.inf] * 60, "Weight 1 is inf"),
        (["heavy"] * 60, "sample_weight is .*'heavy'.* an array of numbers was expected"),
        ([1] * 49 + [0] * 11, "9 other are too few"),
        ([0] * 60, "0 strategy, 0 tactic, 0 other are too few"),
    ],
    ids=[
        "too-few", "one-number", "table", "negative", "missing", "none", "infinite", "words",
        "label-without-weight", "no-weight",
    ],
)  # fmt: skip
def test_bad_weights_are_refused(weights, said: str) -> None:
    with pytest.raises(InputError, match=said):
        own().fit(TEXTS, LABELS, sample_weight=weights)


def test_strange_text_is_learned_from() -> None:
    strange = [f"  {text}\x00\n" for text in TEXTS[:-1]] + ["\ud83d " + "mots " * 5_000]
    assert own().fit(strange, LABELS).predict(NEW).tolist() == ["strategy", "tactic", "other"]


def test_names_are_those_of_the_evidence(fitted) -> None:
    names = fitted.get_feature_names_out()
    assert len(names) == fitted.model_.classifier.in_context.weights.shape[1]
    assert {"words expert: strategy", "context: other"} <= set(names)
    assert not hasattr(fitted, "n_features_in_")


def test_model_is_saved_and_started_from(fitted, tmp_path) -> None:
    save_model(fitted.model_, tmp_path)
    assert classify(NEW[0], model=tmp_path).label == "strategy"
    further = own(model=tmp_path).fit(TEXTS, LABELS)
    assert further.model_.manifest["adapted_from"] == fitted.model_.manifest["data_sha256"]


def test_accurate_model_is_started_from() -> None:
    found = own(engine="accurate").fit(TEXTS, LABELS)
    assert found.model_.engine == "accurate"
    assert found.predict(NEW[:1]).tolist() == ["strategy"]


@pytest.mark.parametrize("method", ["predict", "predict_proba", "get_feature_names_out"])
def test_unfitted_is_said(method: str) -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        getattr(own(), method)(NEW)


@pytest.mark.parametrize(
    ("texts", "labels", "said"),
    [
        (TEXTS[0], LABELS, "X is of type str; .* Put one sentence into a list"),
        (pd.DataFrame({"text": TEXTS}), LABELS, "of a frame give the column"),
        (None, LABELS, "X is of type NoneType"),
        ([*TEXTS[:-1], None], LABELS, "Text 60 is None"),
        (np.arange(60), LABELS, r"Text 1 is .*0.*int64"),
        (TEXTS, None, "requires y to be passed, but the target y is None"),
        (TEXTS, 3, "y is of type int; give one of 'strategy', 'tactic', 'other'"),
        (TEXTS, [*LABELS[:-1], "autre"], "1 of 60 labels .'autre'. are none of 'strategy'"),
        (TEXTS, np.array(LABELS)[:, None], "60 of 60 labels"),
        (TEXTS[1:], LABELS, "inconsistent numbers of samples"),
        (TEXTS[:40], LABELS[:40], "0 other"),
        (TEXTS[: 40 + LEAST - 1], LABELS[: 40 + LEAST - 1], f"at least {LEAST} of each"),
        ([], [], f"at least {LEAST} of each"),
    ],
    ids=[
        "string", "frame", "none", "missing", "numbers", "no-labels", "no-list", "unknown-label",
        "table-of-labels", "lengths", "missing-label", "too-few", "empty",
    ],
)  # fmt: skip
def test_bad_data_is_refused(texts, labels, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        own().fit(texts, labels)


@pytest.mark.parametrize(
    ("groups", "said"),
    [(GROUPS[1:], "inconsistent numbers"), ([1] * 60, "one document only")],
    ids=["lengths", "one-document"],
)
def test_bad_groups_are_refused(groups, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        own().fit(TEXTS, LABELS, groups=groups)


def test_groups_of_other_length_are_refused_in_prediction(fitted) -> None:
    with pytest.raises(ValueError, match="inconsistent numbers"):
        fitted.predict(NEW, groups=[1, 2])


def test_bad_parameters_are_refused_when_they_are_used(tmp_path) -> None:
    with pytest.raises(InputError, match="The engine is 'quick'"):
        own(engine="quick").fit(TEXTS, LABELS)
    with pytest.raises(ModelError, match="is not a folder"):
        own(model=tmp_path / "none").fit(TEXTS, LABELS)


def test_copy_has_the_parameters_and_nothing_learned(fitted) -> None:
    copy = clone(fitted.set_params(engine="fast"))
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "model_")
    with_model = clone(own(model=load_model(engine="fast")))
    assert with_model.fit(TEXTS, LABELS).predict(NEW[:1]).tolist() == ["strategy"]


def test_pickle_predicts_in_another_process(fitted, tmp_path) -> None:
    path = tmp_path / "fitted.pickle"
    path.write_bytes(pickle.dumps(fitted))
    code = (
        "import pathlib, pickle, sys; "
        "fitted = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes()); "
        "print(*fitted.predict_proba(sys.argv[2:]).ravel())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path, *NEW], capture_output=True, text=True, check=True
    )
    assert [*map(float, done.stdout.split())] == pytest.approx(fitted.predict_proba(NEW).ravel())


def test_pipeline_ends_in_it() -> None:
    def strip(texts: list[str]) -> list[str]:
        return [text.removeprefix("> ") for text in texts]

    pipeline = make_pipeline(FunctionTransformer(strip), own())
    pipeline.fit([f"> {text}" for text in TEXTS], LABELS, stratacclassifier__groups=GROUPS)
    assert pipeline.predict([f"> {text}" for text in NEW])[0] == "strategy"


def test_folds_by_document_give_it_their_documents() -> None:
    scores = cross_val_score(
        own(), TEXTS, LABELS, groups=GROUPS, cv=GroupKFold(2), params={"groups": np.array(GROUPS)}
    )
    assert scores.shape == (2,)
    assert scores.min() > 0.9


def test_grid_is_searched_by_two_processes(fitted, tmp_path) -> None:
    save_model(fitted.model_, tmp_path)
    search = GridSearchCV(own(), {"model": [None, str(tmp_path)]}, cv=2, n_jobs=2)
    search.fit(TEXTS, LABELS)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.predict(NEW[:1]).tolist() == ["strategy"]


def test_weights_and_documents_are_sent_on_by_scikit_learn() -> None:
    # Sentences that say otherwise: only who is told that they weigh nothing passes them over.
    texts, labels = [*TEXTS, *TEXTS], [*LABELS, *["other"] * 60]
    weights, groups = np.repeat([1.0, 0.0], 60), np.array([*GROUPS, *GROUPS])
    with config_context(enable_metadata_routing=True):
        asking = (
            own()
            .set_fit_request(sample_weight=True, groups=True)
            .set_score_request(sample_weight=True)
        )
        sent = {"sample_weight": weights, "groups": groups}
        scores = cross_validate(asking, texts, labels, params=sent, cv=GroupKFold(2))
        search = GridSearchCV(asking, {"engine": ["fast"]}, cv=GroupKFold(2))
        search.fit(texts, labels, **sent)
    assert scores["test_score"].min() > 0.9
    assert search.best_score_ == pytest.approx(scores["test_score"].mean())
    assert search.best_estimator_.model_.manifest["adapted_on"] == 60


class Asked(StratacClassifier):
    """Says that it takes matrices, so that scikit-learn asks it everything."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


NEED_NUMBERS = (
    "check_fit_score_takes_y", "check_estimators_overwrite_params",
    "check_dont_overwrite_parameters", "check_estimators_fit_returns_self",
    "check_readonly_memmap_input", "check_n_features_in_after_fitting",
    "check_positive_only_tag_during_fit", "check_estimators_dtypes", "check_dtype_object",
    "check_pipeline_consistency", "check_estimators_pickle",
    "check_f_contiguous_array_estimator", "check_classifier_data_not_an_array",
    "check_classifiers_one_label", "check_classifiers_classes", "check_classifiers_train",
    "check_supervised_y_2d", "check_methods_sample_order_invariance",
    "check_methods_subset_invariance", "check_dict_unchanged", "check_fit_idempotent",
    "check_fit_check_is_fitted", "check_n_features_in", "check_fit2d_predict1d",
    "check_array_api_input", "check_sample_weights_pandas_series",
    "check_sample_weights_not_an_array", "check_sample_weights_list",
    "check_all_zero_sample_weights_error", "check_sample_weights_shape",
    "check_sample_weights_not_overwritten", "check_sample_weight_equivalence_on_dense_data",
)  # fmt: skip
WANT_A_MESSAGE = (
    "check_complex_data", "check_estimators_empty_data_messages", "check_estimators_nan_inf",
    "check_estimator_sparse_tag", "check_estimator_sparse_array",
    "check_estimator_sparse_matrix", "check_fit2d_1sample", "check_fit2d_1feature",
    "check_classifiers_one_label_sample_weights",
)  # fmt: skip
FAILING = dict.fromkeys(
    NEED_NUMBERS, "gives numbers and labels of its own; strings and three labels are taken"
) | dict.fromkeys(
    WANT_A_MESSAGE, "wants the message that matrices call for, where strings are asked for"
)


def test_checks_of_scikit_learn_pass_where_they_do_not_need_numbers() -> None:
    results = check_estimator(Asked(), expected_failed_checks=FAILING, on_fail=None, on_skip=None)
    names = {status: set() for status in ("passed", "failed", "xfail", "skipped")}
    for result in results:
        names[result["status"]].add(result["check_name"])
    assert names["failed"] == set()
    assert names["passed"].isdisjoint(FAILING)
    assert {
        "check_estimator_cloneable", "check_no_attributes_set_in_init", "check_set_params",
        "check_estimators_unfitted", "check_do_not_raise_errors_in_init_or_set_params",
        "check_parameters_default_constructible", "check_requires_y_none",
        "check_classifiers_regression_target", "check_supervised_y_no_nan", "check_mixin_order",
    } <= names["passed"]  # fmt: skip


def test_scikit_learn_knows_that_it_takes_strings() -> None:
    with pytest.warns(SkipTestWarning, match="string=True"):
        check_estimator(own())
