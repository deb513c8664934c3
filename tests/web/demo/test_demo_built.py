"""The example assembly, built once for all tests of this file, with the law of order on.

Tests that look at it have no mark of the database: they share its transaction, which is taken back in
the end. Those with the mark run before them.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from tequio.record import record_verifier, verifier
from tequio.web.accounts import links
from tequio.web.accounts.models import User
from tequio.web.demo import town
from tequio.web.demo.build import Built, Surroundings, build
from tequio.web.demo.links import MARK, sign_in_link, use_up, whose
from tequio.web.keys import data_folder
from tequio.web.mail.models import Mail
from tequio.web.members.models import Attempt, Offer
from tequio.web.members.queries import chain_of, drift, members
from tequio.web.records.models import Act
from tequio.web.records.publishing import everything
from tequio.web.records.queries import verifier_key
from tequio.web.records.signing import make_checkpoint
from tequio.web.recruitment.models import Volunteer
from tequio.web.runs import work as runs
from tequio.web.worker import KINDS
from web.conftest import person

ACTS = """log.opened assembly.opened text.published text.published text.published promise.made
targets.published stage.opened registration.opened registration.closed stage.closed stage.opened
pool.closed quotas.fixed stage.closed stage.opened stage.opened
lottery.published randomness.announced randomness.revealed panel.drawn stage.closed stage.closed stage.opened
places.freed lottery.published randomness.announced randomness.revealed panel.drawn
panel.confirmed stage.closed"""


def wait(until: datetime) -> None:
    time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds()))


@pytest.fixture(autouse=True)
def _files_of_its_own() -> None:
    """All tests of this file share the storage of the example."""


@pytest.fixture(scope="module")
def example(django_db_setup: None, django_db_blocker: Any) -> Iterator[Built]:
    with (
        django_db_blocker.unblock(),
        override_settings(ORDER_IS_LAW=True),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(runs, "BEAT", 3600.0)  # another connection sees nothing of this transaction
        yield build(
            Surroundings(
                work=lambda: runs.work("test", KINDS),
                wait=wait,
                publish=lambda: None,
                tell=lambda _step: None,
                chance=random.Random(5),
            )
        )
        transaction.set_rollback(True)


@pytest.fixture
def marked() -> Iterator[None]:
    """The site is an example."""
    mark = data_folder() / MARK
    mark.touch()
    yield
    mark.unlink()


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.django_db
def test_link_signs_in_by_its_button_and_once(marked: None) -> None:
    user = person("observer")
    path, client = sign_in_link(user), Client()
    assert client.get(path).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(path).headers["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (Client().get(path).status_code, Client().post(path).status_code) == (410, 410)


@pytest.mark.django_db
def test_link_used_by_two_at_once_signs_one_in(marked: None) -> None:
    user = person("observer")
    first, second = (whose(sign_in_link(user).split("/")[2]) for _ in range(2))
    assert [use_up(user=first), use_up(user=second)] == [True, False]


@pytest.mark.django_db
def test_link_says_whom_it_signs_in_without_running_what_stands_in_the_name(marked: None) -> None:
    odd = User.objects.create_user("odd@example.org", None, name="<script>alert(1)</script>")
    answer = Client().get(sign_in_link(odd)).content
    assert (b"<script>" in answer, b"&lt;script&gt;alert(1)" in answer) == (False, True)


@pytest.mark.django_db
def test_link_is_refused_in_a_site_that_is_no_example() -> None:
    path, client = sign_in_link(person("administrator", is_administrator=True)), Client()
    assert (client.get(path).status_code, client.post(path).status_code) == (410, 410)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x", "1-never", "%00", "1-never.zz.zz", "9" * 5000])
def test_link_that_was_never_made_is_refused(marked: None, key: str) -> None:
    assert Client().post(f"/demo/{key}/").status_code == 410


@pytest.mark.django_db
def test_link_of_another_purpose_is_refused(marked: None) -> None:
    path = f"/demo/{links.make('welcome', '1-never')}/"
    assert Client().post(path).status_code == 410


@pytest.mark.django_db
def test_link_of_somebody_who_may_no_longer_sign_in_is_refused(marked: None) -> None:
    assert Client().post(sign_in_link(person("gone", is_active=False))).status_code == 410


def test_example_leaves_its_acts_in_the_public_order(example: Built) -> None:
    assert list(Act.objects.order_by("sequence").values_list("kind", flat=True)) == ACTS.split()


def test_example_has_six_hundred_volunteers_some_by_telephone(example: Built) -> None:
    there = Volunteer.objects.filter(assembly=example.assembly, state="confirmed")
    assert (there.count(), there.filter(registered_by=example.people["caller"]).count()) == (600, 4)


def test_example_fills_two_places_and_keeps_the_quotas(example: Built) -> None:
    assembly = example.assembly
    assert chain_of(assembly) == list(example.draws)
    offers = Offer.objects.filter(assembly=assembly)
    assert (offers.filter(state="accepted").count(), offers.filter(state="declined").count()) == (40, 2)
    assert len(example.draws[1].document["panel"]["members"]) == 2
    assert members(assembly).count() == town.SIZE
    found = drift(assembly, datetime.now(UTC))
    assert found is not None
    assert {row.short for row in found.rows} == {0}


def test_example_is_called_where_there_is_no_mailbox(example: Built) -> None:
    called = Attempt.objects.filter(offer__assembly=example.assembly)
    assert called.exists()
    assert all(not one.offer.volunteer.contact.get("email") for one in called if one.offer.volunteer)


def test_example_writes_to_invented_addresses_only(example: Built) -> None:
    assert {mail.to.rpartition("@")[2] for mail in Mail.objects.all()} == {"example.org"}


def test_example_is_not_contradicted_by_the_verifier(
    example: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = make_checkpoint()
    assert checkpoint is not None
    path = tmp_path / "everything.zip"
    path.write_bytes(b"".join(everything(checkpoint.size)))
    code = record_verifier.verify_record(path, verifier.check, "en", key=verifier_key())
    assert (code, capsys.readouterr().out.count("PROVED: everything")) == (4, 2)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "page", ["/", "/a/{}/", "/a/{}/draw/", "/a/{}/panel/", "/a/{}/pot/", "/a/{}/register/", "/record/"]
)
def test_example_shows_its_public_pages(example: Built, page: str, language: str) -> None:
    answer = Client(headers={"accept-language": language}).get(page.format(town.SLUG))
    assert (answer.status_code, f'<html lang="{language}">' in answer.content.decode()) == (200, True)


def test_example_no_longer_invites_to_register_and_leads_to_what_there_is(example: Built) -> None:
    page = Client().get(f"/a/{town.SLUG}/").content.decode()
    links = ("register/", "draw/", "panel/", "pot/")
    assert [f'"/a/{town.SLUG}/{link}"' in page for link in links] == [False, True, True, True]
    assert 'href="/record/"' in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_example_shows_each_role_every_page_of_its_menu(example: Built, language: str) -> None:
    for user in example.people.values():
        client = signed_in(user, language)
        first = client.get(f"/desk/{town.SLUG}/")
        assert first.status_code == 200
        entries = {link["url"] for link in first.context["desk_links"]}
        seen = {url: client.get(url).status_code for url in entries}
        assert seen == dict.fromkeys(entries, 200)


def test_pages_of_the_example_make_few_queries(example: Built) -> None:
    client = signed_in(example.people["organiser"])
    desk = [f"/desk/{town.SLUG}/{page}/" for page in ("pool", "members", "calls", "quotas", "lottery")]
    for page in (*desk, f"/a/{town.SLUG}/", f"/a/{town.SLUG}/panel/"):
        connection.force_debug_cursor = True
        before = len(connection.queries)
        assert client.get(page).status_code == 200
        count, connection.force_debug_cursor = len(connection.queries) - before, False
        assert count <= 12, page
