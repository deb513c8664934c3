"""Weights of panels that meet the target exactly, as near to equal ones as they can be."""

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import lsqr

from tequio.selection.problem import Floats

EXACT = 1e-12
DENSE = 4000


def balance(panels: csr_matrix, wanted: Floats) -> Floats | None:
    """Weights above 0 with  weights · panels = wanted, or `None` if none are found.

    Args:
        panels: (N, F) zeros and ones, a panel a row.
        wanted: (F,).
    """
    count, types = panels.shape
    if not types:
        return np.full(count, 1 / count)
    return centre(panels.T.toarray(), wanted) if types <= DENSE else nearest_to_equal(panels, wanted)


def nearest_to_equal(panels: csr_matrix, wanted: Floats) -> Floats | None:
    """The solution of least distance from equal weights, if all of it is above 0.

    With herded panels equal weights miss the target by so little that this is nearly always so.
    Source: LSQR (Paige and Saunders, 1982), which gives the shortest solution of equations with
    more unknowns than rows, and needs no matrix of types by types.

    Args:
        panels: (N, F) zeros and ones, a panel a row.
        wanted: (F,).
    """
    count = panels.shape[0]
    weights = np.full(count, 1 / count)
    across = panels.T.tocsr()
    # The same equations, each divided by its length: the same solution, in half the steps.
    scale = 1 / np.sqrt(np.maximum(np.asarray(panels.sum(axis=0)).ravel(), 1))
    scaled = (diags(scale) @ across).tocsr()
    for _ in range(4):
        missing = wanted - across @ weights
        if np.abs(missing).max() < EXACT:
            return weights if (weights > 0).all() else None
        weights = weights + lsqr(scaled, scale * missing, atol=1e-13, btol=1e-13, iter_lim=6000)[0]
    return None


def centre(panels: Floats, wanted: Floats) -> Floats | None:
    """Weights above 0 with  panels · weights = wanted, as even as possible; `None` if none are found.

    Maximises Σ log w_i under these equations by Newton's method from equal weights (the
    analytic centre; Boyd and Vandenberghe, *Convex Optimization*, algorithm 10.2, whose start
    need not be feasible). Equations that follow from others are harmless: the normal matrix
    gets a trace of weight, and its solution is refined.

    Args:
        panels: (F, N) zeros and ones, a panel a column.
        wanted: (F,).
    """
    count = panels.shape[1]
    weights = np.full(count, 1 / count)
    slow = 0
    for _ in range(60):
        try:
            change = _newton(panels, wanted, weights)
        except LinAlgError:
            return None
        falling = change < 0
        step = min(1.0, 0.9 * float(np.min(-weights[falling] / change[falling]))) if falling.any() else 1.0
        weights = weights + step * change
        if step == 1 and np.abs(wanted - panels @ weights).max() < EXACT:
            return weights
        slow = slow + 1 if step < 0.2 else 0
        if slow == 3:
            return None
    return None


def _newton(panels: Floats, wanted: Floats, weights: Floats) -> Floats:
    square = weights * weights
    scaled = panels * weights
    normal = scaled @ scaled.T
    normal[np.diag_indices(len(wanted))] += 1e-11 * np.trace(normal) / len(wanted)
    factor = cho_factor(normal, check_finite=False, overwrite_a=True)
    goal = 2 * (panels @ weights) - wanted
    prices = cho_solve(factor, goal, check_finite=False)
    for _ in range(2):
        prices += cho_solve(factor, goal - panels @ (square * (panels.T @ prices)), check_finite=False)
    change: Floats = weights - square * (panels.T @ prices)
    return change
