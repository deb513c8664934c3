"""Stages open and close what may be done, by their dates or at once, and the record is told once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tequio.web.assemblies.actions import close_stage, open_stage, set_dates, tell_stages
from tequio.web.assemblies.queries import is_open, stages_of
from tequio.web.records.models import Act

NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)


def told() -> list[str]:
    return list(
        Act.objects.filter(kind__startswith="stage.").order_by("sequence").values_list("kind", flat=True)
    )


def test_stage_without_dates_is_closed(team: Any) -> None:
    assert not is_open(team.assembly, "registration")


def test_stage_that_does_not_exist_is_a_mistake(team: Any) -> None:
    with pytest.raises(KeyError):
        is_open(team.assembly, "banquet")


def test_stage_is_open_from_its_opening_until_its_closing(team: Any) -> None:
    set_dates(assembly=team.assembly, dates={"registration": (NOW, NOW + HOUR)}, now=NOW - HOUR)
    times = [NOW - timedelta(seconds=1), NOW, NOW + HOUR - timedelta(seconds=1), NOW + HOUR]
    assert [is_open(team.assembly, "registration", at) for at in times] == [False, True, True, False]


def test_dates_that_come_are_told_once_by_the_worker(team: Any) -> None:
    set_dates(assembly=team.assembly, dates={"registration": (NOW, NOW + HOUR)}, now=NOW - HOUR)
    assert told() == []
    assert [tell_stages(now=NOW), tell_stages(now=NOW)] == [True, False]
    assert [tell_stages(now=NOW + HOUR), tell_stages(now=NOW + 2 * HOUR)] == [True, False]
    assert told() == ["stage.opened", "stage.closed"]


def test_opening_twice_opens_once(team: Any) -> None:
    open_stage(assembly=team.assembly, stage="pool", now=NOW)
    open_stage(assembly=team.assembly, stage="pool", now=NOW + HOUR)
    assert told() == ["stage.opened"]
    assert is_open(team.assembly, "pool", NOW)


def test_closing_in_the_same_second_closes(team: Any) -> None:
    open_stage(assembly=team.assembly, stage="pool", now=NOW)
    close_stage(assembly=team.assembly, stage="pool", now=NOW)
    close_stage(assembly=team.assembly, stage="pool", now=NOW + HOUR)
    assert told() == ["stage.opened", "stage.closed"]
    assert not is_open(team.assembly, "pool", NOW)


def test_date_taken_away_closes_what_was_open(team: Any) -> None:
    open_stage(assembly=team.assembly, stage="pool", now=NOW)
    set_dates(assembly=team.assembly, dates={"pool": (None, None)}, now=NOW)
    assert told() == ["stage.opened", "stage.closed"]
    assert not tell_stages(now=NOW)


def test_stages_are_shown_in_their_order_with_their_state(team: Any) -> None:
    set_dates(
        assembly=team.assembly,
        dates={
            "invitations": (NOW - 2 * HOUR, NOW - HOUR),
            "registration": (NOW - HOUR, None),
            "draw": (NOW + HOUR, None),
        },
        now=NOW,
    )
    assert [(row.name, row.state) for row in stages_of(team.assembly, NOW)] == [
        ("invitations", "over"),
        ("registration", "open"),
        ("pool", "unset"),
        ("lottery", "unset"),
        ("draw", "coming"),
        ("confirmations", "unset"),
        ("sessions", "unset"),
    ]
