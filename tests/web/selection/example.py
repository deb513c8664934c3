"""A pool that is closed and quotas that are fixed, with invented people; and the steps up to a draw."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly, Membership
from tequio.web.recruitment.models import Field, PoolClosing, QuotaTable, Volunteer
from tequio.web.runs.models import Run
from tequio.web.runs.work import work
from tequio.web.selection import actions
from tequio.web.selection.models import Draw, Lottery
from tequio.web.worker import KINDS

FEATURES = {"gender": ("woman", "man"), "age": ("16-34", "35-54", "55+"), "place": ("town", "village")}
DIGITS = "4 1"


def recruited(assembly: Assembly, people: int = 60, size: int = 20) -> QuotaTable:
    """A closed pool and fixed quotas."""
    for place, (name, values) in enumerate(FEATURES.items()):
        Field.objects.create(
            assembly=assembly, name=name, place=place, values=[{"value": value} for value in values]
        )
    Volunteer.objects.bulk_create(
        Volunteer(
            assembly=assembly,
            number=number,
            state=Volunteer.State.CONFIRMED,
            language="es",
            channel="web",
            features={
                name: values[(number * step) % len(values)]
                for step, (name, values) in enumerate(FEATURES.items(), 1)
            },
            contact={"name": f"Invented Person {number}", "email": f"invented-{number}@example.org"},
        )
        for number in range(1, people + 1)
    )
    return closed(assembly, people, size)


def closed(assembly: Assembly, people: int, size: int) -> QuotaTable:
    """What branch `pool` does: the pool is closed, the quotas fixed."""
    now = timezone.now()
    PoolClosing.objects.create(assembly=assembly, people=people, root="0" * 64)
    rows = [
        {
            "feature": name,
            "value": value,
            "target": None,
            "min": size // len(values) - 2,
            "max": size // len(values) + 3,
        }
        for name, values in FEATURES.items()
        for value in values
    ]
    return QuotaTable.objects.create(
        assembly=assembly, version=1, rows=rows, size=size, fixed_at=now, sha256="1" * 64
    )


def second_organiser(team: Any) -> User:
    """The caller is an organiser too: two people reveal."""
    user: User = team.people["caller"]
    Membership.objects.get_or_create(assembly=team.assembly, user=user, role="organiser")
    return user


def asked(team: Any, **fields: Any) -> Run:
    """A lottery is asked for."""
    wish = {"method": "leximin", "panels": "100", "reserves": 0, "publish": "commitments", "household": False}
    return actions.ask_for_lottery(assembly=team.assembly, by=team.people["organiser"], **(wish | fields))


def made(team: Any, **fields: Any) -> Lottery:
    """A lottery is made."""
    run = asked(team, **fields)
    assert work("test", KINDS)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, run.fault
    return Lottery.objects.get(run=run)


def announced(team: Any, source: str = "digits", **fields: Any) -> Lottery:
    """A lottery is published, its randomness announced for tomorrow."""
    lottery = made(team, **fields)
    organiser = team.people["organiser"]
    actions.publish(lottery=lottery, by=organiser)
    due = timezone.now() + timedelta(hours=25)
    actions.announce(lottery=lottery, source=source, due=due, note="", by=organiser)
    return lottery


def drawn(team: Any, text: str = DIGITS, **fields: Any) -> Draw:
    """A panel is drawn."""
    lottery = announced(team, **fields)
    later = timezone.now() + timedelta(hours=26)
    assert actions.reveal(lottery=lottery, text=text, by=team.people["organiser"], now=later) is None
    draw = actions.reveal(lottery=lottery, text=text, by=second_organiser(team), now=later)
    assert draw is not None
    return draw
