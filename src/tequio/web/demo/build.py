"""The example assembly, from the first administrator to a confirmed panel, by nothing but the actions."""

import random
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tequio.randomness import throws_needed
from tequio.web.accounts.actions import make_first
from tequio.web.accounts.models import User
from tequio.web.assemblies import actions as assemblies
from tequio.web.assemblies.models import Assembly
from tequio.web.demo import town
from tequio.web.members import actions as members
from tequio.web.members.models import Attempt, Offer, PublicFace
from tequio.web.members.replacement_run import ask_for_replacement
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.pool import actions as pool
from tequio.web.recruitment.pool.importing import import_people
from tequio.web.recruitment.registration import actions as registration
from tequio.web.recruitment.registration import page_actions as pages
from tequio.web.recruitment.registration.queries import Channel, purposes_of
from tequio.web.runs.models import Run
from tequio.web.selection import actions as selection
from tequio.web.selection.models import Draw, Lottery
from tequio.web.selection.randomness import sources_for

NOTICE = timedelta(seconds=4)  # between announcing the randomness and throwing it; a real draw has a day
DECLINE = 2
STAFF = {
    "organiser": "Olga Ejemplo",
    "caller": "Carlos Ejemplo",
    "facilitator": "Fátima Ejemplo",
    "observer": "Óscar Ejemplo",
    "auditor": "Aurora Ejemplo",
}
SECOND = "second organiser"


@dataclass(frozen=True)
class Surroundings:
    """What differs between a test and the command.

    Args:
        work: does one waiting run, as the worker does; whether there was one.
        wait: comes back once it is this time.
        publish: lets partners see the record as it stands.
        tell: says which step comes.
        chance: who the invented people are.
    """

    work: Callable[[], bool]
    wait: Callable[[datetime], None]
    publish: Callable[[], None]
    tell: Callable[[str], None]
    chance: random.Random


@dataclass(frozen=True)
class Built:
    """The example: the assembly, who is who by role, and the two draws."""

    assembly: Assembly
    people: Mapping[str, User]
    draws: tuple[Draw, Draw]


def build(around: Surroundings) -> Built:
    """Makes the example in an empty site."""
    around.tell("opened")
    people = _staff()
    assembly = _opened(people)
    around.tell("registered")
    _registered(assembly, people, around.chance)
    around.tell("closed")
    _closed(assembly, people)
    around.tell("lottery")
    assemblies.open_stage(assembly=assembly, stage="lottery")
    assemblies.open_stage(assembly=assembly, stage="draw")
    first = _drawn(_lottery(assembly, people, around), people, around)
    assemblies.close_stage(assembly=assembly, stage="lottery")
    assemblies.close_stage(assembly=assembly, stage="draw")
    around.tell("answered")
    offers = _offered(assembly, people)
    _answered(offers, people, decline=DECLINE)
    around.tell("replaced")
    second = _drawn(_replacement(assembly, people, around), people, around)
    _answered(_offered(assembly, people), people, decline=0)
    around.tell("confirmed")
    members.confirm_panel(assembly=assembly, by=people["organiser"])
    assemblies.close_stage(assembly=assembly, stage="confirmations")
    _as_members(offers)
    around.publish()
    return Built(assembly, people, (first, second))


def _staff() -> dict[str, User]:
    """The administrator, alone at first."""
    address, password = "administrator@example.org", secrets.token_urlsafe(24)
    made = make_first(name="Ada Ejemplo", email=address, password=password, language="en")
    if made is None:
        raise RuntimeError("the site has an administrator; the example needs an empty one")
    return {"administrator": made}


def _opened(people: dict[str, User]) -> Assembly:
    """The assembly with its team, which the administrator then leaves; its texts, promise and dates."""
    administrator = people["administrator"]
    assembly = assemblies.open_assembly(
        name=town.NAME,
        slug=town.SLUG,
        languages=town.LANGUAGES,
        panel_size=town.SIZE,
        by=administrator,
    )
    for role, name, kept in (*((r, n, r) for r, n in STAFF.items()), ("organiser", "Omar Ejemplo", SECOND)):
        people[kept] = assemblies.add_member(
            assembly=assembly,
            email=f"{kept.replace(' ', '-')}@example.org",
            name=name,
            roles=[role],
            language="es" if kept == "caller" else "en",
            by=administrator,
        )
    assemblies.remove_member(membership=assembly.team.get(user=administrator))
    organiser = people["organiser"]
    for name, bodies in town.TEXTS.items():
        text = assemblies.save_text(assembly=assembly, name=name, original="es", bodies=bodies, by=organiser)
        assemblies.mark_reviewed(text=text, language="en")
        assemblies.publish_text(text=text)
    assemblies.make_promise(
        assembly=assembly,
        commissioner=town.COMMISSIONER,
        promise=town.PROMISE,
        answer_by=date.today() + timedelta(days=180),
        by=organiser,
    )
    return assembly


def _registered(assembly: Assembly, people: Mapping[str, User], chance: random.Random) -> None:
    """Fields, targets, registration by web and telephone; a few by the caller, the others from a file."""
    for asked in town.fields():
        pages.add_field(assembly=assembly, asked=asked)
    pool.publish_targets(
        assembly=assembly, targets=town.targets(), sources=town.SOURCE, room=1, flex=2, by=people["organiser"]
    )
    assemblies.open_stage(assembly=assembly, stage="registration")
    for language, channel in _pages():
        pages.open_page(assembly=assembly, language=language, channel=channel)
    rows = town.people(chance)
    for row in rows[: town.PHONED]:
        _by_phone(assembly, row, people["caller"])
    import_people(
        assembly=assembly,
        name="example.csv",
        data=town.table(rows[town.PHONED :]),
        by=people["organiser"],
    )


