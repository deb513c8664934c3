"""What registration asks: which pages are open, what people are asked, to what they consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from tequio.record.commitments import public_bytes
from tequio.web.assemblies.models import Assembly, Stage, Wording
from tequio.web.recruitment.models import Field, PoolClosing, RegistrationPage
from tequio.words import words

State, Channel = RegistrationPage.State, RegistrationPage.Channel
STAGE = "registration"
CONSENT = "consent-"  # how the names of the texts begin to which volunteers consent
TAKING_PART = "taking-part"  # the purpose without which nobody registers
# Said while an assembly has published no text `consent-taking-part` of its own: version 0.
CONSENT_SENTENCES = (
    (
        "I want to take part in the draw of {assembly}. What I write here may be kept until the assembly is "
        "over, and used for nothing else. I can take it back at any time."
    ),
)


@dataclass(frozen=True)
class Purpose:
    """One thing to which people consent, with the text that they read."""

    name: str
    body: str
    version: int
    language: str
    required: bool

    @property
    def sha256(self) -> str:
        """Of the text as it was shown."""
        return sha256(self.body.encode()).hexdigest()


def by_language(labels: dict[str, str], language: str, otherwise: str = "") -> str:
    """A label in a language, or in whichever there is."""
    return labels.get(language) or next((label for label in labels.values() if label), otherwise)


def open_channels(assembly: Assembly, language: str, *, team: bool) -> dict[str, str]:
    """The channels by which somebody may register now in a language, each with its state.

    Args:
        assembly: whose.
        language: of the page.
        team: whether who asks works for the assembly, and so sees pages in test.
    """
    states = {State.OPEN, State.TEST} if team else {State.OPEN}
    pages = assembly.registration_pages.filter(language=language, state__in=states)
    found = {page.channel: page.state for page in pages}
    if found and (pool_is_closed(assembly) or not stage_allows(assembly, timezone.now())):
        return {channel: state for channel, state in found.items() if state == State.TEST}
    return found


def stage_allows(assembly: Assembly, now: datetime) -> bool:
    """Whether the dates of the stage `registration`, if it has any, let people register."""
    stage = Stage.objects.filter(assembly=assembly, name=STAGE).first()
    if stage is None:
        return True
    begun = stage.opens_at is None or stage.opens_at <= now
    return begun and (stage.closes_at is None or now < stage.closes_at)


def takes_registrations(assembly: Assembly) -> bool:
    """Whether a page is open, in whatever language and channel; of an assembly whose pool is not closed."""
    there = assembly.registration_pages.filter(state=State.OPEN).exists()
    return there and stage_allows(assembly, timezone.now())


def pool_is_closed(assembly: Assembly) -> bool:
    """Whether nobody can be added any more."""
    return PoolClosing.objects.filter(assembly=assembly).exists()


def fields_are_fixed(assembly: Assembly) -> bool:
    """Whether registration has opened once: then labels alone may change."""
    return assembly.registration_pages.filter(opened_at__isnull=False).exists()


def purposes_of(assembly: Assembly, language: str) -> list[Purpose]:
    """To what people consent, the one that is required first: the latest published texts.

    A text that is missing in a language is shown in another one, and the consent says in which.
    """
    published = Wording.objects.filter(
        text__assembly=assembly, text__name__startswith=CONSENT, published_at__isnull=False
    )
    latest: dict[str, Wording] = {}
    for wording in published.select_related("text").order_by("version", "pk"):
        name = wording.text.name.removeprefix(CONSENT)
        if wording.language == language or name not in latest or latest[name].language != language:
            latest[name] = wording
    found = [
        Purpose(name, one.body, one.version, one.language, name == TAKING_PART)
        for name, one in sorted(latest.items())
    ]
    if TAKING_PART not in latest:
        body = words(language)(CONSENT_SENTENCES[0], assembly=assembly.name)
        found.append(Purpose(TAKING_PART, body, 0, language, required=True))
    return sorted(found, key=lambda purpose: (not purpose.required, purpose.name))


def fields_document(fields: Sequence[Field]) -> bytes:
    """The fields as they are published when registration opens: canonical JSON and one line feed."""
    rows: list[dict[str, Any]] = [
        {
            "name": field.name,
            "kind": field.kind,
            "labels": field.labels,
            "values": field.values,
            "required": field.required,
            "sensitive": field.sensitive,
        }
        for field in fields
    ]
    return public_bytes({"format": "tequio-fields/1", "fields": rows})
