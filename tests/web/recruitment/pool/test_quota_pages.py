"""The quota editor: numbers, counts, files, clashes, costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from invented_pool import volunteer

from tequio.web import worker
from tequio.web.assemblies.models import Assembly
from tequio.web.records.models import Act
from tequio.web.recruitment.models import Field, QuotaTable, Volunteer
from tequio.web.recruitment.pool.actions import close_pool, save_quotas
from tequio.web.recruitment.pool.editor import pool_counts
from tequio.web.runs.models import Run
from tequio.web.runs.work import work

As = Callable[[str], Client]
Pool = Callable[[int], list[Volunteer]]
HEADER = b"feature,value,min,max\n"
CELLS = [
    ("Gender", "female"),
    ("Gender", "male"),
    ("Age", "16-29"),
    ("Age", "30-59"),
    ("Age", "60+"),
]


def url(name: str, assembly: Assembly, *args: Any) -> str:
    """The address of a page."""
    return reverse(f"recruitment:{name}", args=[assembly.slug, *args])


def sent(version: int = 0, size: int = 6, **numbers: str) -> dict[str, Any]:
    """The table as a browser sends it; `min_0="2"` sets one number."""
    data: dict[str, Any] = {"version": version, "size": size}
    for place in range(len(CELLS)):
        data |= {f"min-{place}": "0", f"max-{place}": "6", f"min_flex-{place}": "", f"max_flex-{place}": ""}
    return data | {"-".join(name.rsplit("_", 1)): value for name, value in numbers.items()}


def make(assembly: Assembly, **bounds: tuple[int, int]) -> QuotaTable:
    """Quotas with bounds for some values."""
    rows = [
        {"feature": feature, "value": value, "target": None}
        | dict(zip(("min", "max"), bounds.get(value, (0, 6)), strict=True))
        for feature, value in CELLS
    ]
    return save_quotas(assembly=assembly, rows=rows, size=6, based_on=0, by=None)


def test_editor_begins_with_quotas_that_ask_for_nothing(assembly: Assembly, as_: As) -> None:
    html = as_("organiser").get(url("quotas", assembly)).content.decode()
    assert html.count('name="min-') == 5
    assert 'name="max-4" value="6"' in html


def test_editor_saves_a_version(assembly: Assembly, as_: As) -> None:
    as_("organiser").post(url("quotas-save", assembly), sent(min_0="2", max_0="4", min_flex_0="1"))
    table = QuotaTable.objects.get()
    assert table.rows[0] == {
        "feature": "Gender",
        "value": "female",
        "target": None,
        "min": 2,
        "max": 4,
        "min_flex": 1,
        "max_flex": None,
    }


def test_editor_sent_twice_saves_once_and_loses_nothing(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    client.post(url("quotas-save", assembly), sent(min_0="2"))
    html = client.post(url("quotas-save", assembly), sent(min_0="3")).content.decode()
    assert "Somebody else saved version 1 meanwhile" in html
    assert 'name="min-0" value="3"' in html
    assert QuotaTable.objects.count() == 1


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "=1+1", "9" * 10_000, "<script>alert(1)</script>"])
def test_editor_refuses_what_is_no_number_and_keeps_it(value: str, assembly: Assembly, as_: As) -> None:
    html = as_("organiser").post(url("quotas-save", assembly), sent(min_0=value)).content.decode()
    assert "Nothing was saved" in html
    assert "<script>alert" not in html
    assert not QuotaTable.objects.exists()


def test_editor_refuses_a_min_above_its_max(assembly: Assembly, as_: As) -> None:
    answer = as_("organiser").post(url("quotas-save", assembly), sent(min_0="5", max_0="4"))
    assert "Max must not be lower than min." in answer.content.decode()


def test_counts_stand_beside_the_quotas_for_the_desk_alone(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(7)
    Volunteer.objects.filter(number=7).update(state="withdrawn")
    assert pool_counts(assembly)["Gender", "female"] == 3
    assert "In the pool" in as_("organiser").get(url("quotas", assembly)).content.decode()
    for who in ("observer", "auditor", "administrator"):
        assert "In the pool" not in as_(who).get(url("quotas", assembly)).content.decode()


def test_observer_sees_numbers_and_no_boxes(assembly: Assembly, as_: As) -> None:
    make(assembly)
    html = as_("observer").get(url("quotas", assembly)).content.decode()
    assert 'name="min-0"' not in html
    assert as_("observer").post(url("quotas-save", assembly), sent(1)).status_code == 403


def test_quota_above_the_pool_is_said_at_its_cell(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(6)
    make(assembly, **{"60+": (4, 6)})
    html = as_("organiser").get(url("quotas", assembly)).content.decode()
    assert "too few volunteers have “60+”" in html


def test_quotas_that_miss_the_size_are_said_at_their_feature(assembly: Assembly, as_: As) -> None:
    make(assembly, female=(0, 2), male=(0, 3))
    html = as_("organiser").get(url("quotas", assembly)).content.decode()
    assert "the quotas of “Gender” add up to at least 0 and at most 5" in html


def check(client: Client, assembly: Assembly) -> str:
    """The page after the quotas were checked by a worker."""
    client.post(url("quotas-check", assembly), {"household_rule": "on"})
    assert work("worker", worker.KINDS)
    return client.get(url("quotas", assembly)).content.decode()


def test_check_says_what_binding_quotas_cost(assembly: Assembly, as_: As) -> None:
    for number in range(1, 13):  # 2 of 12 are 60+, and 3 of 6 members shall be at most 1 of them
        volunteer(assembly, number, features={"Gender": "male" if number % 2 else "female", "Age": "30-59"})
    Volunteer.objects.filter(number__lte=6).update(features={"Gender": "male", "Age": "60+"})
    make(assembly, **{"60+": (0, 1)})
    html = check(as_("organiser"), assembly)
    assert "A panel that meets all quotas exists. The lowest chance of anybody is 16.67%." in html
    assert "One more would raise the lowest chance from 16.67% to 33.33%." in html


def test_check_names_what_clashes_and_proposes_the_least_change(assembly: Assembly, as_: As) -> None:
    for number in range(1, 13):
        young = number % 2
        gender = "female" if young else "male"
        volunteer(assembly, number, features={"Gender": gender, "Age": "16-29" if young else "60+"})
    make(assembly, female=(4, 6), **{"60+": (3, 6)})
    client = as_("organiser")
    html = check(client, assembly)
    assert "No panel of 6 meets all of this" in html
    assert html.count('<span class="badge bad">clashes</span>') == 2
    assert "Take this change" in html
    client.post(url("quotas-apply", assembly), {"choice": "0"})
    client.post(url("quotas-apply", assembly), {"choice": "0"})
    assert QuotaTable.objects.count() == 2
    assert "A panel that meets all quotas exists" in check(client, assembly)


def test_check_is_not_shown_beside_other_quotas(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(12)
    make(assembly)
    client = as_("organiser")
    check(client, assembly)
    client.post(url("quotas-save", assembly), sent(1, min_0="1"))
    html = client.get(url("quotas", assembly)).content.decode()
    assert "The quotas have changed since the last check." in html


def test_check_pressed_twice_runs_once(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(12)
    make(assembly)
    for who in ("organiser", "organiser"):
        as_(who).post(url("quotas-check", assembly), {"household_rule": "on"})
    assert Run.objects.count() == 1


def test_check_of_a_pool_that_is_too_small_says_so(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(3)
    make(assembly)
    html = check(as_("organiser"), assembly)
    assert "fewer volunteers (3) than places (6)" in html


def test_quotas_go_out_and_in_as_a_table(assembly: Assembly, as_: As) -> None:
    make(assembly, female=(2, 4))
    client = as_("organiser")
    content = client.get(url("quotas-file", assembly, 1)).content
    changed = content.replace(b"Gender,female,2,4,,", b" gender ,FEMALE,3,4,2,6")
    client.post(url("quotas-upload", assembly), {"file": SimpleUploadedFile("q.csv", changed)})
    row = QuotaTable.objects.get(version=2).rows[0]
    assert (row["feature"], row["value"], row["min"], row["min_flex"]) == ("Gender", "female", 3, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF",
        b"feature,value,min,max\nGender,female,x,1\n",
        b"feature,value,min,max\nGender,other,0,1\n",
    ],
)
def test_table_of_no_quotas_says_what_to_do(content: bytes, assembly: Assembly, as_: As) -> None:
    file = SimpleUploadedFile("<b>q.csv", content, "application/pdf")
    html = as_("organiser").post(url("quotas-upload", assembly), {"file": file}).content.decode()
    assert "errorlist" in html
    assert "<b>q" not in html
    assert not QuotaTable.objects.exists()


def shares(assembly: Assembly, *values: str) -> dict[str, str]:
    """Percentages as they are typed."""
    data = {"source-en": "Invented census", "source-es": "Censo inventado", "room": "0", "flex": ""}
    names = [
        f"share-{field.pk}-{place}"
        for field in Field.objects.filter(assembly=assembly, kind="feature")
        for place in range(len(field.values))
    ]
    return data | dict(zip(names, values, strict=True))


def test_targets_that_were_typed_make_quotas(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    client.post(url("quotas-targets", assembly), shares(assembly, "51", "49 %", "30", "50.0", "20"))
    assert [(row["min"], row["max"]) for row in QuotaTable.objects.get().rows] == [
        (3, 4),
        (2, 3),
        (1, 2),
        (3, 3),
        (1, 2),
    ]
    assert Act.objects.filter(kind="targets.published").count() == 1


def test_targets_from_a_table_make_quotas(assembly: Assembly, as_: As) -> None:
    table = (
        b"feature,value,share\nGender,Female,50\nGender,male,50\nAge,16-29,0.3\nAge,30-59,0.5\nAge,60+,20%\n"
    )
    data = shares(assembly, "", "", "", "", "") | {"file": SimpleUploadedFile("t.csv", table)}
    as_("organiser").post(url("quotas-targets", assembly), data)
    assert [row["target"] for row in QuotaTable.objects.get().rows] == [0.5, 0.5, 0.3, 0.5, 0.2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("50", "40", "30", "50", "20"), "The shares of “Gender” add up to 90.0%."),
        (("50", "", "30", "50", "20"), "Please write a percentage, such as 12.5."),
        (("50", "<b>", "30", "50", "20"), "Please write a percentage, such as 12.5."),
    ],
)
def test_targets_that_are_wrong_are_kept_and_said(
    typed: tuple[str, ...], said: str, assembly: Assembly, as_: As
) -> None:
    html = as_("organiser").post(url("quotas-targets", assembly), shares(assembly, *typed)).content.decode()
    assert said in html
    assert 'value="30"' in html
    assert not Act.objects.filter(kind="targets.published").exists()


def test_quotas_are_fixed_and_departed_from_on_their_pages(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(12)
    make(assembly)
    close_pool(assembly=assembly, by=None)
    client = as_("organiser")
    client.get(url("quotas-fix", assembly), {"version": "1"})
    assert not Act.objects.filter(kind="quotas.fixed").exists()
    for _ in range(2):
        client.post(url("quotas-fix", assembly), {"version": "1"})
    assert Act.objects.filter(kind="quotas.fixed").count() == 1
    lost = client.post(url("quotas-depart", assembly), sent(1, min_0="1")).content.decode()
    assert "This field is required" in lost
    reasons = {"reason-en": "Few came", "reason-es": "Vinieron pocas"}
    client.post(url("quotas-depart", assembly), sent(1, min_0="1") | reasons)
    assert Act.objects.filter(kind="quota.departed").count() == 1
    assert QuotaTable.objects.get(version=2).reasons == {"en": "Few came", "es": "Vinieron pocas"}
