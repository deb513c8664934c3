"""Where registration meets the letters of the first lottery."""

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.frame import answers, queries
from tequio.web.recruitment.models import Letter, Volunteer


def letter_of_code(assembly: Assembly, code: str) -> Letter | None:
    """The letter that carries this code and that nobody answered yet; `None` if there is none."""
    letter = queries.letter_of(assembly, code)
    return None if letter is None or letter.volunteer_id else letter


def answered(letter: Letter, volunteer: Volunteer) -> bool:
    """Notes that a volunteer answers a letter; whether it is theirs now, and nobody else's before."""
    return answers.answered(letter, volunteer)


def address_typed(volunteer: Volunteer, address: str) -> None:
    """Notes the address of somebody without a code, so that the letter is looked for."""
    if address.strip():
        answers.claim_address(volunteer=volunteer, address=address)
