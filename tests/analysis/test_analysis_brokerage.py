"""Brokerage against brute force, closed forms and simulation."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import brokerage
from graphmodel import Network, ParameterError

ROLES = ["coordinator", "consultant", "representative", "gatekeeper", "liaison", "total"]


def build(matrix, *, directed):
    rows, columns = np.nonzero(matrix if directed else np.triu(matrix))
    ties = pd.DataFrame({"source": [f"n{i:02d}" for i in rows], "target": [f"n{i:02d}" for i in columns]})
    nodes = pd.DataFrame({"id": [f"n{i:02d}" for i in range(len(matrix))]})
    return Network.from_frames(ties, nodes, directed=directed)


def role(a, b, c):
    if a == b == c:
        return "coordinator"
    if a == c:
        return "consultant"
    if a == b:
        return "representative"
    return "gatekeeper" if b == c else "liaison"


def brute(matrix, groups, *, directed):
    n = len(matrix)
    counts = {name: np.zeros(n) for name in ROLES}
    for a, b, c in permutations(range(n), 3):
        if matrix[a, b] and matrix[b, c] and not matrix[a, c]:
            counts[role(groups[a], groups[b], groups[c])][b] += 1
            counts["total"][b] += 1
    if not directed:
        counts["gatekeeper"] = counts["gatekeeper"] + counts["representative"]
        counts = {name: values / 2 for name, values in counts.items()}
        counts["representative"] = np.full(n, np.nan)
    return counts


def random_matrix(rng, n, density, *, directed):
    matrix = rng.random((n, n)) < density
    np.fill_diagonal(matrix, val=False)
    return matrix if directed else np.triu(matrix) | np.triu(matrix).T


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 9), st.floats(0, 1), st.booleans(), st.integers(1, 4))
def test_counts_are_those_of_all_triples(seed, n, density, directed, n_groups):
    rng = np.random.default_rng(seed)
    matrix = random_matrix(rng, n, density, directed=directed)
    groups = rng.integers(0, n_groups, n)
    table = brokerage(build(matrix, directed=directed), group={f"n{i:02d}": str(g) for i, g in enumerate(groups)})
    for name, values in brute(matrix, groups, directed=directed).items():
        np.testing.assert_allclose(table[name], values, err_msg=name)


@pytest.mark.parametrize("directed", [True, False])
def test_moments_hold_in_simulation(directed):
    """Ties placed at random with the density: mean and variance of many draws, within five standard errors."""
    n, d, draws = 9, 0.4, 6000
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    rng = np.random.default_rng(5)
    raw = rng.random((draws, n, n)) < d
    raw[:, np.arange(n), np.arange(n)] = False
    if not directed:
        raw = np.triu(raw) | np.triu(raw).transpose(0, 2, 1)
    open_paths = raw[:, :, :, None] & raw[:, None, :, :] & ~raw[:, :, None, :]
    for a in range(n):
        open_paths[:, a, :, a] = False
    from analysis._groups import group_labels
    from analysis.brokerage import _directed_moments, _undirected_moments

    moments = _directed_moments if directed else _undirected_moments
    expected, variance = moments(group_labels(groups.astype(str)), d)
    roles = np.array([[[role(a, b, c) for c in groups] for b in groups] for a in groups])
    for name in ROLES:
        if name == "representative" and not directed:
            continue
        wanted = np.ones_like(roles, dtype=bool) if name == "total" else roles == name
        if not directed and name == "gatekeeper":
            wanted |= roles == "representative"
        for broker in (0, 4, 7):
            counts = (open_paths[:, :, broker, :] & wanted[:, broker, :]).sum(axis=(1, 2)) / (1 if directed else 2)
            group = groups[broker]
            spread = counts.std(ddof=1)
            assert abs(counts.mean() - expected[name][group]) <= 5 * spread / np.sqrt(draws) + 1e-12, name
            fourth = ((counts - counts.mean()) ** 4).mean()
            error = np.sqrt(max(fourth - spread**4, 0) / draws)
            assert abs(spread**2 - variance[name][group]) <= 5 * error + 1e-12, (name, spread**2, variance[name][group])


def test_directed_variance_is_too_large_for_undirected_ties():
    """One path counted in both directions: for the total of a large sparse graph about twice, so the root is 1.4."""
    matrix = random_matrix(np.random.default_rng(1), 30, 0.1, directed=False)
    group = {f"n{i:02d}": "x" for i in range(30)}
    undirected = brokerage(build(matrix, directed=False), group=group)["total_sd"].iloc[0]
    directed = brokerage(build(matrix, directed=True), group=group)["total_sd"].iloc[0]
    assert directed / undirected == pytest.approx(np.sqrt(2), abs=0.01)


def test_unknown_groups_are_left_out():
    matrix = np.zeros((4, 4), dtype=bool)
    for a, b in ((0, 1), (1, 2), (2, 3)):
        matrix[a, b] = matrix[b, a] = True
    table = brokerage(build(matrix, directed=False), group={"n00": "x", "n01": "x", "n02": "x"}).set_index("id")
    assert table.loc["n01", "coordinator"] == 1
    assert table.loc["n02", "total"] == 0
    assert np.isnan(table.loc["n03", "total"])
    assert pd.isna(table.loc["n03", "group"])


def test_group_must_be_known():
    network = build(np.zeros((2, 2), dtype=bool), directed=False)
    with pytest.raises(ParameterError, match="must be an attribute of the network"):
        brokerage(network, group="kind")
    with pytest.raises(ParameterError, match="Got int instead"):
        brokerage(network, group=3)
