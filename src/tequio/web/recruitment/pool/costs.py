"""The run that sees whether quotas can be met, and what each one that binds costs in fairness."""

from pathlib import Path
from typing import Any

from tequio.faults import Fault
from tequio.pool import Pool, read_pool
from tequio.quotas import Quotas, check_pool, check_size, read_quotas
from tequio.selection.costs import quota_costs
from tequio.selection.problem import Problem, problem
from tequio.selection.relaxation import Ladder, room
from tequio.selection.relaxations import QuotasClash, Relaxation, ensure_feasible
from tequio.web.recruitment.pool.queries import HOUSEHOLD_COLUMN
from tequio.web.recruitment.pool.uploads import from_upload
from tequio.web.runs.kinds import Kind, Outcome, Work
from tequio.web.runs.models import Run

NAME, POOL, QUOTAS = "costs", "pool.csv", "quotas.csv"


def compute(work: Work) -> Outcome:
    """Checks the quotas of a pool.

    Inputs are `size`, `quotas` (SHA-256) and `household_rule`; files `pool.csv` and `quotas.csv`.

    The result holds `clash` (bounds that no panel can meet together) with `choices` of changes, or
    else `lowest`, the lowest chance, and `costs`: chances as shares.

    Raises:
        Fault: the files do not fit each other or the size.
    """
    size, rule = int(work.inputs["size"]), bool(work.inputs["household_rule"])
    quotas, _ = from_upload(QUOTAS, work.read(QUOTAS), read_quotas)
    check_size(quotas, size, Path(QUOTAS))

    def read(path: Path) -> Pool:
        return read_pool(path, quotas, households=[HOUSEHOLD_COLUMN] if rule else ())[0]

    pool = from_upload(POOL, work.read(POOL), read)
    check_pool(pool, quotas, size, volunteers=Path(POOL), asked=Path(QUOTAS))
    facts = {"quotas": work.inputs["quotas"], "people": len(pool), "household_rule": rule}
    return Outcome(facts | found(problem(pool, quotas, size), quotas), {})


def found(task: Problem, quotas: Quotas) -> dict[str, Any]:
    """What is true of the quotas."""
    try:
        ensure_feasible(task, quotas)
    except QuotasClash as fault:
        return {
            "clash": {
                "bounds": [vars(bound) for bound in fault.clash.bounds],
                "households": fault.clash.households,
            },
            "choices": [_choice(one) for one in fault.choices],
        }
    lowest = Ladder(room(task)).step().chance
    try:
        costs = quota_costs(task)
    except Fault:  # the prices are not determined: the quotas can be met, and nothing more is known
        return {"clash": None, "lowest": float(lowest), "costs": []}
    told = [
        {
            "feature": one.feature,
            "value": one.value,
            "side": one.side,
            "bound": one.bound,
            "lowest": float(lowest + one.rise),
        }
        for one in costs
        if one.rise > 0
    ]
    return {"clash": None, "lowest": float(lowest), "costs": told}


def _choice(one: Relaxation) -> dict[str, Any]:
    return {"changes": [vars(change) for change in one.changes], "within_flex": one.within_flex}


def finish(run: Run, outcome: Outcome) -> None:
    """Nothing follows: the page shows the result beside the quotas that it was asked for."""


KIND = Kind(compute, finish)
