"""Drawing the panel.

The methods bring the solvers with them, which takes a while to load and which a draw does not
need; so they and what they return are loaded when they are first asked for.
"""

from typing import TYPE_CHECKING, Any

from tequio.selection.problem import Problem, problem

if TYPE_CHECKING:
    from tequio.selection.lottery import Lottery
    from tequio.selection.methods import METHODS

__all__ = ["METHODS", "Lottery", "Problem", "problem"]


def __getattr__(name: str) -> Any:
    if name == "METHODS":
        from tequio.selection.methods import METHODS

        return METHODS
    if name == "Lottery":
        from tequio.selection.lottery import Lottery

        return Lottery
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
