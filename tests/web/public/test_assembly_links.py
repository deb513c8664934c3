"""What the page of an assembly leads to, as time goes on."""

from typing import Any

import pytest
from django.test import Client

from tequio.web.recruitment.registration.page_actions import Asked, add_field, close_page, open_page

pytestmark = pytest.mark.django_db
REGISTER = b'"/a/example-water/register/"'


def test_page_of_an_assembly_invites_to_register_while_a_page_is_open(team: Any) -> None:
    def invites() -> bool:
        return REGISTER in Client().get("/a/example-water/").content

    where = {"assembly": team.assembly, "language": "es", "channel": "web"}
    values = [{"value": "town", "labels": {"es": "Pueblo"}}]
    add_field(assembly=team.assembly, asked=Asked("place", "feature", {"es": "Lugar"}, values))
    assert not invites()
    open_page(**where)
    assert invites()
    close_page(**where)
    assert not invites()
