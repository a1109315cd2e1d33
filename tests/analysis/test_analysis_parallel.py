"""The one place for heavy work: same numbers on a real Dask scheduler with two worker processes."""

import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analysis import attendance_position, betweenness, co_attendance
from analysis._parallel import blocks, run_tasks
from graphmodel import Network


def draw(scale, *, rng):
    return scale * rng.random(3)


def test_streams_belong_to_the_task_and_not_to_the_worker():
    tasks = [(float(number),) for number in range(1, 6)]
    expected = [
        number * np.random.default_rng(stream).random(3)
        for number, stream in zip(range(1, 6), np.random.SeedSequence(7).spawn(5), strict=True)
    ]
    for workers in (1, 2, 4):
        with joblib.parallel_config(backend="threading", n_jobs=workers):
            np.testing.assert_array_equal(run_tasks(draw, tasks, seed=7), expected)
    np.testing.assert_array_equal(run_tasks(draw, tasks, seed=7), expected)


def test_blocks_cover_the_range_once():
    assert blocks(7, 3) == [(0, 3), (3, 6), (6, 7)]
    assert blocks(0, 3) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_numbers():
    from distributed import Client, LocalCluster

    rng = np.random.default_rng(0)
    rows, columns = np.nonzero(rng.random((20, 15)) < 0.3)
    came = pd.DataFrame({"actor": rows.astype(str), "meeting": columns.astype(str)})
    network = Network.from_networkx(nx.barabasi_albert_graph(200, 2, seed=1))
    here = (
        co_attendance(came, draws=100),
        attendance_position(came, draws=40, deletions=30),
        betweenness(network, n_sources=120),
    )
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with (
        LocalCluster(host="127.0.0.1", **options) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = (
            co_attendance(came, draws=100),
            attendance_position(came, draws=40, deletions=30),
            betweenness(network, n_sources=120),
        )
    for one, other in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(one, other)
