"""What an invented assembly asks, and what invented people answer."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Field, Volunteer
from tequio.web.recruitment.registration import timing
from tequio.web.recruitment.registration.page_actions import Asked, add_field, open_page

AGE = Asked(
    "age",
    "feature",
    {"en": "How old are you?", "es": "¿Cuántos años tiene?"},
    [
        {"value": "16-34", "labels": {"en": "16 to 34", "es": "de 16 a 34"}},
        {"value": "35+", "labels": {"en": "35 or more", "es": "35 o más"}},
    ],
)
LIVES_HERE = Asked("lives here", "eligibility", {"en": "I live in Example.", "es": "Vivo en Ejemplo."}, [])


def ask(assembly: Assembly) -> None:
    """Asks for age and whether one lives there."""
    for asked in (AGE, LIVES_HERE):
        add_field(assembly=assembly, asked=asked)


def opened(assembly: Assembly, *channels: str) -> Assembly:
    """The assembly with its pages open in both languages."""
    ask(assembly)
    for language in assembly.languages:
        for channel in channels or ("web",):
            open_page(assembly=assembly, language=language, channel=channel)
    return assembly


def token(seconds: float = 60) -> str:
    """The token of a form that was shown so many seconds ago."""
    return timing.issue(timezone.now() - timedelta(seconds=seconds))


def answers(assembly: Assembly, **changed: Any) -> dict[str, Any]:
    """A form that is filled in; `age` and `lives_here` are the fields' answers."""
    age, here = (Field.objects.get(assembly=assembly, name=name).pk for name in ("age", "lives here"))
    filled = {
        "shown": token(),
        "name": "Ana Example",
        "email": "ana@example.org",
        f"field-{age}": changed.pop("age", "16-34"),
        f"field-{here}": changed.pop("lives_here", "on"),
        "consent-taking-part": "on",
    }
    return filled | changed


def address(assembly: Assembly) -> str:
    """Where people register."""
    return f"/a/{assembly.slug}/register/"


def registered(assembly: Assembly, **changed: Any) -> Volunteer:
    """Somebody who registered on the open page."""
    answer = Client().post(address(assembly), answers(assembly, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return Volunteer.objects.filter(assembly=assembly).latest("number")
