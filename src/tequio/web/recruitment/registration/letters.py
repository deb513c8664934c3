"""Where registration meets the letters of the first lottery."""

from typing import Any

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer


def letter_of_code(assembly: Assembly, code: str) -> Any | None:
    """The letter that carries this code, `None` if none does.

    TO BE CONNECTED with `recruitment.frame.queries.letter_of`.
    """
    del assembly, code
    return None


def answered(letter: Any, volunteer: Volunteer) -> None:
    """Notes that somebody answered a letter, in the transaction that registers.

    TO BE CONNECTED with `recruitment.frame.actions.answered`.
    """
    del letter, volunteer
