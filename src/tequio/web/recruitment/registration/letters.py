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


def answered(letter: Any, volunteer: Volunteer) -> bool:
    """Notes that a volunteer answers a letter; whether it is theirs now, and nobody else's before.

    TO BE CONNECTED with `recruitment.frame.answers.answered`.
    """
    del letter, volunteer
    return True


def address_typed(volunteer: Volunteer, address: str) -> None:
    """Notes the address of somebody without a code, so that the letter is looked for.

    TO BE CONNECTED with `recruitment.frame.answers.claim_address`.
    """
    del volunteer, address
