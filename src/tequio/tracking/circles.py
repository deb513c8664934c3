"""Circles of superiors: units each of which would be above itself at one time."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.mistakes import Mistake

Ints = NDArray[np.int64]


def circles(ledger: Ledger) -> Iterator[Mistake]:
    """For each group of units that are above each other on some day, one circle.

    Over the years a unit may come under one that was once below it; it is a mistake only if all
    relations of a circle possibly hold on one day. Then they do so on a day on which one of them
    begins, so that those days suffice. Relations that cannot be dated are left to other checks.
    """
    rows = ledger.standing("relations").with_row_index("at")
    above = rows.filter((pl.col("type") == "child_of") & (pl.col("child") != pl.col("parent")))
    if above.is_empty():
        return
    try:
        first = np.array(ledger.spans("relations", "since")[0])[above["at"].to_numpy()]
        last = np.array(ledger.spans("relations", "until")[1])[above["at"].to_numpy()]
    except ImpossibleDate:
        return
    names = pl.concat([above["child"], above["parent"]]).unique(maintain_order=True)
    place = {name: number for number, name in enumerate(names.to_list())}
    child = np.array([place[name] for name in above["child"].to_list()])
    parent = np.array([place[name] for name in above["parent"].to_list()])
    told: set[frozenset[int]] = set()
    edges = np.arange(len(child))
    for ring in _rings(child, parent, edges, len(place)):
        for day in np.unique(first[ring]).tolist():
            then = ring[(first[ring] <= day) & (last[ring] >= day)]
            for circle in _rings(child, parent, then, len(place)):
                path = _walk(child, parent, circle)
                if frozenset(path) not in told:
                    told.add(frozenset(path))
                    line = above[LINE][path[0]]
                    units = [above["child"][edge] for edge in path]
                    yield Mistake("relations", line, "parent", "circle", " → ".join([*units, units[0]]))


def _rings(child: Ints, parent: Ints, edges: Ints, count: int) -> Iterator[Ints]:
    """For each strongly connected set of more than one unit, the edges within it."""
    graph = coo_matrix((np.ones(len(edges)), (child[edges], parent[edges])), shape=(count, count))
    _, group = connected_components(graph.tocsr(), directed=True, connection="strong")
    within = edges[group[child[edges]] == group[parent[edges]]]
    for number in np.unique(group[child[within]]).tolist():
        yield within[group[child[within]] == number]


def _walk(child: Ints, parent: Ints, edges: Ints) -> list[int]:
    """The edges of one circle among edges of which each leads to another of them."""
    leaving = {}
    for edge in edges[::-1].tolist():
        leaving[int(child[edge])] = edge
    path, at = list[int](), int(child[edges[0]])
    seen: dict[int, int] = {}
    while at not in seen:
        seen[at] = len(path)
        path.append(leaving[at])
        at = int(parent[leaving[at]])
    return path[seen[at] :]
