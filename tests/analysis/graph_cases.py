"""Small networks that the tests of analysis share, random and by hand."""

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from graphmodel import Network


def from_matrix(matrix, *, directed=False):
    """Network of a matrix of strengths; ids n000, n001, …"""
    matrix = np.asarray(matrix, dtype=float)
    rows, columns = np.nonzero(matrix if directed else np.triu(matrix))
    names = [f"n{place:03d}" for place in range(len(matrix))]
    ties = pd.DataFrame(
        {
            "source": [names[row] for row in rows],
            "target": [names[column] for column in columns],
            "strength": matrix[rows, columns],
        }
    )
    return Network.from_frames(ties, pd.DataFrame({"id": names}), directed=directed)


def random_matrix(seed, n, density, *, directed=False, largest=4):
    """Matrix of whole strengths from 1 to largest."""
    rng = np.random.default_rng(seed)
    matrix = (rng.random((n, n)) < density) * rng.integers(1, largest + 1, (n, n))
    np.fill_diagonal(matrix, 0)
    return matrix if directed else np.triu(matrix) + np.triu(matrix).T


def networkx_graph(matrix, *, directed=False):
    """The same as a networkx graph with strength and distance."""
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(f"n{place:03d}" for place in range(len(matrix)))
    for row, column in zip(*np.nonzero(matrix), strict=True):
        strength = float(matrix[row, column])
        graph.add_edge(f"n{row:03d}", f"n{column:03d}", strength=strength, distance=1 / strength)
    return graph


@st.composite
def matrices(draw, *, largest=9, directed=None):
    """Matrix and whether it is directed."""
    is_directed = draw(st.booleans()) if directed is None else directed
    n = draw(st.integers(0, largest))
    density = draw(st.sampled_from([0.0, 0.15, 0.3, 0.5, 0.8, 1.0]))
    return random_matrix(draw(st.integers(0, 10_000)), n, density, directed=is_directed), is_directed
