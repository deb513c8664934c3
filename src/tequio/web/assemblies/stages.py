"""The stages of an assembly, in their order, and what each opens: a table."""

from dataclasses import dataclass

from tequio.web.language import _


@dataclass(frozen=True)
class StageKind:
    """One stage.

    Args:
        title: for everybody, said in the reader's language.
        opens: what may be done while it is open, for staff.
    """

    title: str
    opens: str


STAGES: dict[str, StageKind] = {
    "invitations": StageKind(
        _("Invitations"), _("The list of addresses can be uploaded, letters can be drawn by lot and posted.")
    ),
    "registration": StageKind(_("Registration"), _("People can register, online, by letter and by phone.")),
    "pool": StageKind(
        _("Checking the pool"), _("Doubled entries can be settled, the pool closed, and the quotas fixed.")
    ),
    "lottery": StageKind(_("Lottery"), _("Lotteries can be computed, and one of them published.")),
    "draw": StageKind(
        _("Public draw"), _("The randomness can be announced and revealed, and the panel drawn.")
    ),
    "confirmations": StageKind(
        _("Confirmations"),
        _("Members can be asked, accept or decline, and free places can be filled by lot."),
    ),
    "sessions": StageKind(_("Sessions"), _("The panel meets.")),
}
