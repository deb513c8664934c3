"""*Was I in the pot?*: what a receipt shows, and what the proof proves."""

import json
from typing import Any

import pytest
from django.test import Client

from tequio.record.commitments import volunteer as commitment_of
from tequio.record.merkle import root, root_from_path
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import PoolClosing, Volunteer
from tequio.web.recruitment.registration.receipts import address_of


@pytest.fixture
def volunteers(team: Any) -> list[Volunteer]:
    """Seven people of whom six confirmed."""
    now = team.assembly.created_at
    return [
        Volunteer.objects.create(
            assembly=team.assembly,
            number=number,
            state="confirmed" if number < 7 else "registered",
            confirmed_at=now if number < 7 else None,
            language="en",
            channel="web",
            features={"age": "16-34"},
        )
        for number in range(1, 8)
    ]


def closed(assembly: Assembly) -> PoolClosing:
    people = assembly.volunteers.filter(state="confirmed").order_by("number")
    leaves = [(one.number, commitment_of(one.salt, one.number, one.features)) for one in people]
    return PoolClosing.objects.create(
        assembly=assembly,
        people=len(leaves),
        root=root([leaf for _, leaf in leaves]).hex(),
        leaves="".join(f"{number} {leaf.hex()}\n" for number, leaf in leaves),
    )


def look(volunteer: Volunteer, **changed: Any) -> str:
    asked = {"number": volunteer.number, "salt": volunteer.salt[:16]} | changed
    return Client().post(f"/a/{volunteer.assembly.slug}/pot/", asked).content.decode()


def test_pot_is_open_for_who_confirmed(volunteers: list[Volunteer]) -> None:
    page = look(volunteers[2])
    assert "You confirmed" in page
    assert "The pot is still open" in page


def test_pot_takes_the_code_in_groups_and_the_address_of_the_square(volunteers: list[Volunteer]) -> None:
    salt = volunteers[0].salt
    assert "Receipt number 1" in look(volunteers[0], salt=f"{salt[:4]}-{salt[4:8]} {salt[8:16]}".upper())
    path = address_of(volunteers[0]).partition("8000")[2]
    assert "Receipt number 1" in Client().get(path).content.decode()


@pytest.mark.parametrize("changed", [{"number": 2}, {"salt": "0" * 16}, {"salt": "0" * 64}, {"number": 99}])
def test_pot_tells_nothing_without_number_and_code(
    volunteers: list[Volunteer], changed: dict[str, Any]
) -> None:
    page = look(volunteers[0], **changed)
    assert "There is no receipt with this number and code" in page
    assert "You registered" not in page


@pytest.mark.parametrize("salt", ["", "12ab", "zz" * 8, "0" * 17])
def test_code_that_is_none_says_what_to_do(volunteers: list[Volunteer], salt: str) -> None:
    page = look(volunteers[0], salt=salt)
    assert "You registered" not in page
    assert 'class="errorlist"' in page


def test_proof_leads_from_the_answers_to_the_root(volunteers: list[Volunteer], client: Client) -> None:
    closing = closed(volunteers[0].assembly)
    page = look(volunteers[3])
    assert "with 6 people in it, and you are one of them" in page
    path = page.partition('href="/a/example-water/pot/')[2].partition('"')[0]
    answer = client.get(f"/a/example-water/pot/{path}")
    assert answer["Content-Disposition"] == 'attachment; filename="pool-4.json"'
    proof = json.loads(answer.content)
    leaf = commitment_of(proof["salt"], proof["number"], proof["features"])
    assert leaf.hex() == proof["commitment"]
    pool = proof["pool"]
    top = root_from_path(leaf, pool["position"], pool["people"], [bytes.fromhex(one) for one in pool["path"]])
    assert top is not None
    assert top.hex() == pool["root"] == closing.root


def test_proof_still_leads_there_after_others_are_erased(volunteers: list[Volunteer]) -> None:
    closed(volunteers[0].assembly)
    Volunteer.objects.filter(number=1).update(state="erased", salt="", features={})
    Volunteer.objects.filter(number=2).update(state="withdrawn")
    assert "you are one of them" in look(volunteers[3])


def test_pot_says_who_was_not_in_it(volunteers: list[Volunteer]) -> None:
    closed(volunteers[0].assembly)
    assert "You are not in the pot" in look(volunteers[6])


def test_pot_of_somebody_erased_tells_nothing(volunteers: list[Volunteer]) -> None:
    salt = volunteers[0].salt
    Volunteer.objects.filter(number=1).update(state="erased", salt="", features={})
    assert "There is no receipt" in look(volunteers[0], salt=salt)


def test_pot_is_in_both_languages_and_asks_the_database_little(
    volunteers: list[Volunteer], django_assert_max_num_queries: Any
) -> None:
    closed(volunteers[0].assembly)
    client = Client(headers={"Accept-Language": "es"})
    with django_assert_max_num_queries(12):
        page = client.post(
            "/a/example-water/pot/", {"number": 1, "salt": volunteers[0].salt}
        ).content.decode()
    assert "¿Estuve en la tómbola?" in page
    assert "La tómbola se cerró con 6 personas" in page


def test_pot_guessed_too_often_waits(volunteers: list[Volunteer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tequio.web.public.pot.LOOKS_AN_HOUR", 2)
    pages = [look(volunteers[0], salt="0" * 16) for _ in range(3)]
    assert ["wait an hour" in page for page in pages] == [False, False, True]
