"""Groups that are linked less than chance would have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.mixing import mixing
from analysis.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel import Network

__all__ = ["group_gaps"]

SMALL = 3
NEVER_MENTIONED = frozenset({"partner_abroad", "other"})
STRONG = 10.0
DRAWS = 300


def group_gaps(network: Network, *, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Find pairs of groups with fewer ties than the same contacts dealt at random would give.

    Parameters
    ----------
    network
        Only those who count; attribute ``group``.
    seed
        For the null model.

    Yields
    ------
    dict
        As for `analysis.gaps`; ``subject`` and ``object`` are names of groups.
    """
    if network.n_ties < SMALL:
        return
    sizes = network.nodes["group"].value_counts()
    table = mixing(network, group="group", draws=DRAWS, seed=seed).pairs
    fewer = table[(table["verdict"] == "fewer than chance") & (table["group_a"] != table["group_b"])]
    for row in fewer.to_dict("records"):
        one, other = row["group_a"], row["group_b"]
        if {one, other} & NEVER_MENTIONED or min(sizes[one], sizes[other]) < SMALL:
            continue
        expected = float(row["expected_rewired"])
        params = {
            "group_a": one,
            "group_b": other,
            "n_a": int(sizes[one]),
            "n_b": int(sizes[other]),
            "observed": int(row["observed"]),
            "expected": round(expected),
            "variant": "" if row["observed"] else "none",
        }
        yield {
            "kind": "weak_groups",
            "subject": one,
            "object": other,
            "observed": float(row["observed"]),
            "expected": expected,
            "evidence": "strong" if expected >= STRONG else "medium",
            "reasons": [Reason("gap.weak_groups", params), Reason("gap.no_record", {})],
        }
