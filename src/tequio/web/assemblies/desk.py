"""The menu of the desk, where staff work."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import may
from tequio.web.assemblies.access import assembly_of, roles_here
from tequio.web.language import _


@dataclass(frozen=True)
class Link:
    """One page of the desk.

    Args:
        name: of the view, such as `recruitment:pool`; it takes the slug alone.
        title: said in the reader's language when it is shown.
        action: who may see it.
    """

    name: str
    title: str
    action: str


# In the order in which an assembly needs them.
LINKS = (
    Link("assemblies:overview", _("Overview"), "assembly.see"),
    Link("assemblies:settings", _("Name, languages and size"), "assembly.change"),
    Link("assemblies:team", _("Team"), "team.see"),
    Link("assemblies:texts", _("Texts"), "assembly.see"),
    Link("assemblies:promise", _("Commissioner and promise"), "text.change"),
    Link("assemblies:bodies", _("Coordination and advisory group"), "text.change"),
    Link("assemblies:stages", _("Stages"), "stage.change"),
    Link("recruitment:frame", _("Frame"), "frame.see"),
    Link("recruitment:letters", _("Letters"), "letters.see"),
    Link("recruitment:replies", _("Replies to the letters"), "letters.progress"),
    Link("recruitment:fields", _("What is asked"), "registration.change"),
    Link("recruitment:registration", _("Registration"), "registration.change"),
    Link("recruitment:by_phone", _("Register by telephone"), "registration.by_phone"),
    Link("recruitment:to_confirm", _("To be confirmed"), "registration.by_phone"),
    Link("recruitment:pool", _("Pool"), "pool.see"),
    Link("recruitment:quotas", _("Quotas"), "quotas.see"),
    Link("selection:index", _("Lottery and draw"), "lottery.see"),
    Link("members:index", _("Members"), "members.names"),
    Link("members:calls", _("Calls"), "members.contacts"),
    Link("members:drift", _("Panel and quotas"), "quotas.see"),
    Link("members:needs", _("What members need"), "members.needs"),
    Link("members:mail", _("Mail"), "mail.see"),
    Link("selection:audits", _("Audit"), "audit.change"),
    Link("runs:index", _("Computations"), "runs.see"),
    Link("privacy:kept", _("People's data"), "privacy.see"),
    Link("privacy:complaints", _("Complaints and safety"), "complaints.see"),
    Link("assemblies:readings", _("Who read whose data"), "privacy.see"),
)


def menu(request: HttpRequest) -> dict[str, Any]:
    """For templates: the pages of this assembly's desk that whoever looks may see."""
    match, user = request.resolver_match, request.user
    slug = match.kwargs.get("slug") if match else None
    if not slug or not isinstance(user, User) or not request.path.startswith("/desk/"):
        return {}
    assembly = assembly_of(request, slug)
    if assembly is None:
        return {}
    roles = roles_here(request, assembly)
    seen = [link for link in LINKS if may(link.action, roles, administrator=user.is_administrator)]
    current = match.view_name if match else ""
    return {
        "desk": assembly,
        "rehearsal": assembly.rehearsal,
        "desk_roles": sorted(roles),
        "desk_links": [
            {"title": link.title, "url": reverse(link.name, args=[slug]), "here": link.name == current}
            for link in seen
        ],
    }
