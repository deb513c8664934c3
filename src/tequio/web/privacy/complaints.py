"""The private log of complaints and safeguarding: what is written there."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.privacy.models import Complaint, ComplaintNote


@transaction.atomic
def write(*, assembly: Assembly, kind: str, told_by: str, text: str, form_key: str, by: User) -> Complaint:
    """A new entry; the same form sent twice gives the first one back."""
    Assembly.objects.select_for_update().get(pk=assembly.pk)
    last = Complaint.objects.filter(assembly=assembly).aggregate(last=Max("number"))["last"] or 0
    values = {
        "assembly": assembly,
        "number": last + 1,
        "kind": kind,
        "told_by": told_by,
        "text": text,
        "written_by": by,
    }
    return Complaint.objects.get_or_create(form_key=form_key, defaults=values)[0]


@transaction.atomic
def add_note(*, complaint: Complaint, text: str, close: bool, form_key: str, by: User) -> None:
    """What was done about it; it may be settled with that, and a later note opens it again."""
    values = {"complaint": complaint, "text": text, "written_by": by}
    if ComplaintNote.objects.get_or_create(form_key=form_key, defaults=values)[1]:
        closed = timezone.now() if close else None
        Complaint.objects.filter(pk=complaint.pk).update(closed_at=closed)
