"""The texts that every assembly has, and the bodies: tables."""

from tequio.web.language import _

TEXTS: dict[str, str] = {
    "remit": _("Remit: the question put to the assembly"),
    "rulebook": _("Rulebook"),
    "for-volunteers": _("What volunteers read before they register"),
}
BODIES: dict[str, str] = {"coordination": _("Coordination"), "advisory-group": _("Advisory group")}
# How far a wording can be trusted, for the desk.
STATES: dict[str, str] = {
    "original": _("original"),
    "translated": _("translated, not yet reviewed"),
    "reviewed": _("translated and reviewed"),
    "outdated": _("outdated: the original changed"),
}
