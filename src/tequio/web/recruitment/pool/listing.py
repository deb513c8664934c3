"""The table of the pool: filtered, searched, and as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from tequio.files import csv_bytes
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _, current
from tequio.web.recruitment.models import Field, Volunteer
from tequio.web.recruitment.registration.contacts import blind_email, blind_phone, digits_of

CONTACT = ("name", "email", "phone", "address")
STATES = {
    "test": _("Test"),
    "registered": _("Not yet confirmed"),
    "confirmed": _("In the pool"),
    "withdrawn": _("Withdrawn"),
    "erased": _("Erased"),
}
CHANNELS = {
    "web": _("Web page"),
    "letter": _("Letter"),
    "phone": _("Telephone"),
    "import": _("Imported"),
}
PHONE_DIGITS = 7  # fewer are the number of a receipt


def label_of(labels: dict[str, str], otherwise: str) -> str:
    """A label in the reader's language, or in whichever there is."""
    return labels.get(current().language) or next((one for one in labels.values() if one), otherwise)


class FilterForm(forms.Form):
    """Which volunteers are shown.

    Args:
        fields: the features, each a list to choose from.
    """

    state = forms.ChoiceField(label=_("State"), required=False)
    channel = forms.ChoiceField(label=_("Came by"), required=False)

    def __init__(self, data: Any, fields: Sequence[Field]) -> None:
        super().__init__(data)
        self.asked = fields
        everyone = ("", _("All"))
        self.fields["state"].choices = [everyone, *STATES.items()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [everyone, *CHANNELS.items()]  # type: ignore[attr-defined]
        for field in fields:
            values = [(one["value"], label_of(one.get("labels", {}), one["value"])) for one in field.values]
            self.fields[f"f{field.pk}"] = forms.ChoiceField(
                label=label_of(field.labels, field.name), required=False, choices=[everyone, *values]
            )

    def chosen(self, people: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        """Those of them who are asked for; a choice that there is not filters nothing."""
        self.is_valid()
        for name in ("state", "channel"):
            if self.cleaned_data.get(name):
                people = people.filter(**{name: self.cleaned_data[name]})
        for field in self.asked:
            if self.cleaned_data.get(f"f{field.pk}"):
                answer = {f"answer_{field.pk}": KeyTransform(field.name, "features")}
                wanted = {f"answer_{field.pk}": self.cleaned_data[f"f{field.pk}"]}
                people = people.annotate(**answer).filter(**wanted)
        return people


class SearchForm(forms.Form):
    """One volunteer, by what stands on a receipt or by a whole address."""

    whom = forms.CharField(
        label=_("Number of a receipt, whole e-mail address or telephone number"), max_length=254
    )

    def found(self, assembly: Assembly) -> QuerySet[Volunteer]:
        """Whoever it is; contacts are sealed, so that parts of them find nobody."""
        people = Volunteer.objects.filter(assembly=assembly).defer("contact").order_by("number")
        asked = str(self.cleaned_data["whom"]).strip()
        digits = digits_of(asked)
        if "@" in asked:
            return people.filter(email_blind=blind_email(asked))
        if len(digits) >= PHONE_DIGITS:
            return people.filter(phone_blind=blind_phone(asked))
        return people.filter(number=int(digits)) if digits else people.none()


def cells(volunteer: Volunteer, fields: Sequence[Field]) -> list[str]:
    """The answers of a volunteer, as the reader's language labels them."""
    told = []
    for field in fields:
        answer = volunteer.features.get(field.name, "")
        labels: dict[str, str] = next(
            (one.get("labels", {}) for one in field.values if one["value"] == answer), {}
        )
        told.append(label_of(labels, answer))
    return told


def export_csv(assembly: Assembly, fields: Sequence[Field], *, contacts: bool) -> tuple[bytes, list[str]]:
    """Everybody but the erased, as a table, and who is in it.

    Args:
        assembly: whose.
        fields: a column each.
        contacts: whether names and addresses are in it.
    """
    there = Volunteer.objects.filter(assembly=assembly).exclude(state=Volunteer.State.ERASED)
    people = there.order_by("number") if contacts else there.order_by("number").defer("contact")
    columns = ["number", "state", "channel", "language", "registered"]
    columns += [*(field.name for field in fields), *(CONTACT if contacts else ())]
    ids: list[str] = []

    def rows() -> Iterator[list[object]]:
        for one in people.iterator(chunk_size=2000):
            ids.append(one.identity)
            day = timezone.localtime(one.registered_at).date().isoformat()
            row = [one.number, one.state, one.channel, one.language, day]
            row += [one.features.get(field.name, "") for field in fields]
            yield [*row, *(one.contact.get(key, "") for key in CONTACT)] if contacts else row

    return csv_bytes(columns, rows()), ids
