"""Frames judged by the workers of Ray and Spark: each row once, by its key, bad rows named.

Each cluster is started by a program of its own, as a user would start it: what Ray and
Spark leave behind when they are told to stop (open files, threads, a Java machine) ends
with the program, and what they warn of is not said of stratac.
"""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
import subprocess
import sys
import tempfile
from typing import Any

import dask.dataframe
import pandas as pd
import pytest
from conftest import ROOT

from stratac import classify_frame, classify_many

TEXTS = ["Ouvrir deux agences à Lyon", "Devenir la référence du bio", "Budget", "Former l'équipe"]
# Keys that are neither places nor in order.
PLAN = pd.DataFrame({"id": [70, 10, 50, 40, 80, 20, 60, 30], "text": TEXTS * 2})
BAD = 50

# What all of them do with a batch.
JUDGE = """\
def judge(batch):
    found = classify_frame(batch.set_index("id"), engine="fast")
    return found[["label", "confidence", "misframed"]].reset_index()
"""

# How a user calls it: the lines of the README.
RAY = """\
plans = ray.data.read_parquet("plans")
judged = plans.map_batches(judge, batch_format="pandas")
"""
SPARK = """\
plans = spark.read.parquet("plans")
schema = "id long, label string, confidence double, misframed boolean"
judged = plans.mapInPandas(lambda batches: map(judge, batches), schema)
"""

# A program that hangs stops by itself: of one that is killed, Ray's agents live on a while.
BEGINNING = """\
import contextlib, json, os, signal, sys
import psutil
from stratac import classify_frame

signal.signal(signal.SIGALRM, lambda *_: sys.exit("The cluster did not answer in time."))
signal.alarm(240)

def traced(batch):
    return judge(batch).assign(worker=os.getpid())

def said(attempt):
    try:
        return str(attempt())
    except Exception as error:
        return str(error)

def listening():
    own = psutil.Process()
    for process in [own, *own.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            for socket in process.net_connections("inet"):
                if socket.status == psutil.CONN_LISTEN:
                    yield socket.laddr.ip

answer = {"program": os.getpid()}
"""

# Actors hold their cores: reading needs a third. The first actor would take both batches
# if the second were not waited for, or if it might have two at a time.
ON_RAY = f"""\
{BEGINNING}
import ray

{JUDGE}
class Judge:
    def __call__(self, batch):
        return traced(batch)

ray.init(
    address="local", num_cpus=3, include_dashboard=False, log_to_driver=False,
    object_store_memory=100 * 2**20, _node_ip_address="127.0.0.1", _temp_dir=sys.argv[1],
)
ray.data.DataContext.get_current().wait_for_min_actors_s = 120
{RAY}
answer["rows"] = judged.take_all()
two = ray.data.ActorPoolStrategy(size=2, max_tasks_in_flight_per_actor=1)
shared = plans.repartition(2).map_batches(Judge, batch_format="pandas", compute=two)
answer["workers"] = [row["worker"] for row in shared.take_all()]
bad = ray.data.read_parquet("bad").map_batches(judge, batch_format="pandas")
answer["error"] = said(bad.take_all)
answer["addresses"] = [*listening()]
ray.shutdown()
print(json.dumps(answer))
"""

# A barrier has all batches under way at once.
ON_SPARK = f"""\
{BEGINNING}
from pyspark.sql import SparkSession

{JUDGE}
folder = sys.argv[1]
spark = SparkSession.builder.master("local[2]").config(map={{
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.local.dir": folder,
    "spark.sql.warehouse.dir": folder,
    "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={{folder}} -XX:-UsePerfData",
}}).getOrCreate()
{SPARK}
answer["rows"] = [row.asDict() for row in judged.collect()]
shared = plans.repartition(2).mapInPandas(
    lambda batches: map(traced, batches), f"{{schema}}, worker long", barrier=True
)
answer["workers"] = [row["worker"] for row in shared.collect()]
bad = spark.read.parquet("bad").mapInPandas(lambda batches: map(judge, batches), schema)
answer["error"] = said(bad.collect)
answer["addresses"] = [*listening()]
spark.stop()
print(json.dumps(answer))
"""

PROGRAMS = {"ray": ON_RAY, "spark": ON_SPARK}


def surroundings() -> dict[str, str]:
    """Return the environment in which clusters stay on this machine and out of the home."""
    return os.environ | {
        # Without it Ray takes 127.0.0.1 for a slip and binds to the outward address.
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        # Ray would keep a token in the user's home.
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }


@pytest.fixture(scope="module", params=PROGRAMS)
def answer(request, tmp_path_factory) -> dict[str, Any]:
    """Return what the program of a cluster has to say of plans that lie in two files each."""
    folder = tmp_path_factory.mktemp(request.param)
    holed = PLAN.assign(text=PLAN["text"].where(PLAN["id"] != BAD, None))
    for name, frame in {"plans": PLAN, "bad": holed}.items():
        (folder / name).mkdir()
        for half, rows in enumerate((frame.iloc[:4], frame.iloc[4:])):
            rows.to_parquet(folder / name / f"{half}.parquet", index=False)
    # The paths of Ray's sockets have 107 characters at the most: too few for pytest's folders.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as short:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAMS[request.param], short],
            cwd=folder, env=surroundings(), capture_output=True, text=True, check=False,
            timeout=300,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_row_comes_back_once_under_its_key(answer: dict[str, Any]) -> None:
    assert sorted(row["id"] for row in answer["rows"]) == sorted(PLAN["id"])


def test_labels_are_those_of_the_sentences(answer: dict[str, Any]) -> None:
    found = {row["id"]: row["label"] for row in answer["rows"]}
    expected = [str(s.label) for s in classify_many(PLAN["text"], engine="fast")]
    assert [found[key] for key in PLAN["id"]] == expected
    assert len(set(expected)) == 3


def test_values_keep_their_types(answer: dict[str, Any]) -> None:
    found = {(type(row["confidence"]), type(row["misframed"])) for row in answer["rows"]}
    assert found == {(float, bool)}


def test_two_workers_share_the_work(answer: dict[str, Any]) -> None:
    assert len(answer["workers"]) == len(PLAN)
    assert len({*answer["workers"], answer["program"]}) == 3


def test_bad_row_is_named_by_its_key(answer: dict[str, Any]) -> None:
    assert f"Row {BAD}: text is " in answer["error"]
    assert "a string was expected. Drop or fill such rows." in answer["error"]


def test_cluster_of_a_test_stays_on_this_machine(answer: dict[str, Any]) -> None:
    assert answer["addresses"]
    for address in answer["addresses"]:
        found = ipaddress.ip_address(address)
        assert (getattr(found, "ipv4_mapped", None) or found).is_loopback


def test_empty_batch_has_the_types_of_a_full_one() -> None:
    found = classify_frame(PLAN, engine="fast")
    assert classify_frame(PLAN.iloc[:0], engine="fast").dtypes.equals(found.dtypes)


def test_dask_reckons_with_what_an_empty_batch_promises() -> None:
    parts = dask.dataframe.from_pandas(PLAN, npartitions=2)
    meta = classify_frame(PLAN.iloc[:0], engine="fast")
    found = parts.map_partitions(classify_frame, engine="fast", meta=meta)
    mean = found["confidence"].mean().compute(scheduler="synchronous")
    assert mean == pytest.approx(classify_frame(PLAN, engine="fast")["confidence"].mean())


@pytest.mark.parametrize("lines", [RAY, SPARK], ids=PROGRAMS)
def test_readme_shows_what_is_run_here(lines: str) -> None:
    assert lines in (ROOT / "README.md").read_text(encoding="utf-8")