def _pages() -> list[tuple[str, str]]:
    return [(language, channel) for language in town.LANGUAGES for channel in (Channel.WEB, Channel.PHONE)]


def _by_phone(assembly: Assembly, row: Mapping[str, str], caller: User) -> None:
    given = registration.Given(
        contact={key: row[key] for key in ("name", "phone", "address")},
        features={name: row[name] for name in (*town.FEATURES, "lives here")},
        purposes=[one for one in purposes_of(assembly, row["language"]) if one.required],
    )
    registration.register(
        assembly=assembly, language=row["language"], channel=Channel.PHONE, given=given, by=caller
    )


def _closed(assembly: Assembly, people: Mapping[str, User]) -> None:
    """Registration and pool closed, and the quotas fixed that the targets gave."""
    for language, channel in _pages():
        pages.close_page(assembly=assembly, language=language, channel=channel)
    assemblies.close_stage(assembly=assembly, stage="registration")
    assemblies.open_stage(assembly=assembly, stage="pool")
    pool.close_pool(assembly=assembly, by=people["organiser"])
    pool.fix_quotas(table=assembly.quota_tables.latest("version"), by=people["organiser"])
    assemblies.close_stage(assembly=assembly, stage="pool")


def _lottery(assembly: Assembly, people: Mapping[str, User], around: Surroundings) -> Lottery:
    run = selection.ask_for_lottery(
        assembly=assembly,
        method="leximin",
        panels="1000",
        reserves=0,
        publish="commitments",
        household=False,
        by=people["organiser"],
    )
    return _made(run, around)


def _replacement(assembly: Assembly, people: Mapping[str, User], around: Surroundings) -> Lottery:
    return _made(ask_for_replacement(assembly=assembly, by=people["organiser"]), around)


def _made(run: Run, around: Surroundings) -> Lottery:
    """What the worker makes of a run."""
    around.work()
    run.refresh_from_db()
    if run.state != Run.State.DONE:
        raise RuntimeError(f"the run {run.kind} ended as {run.state}: {run.fault}")
    return Lottery.objects.get(run=run)


def _drawn(lottery: Lottery, people: Mapping[str, User], around: Surroundings) -> Draw:
    """The public order: published, randomness announced, thrown, typed by two people, drawn."""
    organiser = people["organiser"]
    selection.publish(lottery=lottery, by=organiser)
    source = sources_for(lottery)[0]
    due = timezone.now().replace(microsecond=0) + NOTICE
    selection.announce(lottery=lottery, source=source, due=due, note=town.NOTICE, by=organiser)
    around.publish()
    around.wait(due)
    text = _thrown(source, lottery.panels)
    selection.reveal(lottery=lottery, text=text, by=organiser)
    draw = selection.reveal(lottery=lottery, text=text, by=people[SECOND])
    if draw is None:
        raise RuntimeError("two people typed the same, and nothing was drawn")
    return draw


def _thrown(source: str, panels: int) -> str:
    """Digits, or throws of a die with twenty sides; the computer throws what in a hall people throw."""
    if source == "digits":
        return " ".join(str(secrets.randbelow(10)) for _ in range(len(str(panels)) - 1))
    return " ".join(["d20:", *(str(secrets.randbelow(20) + 1) for _ in range(throws_needed(20)))])


def _offered(assembly: Assembly, people: Mapping[str, User]) -> list[Offer]:
    assemblies.open_stage(assembly=assembly, stage="confirmations")
    deadline = timezone.now() + timedelta(days=10)
    return members.offer_places(assembly=assembly, deadline=deadline, by=people["organiser"])


def _answered(offers: list[Offer], people: Mapping[str, User], *, decline: int) -> None:
    """Some decline. Whoever has no mailbox is called; the others answer by their links."""
    declining = _replaceable(offers)[:decline]
    for offer in offers:
        accepts = offer not in declining
        if offer.volunteer and not offer.volunteer.contact.get("email"):
            said = Attempt.Outcome.ACCEPTED if accepts else Attempt.Outcome.DECLINED
            members.note_call(offer=offer, outcome=said, by=people["caller"])
        else:
            members.answer(offer=offer, accept=accepts, channel=Offer.Channel.LINK)


def _replaceable(offers: list[Offer]) -> list[Offer]:
    """Who can be replaced by somebody of the same features, each by another person.

    Any two may decline where people are real, and then no panel may meet the quotas, which the run says.
    The example must reach its end whatever the digits are.
    """
    there = Counter(
        _features(one) for one in offers[0].assembly.volunteers.filter(state=Volunteer.State.CONFIRMED)
    )
    there -= Counter(_features(offer.volunteer) for offer in offers if offer.volunteer)
    found = []
    for offer in offers:
        features = _features(offer.volunteer) if offer.volunteer else ()
        if there[features]:
            there[features] -= 1
            found.append(offer)
    return found


def _features(volunteer: Volunteer) -> tuple[str, ...]:
    return tuple(volunteer.features[name] for name in town.FEATURES)


def _as_members(offers: list[Offer]) -> None:
    """Some members say what they need, and what everybody may see of them."""
    there = [offer for offer in offers if offer.state == Offer.State.ACCEPTED]
    members.tell_needs(offer=there[0], kinds=["child_care"], text="")
    for offer in there[1:4]:
        name = str(offer.volunteer.contact["name"]).split()[0] if offer.volunteer else ""
        members.show_of_me(offer=offer, shows=PublicFace.Shows.FIRST_NAME, name=name, sentence="")
