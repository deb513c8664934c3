"""The desk: what is asked, and which pages are open."""

import json
from hashlib import sha256
from typing import Any

import pytest
from invented_registration import AGE, LIVES_HERE, address, answers, ask, opened

from tequio.web.assemblies.models import Assembly
from tequio.web.records.models import Act, Attachment
from tequio.web.recruitment.models import Field, RegistrationPage, Volunteer
from tequio.web.recruitment.registration import faults
from tequio.web.recruitment.registration.page_actions import (
    Asked,
    change_field,
    close_page,
    delete_field,
    open_page,
    try_page,
)
from tequio.web.recruitment.registration.queries import open_channels

FIELD = {
    "name": "gender",
    "kind": "feature",
    "required": "on",
    "label-en": "You are",
    "label-es": "Usted es",
    "values": "woman\nman\nother",
    "values-es": "mujer\nhombre\notro",
}


def acts(kind: str) -> list[dict[str, Any]]:
    return [json.loads(bytes(act.body))["payload"] for act in Act.objects.filter(kind=kind)]


@pytest.fixture
def desk(team: Any, as_: Any) -> Any:
    """Posts to a page of the desk as an organiser; gives the text of the page that follows."""
    client = as_("organiser")
    return lambda page, data: client.post(
        f"/desk/{team.assembly.slug}/{page}", data, follow=True
    ).content.decode()


def test_field_is_made_with_values_in_each_language(team: Any, desk: Any) -> None:
    desk("fields/new/", FIELD)
    field = Field.objects.get()
    assert (field.name, field.labels, field.required) == ("gender", {"en": "You are", "es": "Usted es"}, True)
    assert field.values[0] == {"value": "woman", "labels": {"en": "woman", "es": "mujer"}}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"values": "woman"}, "two values at least"),
        ({"values": "woman\nman\nWoman"}, "stands here twice"),
        ({"values-es": "mujer\nhombre"}, "Here are 2 lines, but 3 values."),
        ({"label-es": ""}, "This field is required."),
        ({"name": "=HYPERLINK(1)"}, "beginning with a letter"),
        ({"name": "x" * 10_000}, "60"),
        ({"kind": "other"}, "other"),
    ],
)
def test_field_that_is_not_whole_stays_on_the_page(desk: Any, changed: dict[str, str], said: str) -> None:
    page = desk("fields/new/", FIELD | changed)
    assert said in page
    assert "woman" in page
    assert Field.objects.count() == 0


def test_field_with_the_name_of_another_is_refused(team: Any, desk: Any) -> None:
    desk("fields/new/", FIELD)
    assert "Another field has this name" in desk("fields/new/", FIELD | {"name": "Gender"})


def test_field_moves_up_and_is_deleted(team: Any, desk: Any) -> None:
    ask(team.assembly)
    age, here = team.assembly.fields.all()
    desk("fields/", {"field": here.pk, "do": "up"})
    assert list(team.assembly.fields.values_list("name", flat=True)) == ["lives here", "age"]
    desk("fields/", {"field": age.pk, "do": "delete"})
    assert list(team.assembly.fields.values_list("name", flat=True)) == ["lives here"]


def test_field_of_a_neighbour_is_not_found(team: Any, as_: Any) -> None:
    ask(team.neighbouring)
    other = team.neighbouring.fields.first()
    assert as_("organiser").get(f"/desk/{team.assembly.slug}/fields/{other.pk}/").status_code == 404


def test_labels_alone_change_once_registration_has_opened(team: Any, desk: Any) -> None:
    opened(team.assembly)
    age = team.assembly.fields.get(name="age")
    form = {"name": "years", "values": "a\nb", "label-en": "Your age?", "label-es": "¿Edad?"}
    desk(f"fields/{age.pk}/", form)
    age.refresh_from_db()
    assert (age.name, age.labels["en"]) == ("age", "Your age?")
    assert [one["value"] for one in age.values] == ["16-34", "35+"]
    with pytest.raises(faults.FieldsFixed):
        delete_field(field=age)
    with pytest.raises(faults.FieldsFixed):
        change_field(field=age, asked=Asked("years", "feature", age.labels, age.values))


def test_opening_publishes_the_fields_once(team: Any) -> None:
    opened(team.assembly)
    [payload] = acts("registration.opened")
    document = bytes(Attachment.objects.get(sha256=payload["fields"]).content or b"")
    assert sha256(document).hexdigest() == payload["fields"]
    names = [field["name"] for field in json.loads(document)["fields"]]
    assert names == [AGE.name, LIVES_HERE.name]


def test_registration_is_closed_with_its_last_page(team: Any) -> None:
    assembly = opened(team.assembly)
    for language in ("en", "es", "es"):
        close_page(assembly=assembly, language=language, channel="web")
    assert acts("registration.closed") == [{"registered": 0}]


def test_rehearsal_opens_without_an_act(team: Any) -> None:
    Assembly.objects.filter(pk=team.assembly.pk).update(rehearsal=True)
    team.assembly.refresh_from_db()
    opened(team.assembly)
    assert acts("registration.opened") == []


def test_page_does_not_open_without_a_feature(team: Any, desk: Any) -> None:
    page = desk("registration/", {"language": "en", "channel": "web", "do": "open"})
    assert "at least one feature" in page
    assert RegistrationPage.objects.count() == 0


def test_page_does_not_open_in_a_language_without_labels(team: Any, desk: Any) -> None:
    ask(team.assembly)
    Field.objects.filter(name="age").update(labels={"en": "Age"})
    page = desk("registration/", {"language": "es", "channel": "web", "do": "open"})
    assert "not yet said in this language: age" in page


@pytest.mark.parametrize("data", [{}, {"do": "open", "language": "xx", "channel": "web"}, {"do": "<script>"}])
def test_button_that_is_none_changes_nothing(desk: Any, data: dict[str, str]) -> None:
    assert "Please press one of the buttons" in desk("registration/", data)
    assert RegistrationPage.objects.count() == 0


def test_page_in_test_is_for_the_team_and_what_it_brings_is_deleted(team: Any, as_: Any, client: Any) -> None:
    assembly = team.assembly
    ask(assembly)
    try_page(assembly=assembly, language="en", channel="web")
    assert client.post(address(assembly), answers(assembly)).status_code == 200
    assert as_("neighbour").post(address(assembly), answers(assembly)).status_code == 200
    assert as_("organiser").post(address(assembly), answers(assembly)).status_code == 302
    assert Volunteer.objects.get().state == "test"
    open_page(assembly=assembly, language="en", channel="web")
    assert Volunteer.objects.count() == 0


def test_stage_dates_close_what_is_open(team: Any) -> None:
    assembly = opened(team.assembly)
    assert open_channels(assembly, "en", team=False) == {"web": "open"}
    assembly.stages.create(name="registration", closes_at=assembly.created_at)
    assert open_channels(assembly, "en", team=False) == {}


@pytest.mark.parametrize("page", ["fields/", "registration/", "registration/confirm/", "registration/phone/"])
def test_desk_pages_ask_the_database_little(
    team: Any, as_: Any, page: str, django_assert_max_num_queries: Any
) -> None:
    assembly = opened(team.assembly, "web", "phone")
    Volunteer.objects.bulk_create(
        Volunteer(assembly=assembly, number=number, language="en", channel="web", contact={"name": "Example"})
        for number in range(1, 121)
    )
    client = as_("organiser")
    with django_assert_max_num_queries(12):
        assert client.get(f"/desk/{assembly.slug}/{page}").status_code == 200
