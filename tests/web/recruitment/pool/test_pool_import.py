"""Volunteers from a table: all or none, each fault with its row and column."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Doublet, PoolImport, Volunteer
from tequio.web.recruitment.pool.actions import close_pool

As = Callable[[str], Client]
HEADER = "name,email,phone,address,language,Gender,Age,Lives here,Note"
GOOD = f"""{HEADER}
Example One,one@example.org,,,en,female,60+,yes,
Ejemplo Dos,,951 123 4567,,es,MALE,16-29,sí,"a, b"
"""


def send(client: Client, assembly: Assembly, content: str | bytes, **given: Any) -> str:
    """The page after a table was sent."""
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(given.pop("name", "people.csv"), data, given.pop("kind", "text/csv"))
    url = reverse("recruitment:pool-import", args=[assembly.slug])
    answer = client.post(url, {"file": file, "agreed": "on"} | given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_import_takes_everybody_in(assembly: Assembly, as_: As, team: Any) -> None:
    assert "2 people were taken in." in send(as_("organiser"), assembly, GOOD)
    one, two = Volunteer.objects.order_by("number")
    assert (one.number, one.state, one.channel, one.registered_by) == (
        1,
        "confirmed",
        "import",
        team.people["organiser"],
    )
    assert one.features == {"Gender": "female", "Age": "60+", "Lives here": "yes"}
    assert two.features == {"Gender": "male", "Age": "16-29", "Lives here": "yes", "Note": "a, b"}
    assert (two.language, two.contact) == ("es", {"name": "Ejemplo Dos", "phone": "951 123 4567"})


def test_import_is_all_or_nothing_and_names_each_cell(assembly: Assembly, as_: As) -> None:
    wrong = f"""{HEADER}
Example One,one@example.org,,,en,female,60+,yes,
,two@example.org,,,en,female,60+,yes,
Example Three,three@,12,,fr,woman,,no,
Example Four,,,,en,male,60+,yes,
"""
    html = send(as_("organiser"), assembly, wrong)
    for sentence in (
        "Nobody was taken in: 8 cells have to be corrected first.",
        "Row 3, column “name”: the name is missing.",
        "Row 4, column “email”: “three@” is not a whole e-mail address.",
        "Row 4, column “phone”: “12” is not a telephone number",
        "Row 4, column “language”: “fr” is none of the answers.",
        "Row 4, column “Gender”: “woman” is none of the answers. They are: “female”, “male”.",
        "Row 4, column “Age”: the cell is empty.",
        "Row 4, column “Lives here”: it does not say yes.",
        "Row 5: there is no e-mail address, telephone or postal address.",
    ):
        assert sentence in html
    assert not Volunteer.objects.exists()
    assert not PoolImport.objects.exists()


def test_import_of_the_same_file_doubles_nobody(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    send(client, assembly, GOOD)
    assert "This file was taken in before" in send(client, assembly, GOOD)
    assert Volunteer.objects.count() == 2


def test_import_goes_on_with_the_numbers(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    send(client, assembly, GOOD)
    send(client, assembly, GOOD.replace("one@", "third@"))
    assert [one.number for one in Volunteer.objects.order_by("number")] == [1, 2, 3, 4]
    assert Doublet.objects.get().alike == ["phone"]


def test_import_without_agreement_takes_nobody_in(assembly: Assembly, as_: As) -> None:
    html = send(as_("organiser"), assembly, GOOD, agreed="")
    assert "Without their agreement" in html
    assert not Volunteer.objects.exists()


def test_import_into_a_closed_pool_is_refused(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    send(client, assembly, GOOD)
    close_pool(assembly=assembly, by=None)
    html = send(client, assembly, GOOD.replace("one@", "third@"))
    assert "The pool is closed" in html
    assert Volunteer.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"%PDF-1.7",
        b"PK\x03\x04 not a workbook",
        b"<html><script>alert(1)</script>",
        b"name\n",
        "name,email\nExample,a@example.org\n".encode("utf-16"),
        b'name,"email\n',
        b"name,Gender,Gender\na,b,c\n",
    ],
)
def test_import_of_no_table_says_what_to_do(content: bytes, assembly: Assembly, as_: As) -> None:
    html = send(as_("organiser"), assembly, content, name="<script>alert(1)</script>.csv", kind="image/png")
    assert "errorlist" in html
    assert "<script>alert" not in html
    assert "upload:" not in html
    assert not Volunteer.objects.exists()


def test_import_without_a_file_says_so(assembly: Assembly, as_: As) -> None:
    url = reverse("recruitment:pool-import", args=[assembly.slug])
    assert "Please choose a file." in as_("organiser").post(url, {"agreed": "on"}).content.decode()


def test_import_of_long_cells_is_refused(assembly: Assembly, as_: As) -> None:
    html = send(as_("organiser"), assembly, GOOD.replace("Example One", "x" * 10_000))
    assert "Row 2, column “name”: the text is too long." in html
    assert len(html) < 20_000


def test_import_keeps_scripts_and_formulas_as_text(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    send(client, assembly, GOOD.replace("Example One", "=1+1<script>alert(1)</script>"))
    assert Volunteer.objects.get(number=1).contact["name"] == "=1+1<script>alert(1)</script>"


def test_import_reads_its_own_template(assembly: Assembly, as_: As) -> None:
    client = as_("organiser")
    url = reverse("recruitment:pool-import-template", args=[assembly.slug])
    header = io.BytesIO(client.get(url).content).read().decode().strip()
    assert header == HEADER
    assert "no rows" in send(client, assembly, header + "\r\n")
