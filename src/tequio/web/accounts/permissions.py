"""Who may do what, on one page. A test goes through every page and action with every role.

An action is `noun.verb`. Administrators may do everything in every assembly but read personal data
of an assembly whose team they are not on; `PERSONAL` lists the actions that show or change it.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in one assembly."""

    ORGANISER = "organiser"
    CALLER = "caller"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"
    AUDITOR = "auditor"


ORGANISER, CALLER, FACILITATOR, OBSERVER, AUDITOR = Role
TEAM = frozenset(Role)
WATCHED = frozenset({ORGANISER, OBSERVER, AUDITOR})  # what holds nobody's data

ACTIONS: dict[str, frozenset[Role]] = {
    # the assembly
    "assembly.see": TEAM,
    "assembly.change": frozenset({ORGANISER}),
    "team.see": frozenset({ORGANISER, AUDITOR}),
    "team.change": frozenset({ORGANISER}),
    "stage.change": frozenset({ORGANISER}),
    "text.change": frozenset({ORGANISER}),
    # frame and letters
    "frame.see": frozenset({ORGANISER}),
    "frame.change": frozenset({ORGANISER}),
    "letters.see": frozenset({ORGANISER}),
    "letters.change": frozenset({ORGANISER}),
    "letters.progress": WATCHED,
    # registration, pool and quotas
    "registration.change": frozenset({ORGANISER}),
    "registration.by_phone": frozenset({ORGANISER, CALLER}),
    "pool.see": frozenset({ORGANISER}),
    "pool.change": frozenset({ORGANISER}),
    "pool.export": frozenset({ORGANISER}),
    "quotas.see": WATCHED,
    "quotas.change": frozenset({ORGANISER}),
    # runs, lottery and draw
    "runs.see": WATCHED,
    "runs.change": frozenset({ORGANISER}),
    "lottery.see": WATCHED,
    "lottery.change": frozenset({ORGANISER}),
    "draw.reveal": frozenset({ORGANISER}),
    "bundle.private": frozenset({AUDITOR}),
    "audit.change": frozenset({AUDITOR}),
    # members
    "members.names": frozenset({ORGANISER, CALLER, FACILITATOR}),
    "members.contacts": frozenset({ORGANISER, CALLER}),
    "members.change": frozenset({ORGANISER, CALLER}),
    "members.needs": frozenset({ORGANISER, FACILITATOR}),
    "replacement.change": frozenset({ORGANISER}),
    # mail and people's data
    "mail.see": frozenset({ORGANISER}),
    "mail.change": frozenset({ORGANISER}),
    "privacy.see": frozenset({ORGANISER, AUDITOR}),
    "privacy.change": frozenset({ORGANISER}),
    "complaints.see": frozenset({ORGANISER}),
    "complaints.change": frozenset({ORGANISER}),
}
# For these an administrator needs a role of the assembly, like everybody else.
PERSONAL = frozenset(
    {
        "frame.see",
        "frame.change",
        "letters.see",
        "letters.change",
        "registration.by_phone",
        "pool.see",
        "pool.change",
        "pool.export",
        "bundle.private",
        "audit.change",
        "members.names",
        "members.contacts",
        "members.change",
        "members.needs",
        "replacement.change",
        "mail.see",
        "mail.change",
        "privacy.change",
        "complaints.see",
        "complaints.change",
    }
)


def may(action: str, roles: frozenset[Role], *, administrator: bool) -> bool:
    """Whether somebody with these roles in the assembly may do this.

    Raises:
        KeyError: there is no such action.
    """
    allowed = ACTIONS[action]
    return bool(allowed & roles) or (administrator and action not in PERSONAL)
