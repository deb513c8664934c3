"""What an assembly begins with, and what its organisers change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from tequio.record.acts import NAME
from tequio.web.accounts.permissions import Role
from tequio.web.assemblies.models import Assembly, Wording
from tequio.web.assemblies.queries import StageShown, stamp
from tequio.web.assemblies.texts import BODIES, TEXTS
from tequio.web.language import _, language_choices, own_name

TEXT_LENGTH = 40_000
RESERVED = {"new", "account", "accounts"}
ROLES: dict[str, str] = {
    Role.ORGANISER: _("Organiser: leads the assembly"),
    Role.CALLER: _("Caller: phones volunteers and members, sees contacts"),
    Role.FACILITATOR: _("Facilitator: sees first names and what tables need"),
    Role.OBSERVER: _("Observer: sees no personal data"),
    Role.AUDITOR: _("Auditor: checks the draw"),
}


def by_language(cleaned: Mapping[str, Any], field: str, languages: Iterable[str]) -> dict[str, str]:
    """The texts of the fields `field_<language>`; empty ones are left out."""
    texts = {code: str(cleaned.get(f"{field}_{code}") or "").strip() for code in languages}
    return {code: text for code, text in texts.items() if text}


def _fields(
    form: forms.Form, name: str, label: str, languages: Iterable[str], *, rows: int, length: int
) -> None:
    """Adds one field a language; none is compulsory by itself."""
    for code in languages:
        attributes = {"lang": code, "rows": rows}
        form.fields[f"{name}_{code}"] = forms.CharField(
            label=_("{what} ({language})", what=label, language=own_name(code)),
            required=False,
            max_length=length,
            widget=forms.Textarea(attrs=attributes) if rows > 1 else forms.TextInput(attrs={"lang": code}),
        )


class NewForm(forms.Form):
    """A new assembly."""

    name = forms.CharField(label=_("Name of the assembly"), max_length=160)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        help_text=_(
            "Small letters, digits and hyphens, such as water-oaxaca. The public record keeps it for good."
        ),
        max_length=60,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the assembly"),
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    panel_size = forms.IntegerField(label=_("Members of the panel"), min_value=1, max_value=10_000)
    rehearsal = forms.BooleanField(
        label=_("A rehearsal with invented people"),
        help_text=_("Nothing of it counts, and every page says so."),
        required=False,
    )

    def clean_slug(self) -> str:
        """A name that the record can hold and nobody has yet."""
        slug = str(self.cleaned_data["slug"]).lower().replace("_", "-")
        if not NAME(slug):
            raise ValidationError(_("Please begin with a letter or a digit."))
        if slug in RESERVED or Assembly.objects.filter(slug=slug).exists():
            raise ValidationError(_("This short name is taken. Please choose another one."))
        return slug


class SettingsForm(forms.Form):
    """What can be changed of an assembly later."""

    name = forms.CharField(label=_("Name of the assembly"), max_length=160)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the assembly"),
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    panel_size = forms.IntegerField(label=_("Members of the panel"), min_value=1, max_value=10_000)
    second_factor = forms.BooleanField(
        label=_("Everybody on the team needs a second factor"),
        help_text=_("Whoever has none is asked to set it up before anything else."),
        required=False,
    )


class TeamForm(forms.Form):
    """Somebody for the team."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=language_choices)


class NewTextForm(forms.Form):
    """A text of one's own."""

    title = forms.CharField(label=_("Title"), max_length=120)
    name = forms.SlugField(
        label=_("Short name in addresses"), help_text=_("Small letters, digits and hyphens."), max_length=60
    )

    def clean_name(self) -> str:
        """A name that the record can hold."""
        name = str(self.cleaned_data["name"]).lower().replace("_", "-")
        if not NAME(name):
            raise ValidationError(_("Please begin with a letter or a digit."))
        if name in TEXTS or name == "new":
            raise ValidationError(_("Every assembly has this text already. Please choose another name."))
        return name


class TextForm(forms.Form):
    """A text in all its languages."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    original = forms.ChoiceField(label=_("Language of the original"))

    def __init__(self, data: Any, *, languages: list[str], title: str, wordings: dict[str, Wording]) -> None:
        first = next((code for code, row in wordings.items() if row.state == "original"), languages[0])
        initial = {f"body_{code}": row.body for code, row in wordings.items()}
        super().__init__(data, initial={**initial, "original": first, "seen": stamp(wordings)})
        self.languages = sorted({*languages, *wordings}, key=lambda code: (code not in languages, code))
        choice = self.fields["original"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(code, own_name(code)) for code in self.languages]
        _fields(self, "body", title, self.languages, rows=14, length=TEXT_LENGTH)

    def see(self, wordings: dict[str, Wording]) -> None:
        """Shows again what was written, now upon what others saved meanwhile."""
        self.data = {**self.data.dict(), "seen": stamp(wordings)}  # type: ignore[attr-defined]

    def bodies(self) -> dict[str, str]:
        """The text by language."""
        return by_language(self.cleaned_data, "body", self.languages)

    def clean(self) -> dict[str, Any]:
        """The original is there."""
        values = super().clean() or {}
        original = values.get("original")
        if original and f"body_{original}" not in self.errors and not values.get(f"body_{original}"):
            self.add_error(f"body_{original}", _("Please write the original; translations can wait."))
        return values


class PromiseForm(forms.Form):
    """What the commissioner promised."""

    answer_by = forms.DateField(
        label=_("Answer by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("commissioner", "promise", "answer_by")

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        _fields(self, "commissioner", _("Commissioner"), languages, rows=1, length=200)
        _fields(self, "promise", _("Promise"), languages, rows=5, length=4000)
        self.order_fields([name for name in self.fields if name != "answer_by"])

    def clean_answer_by(self) -> date:
        """A day that is still to come."""
        day: date = self.cleaned_data["answer_by"]
        if day <= timezone.localdate():
            raise ValidationError(_("Please give a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Both are there in one language at least."""
        values = super().clean() or {}
        for field in ("commissioner", "promise"):
            if not by_language(values, field, self.languages):
                self.add_error(f"{field}_{self.languages[0]}", _("Please write it in one language at least."))
        return values


class BodyForm(forms.Form):
    """A member of a body."""

    body = forms.ChoiceField(label=_("Body"), choices=list(BODIES.items()))
    name = forms.CharField(label=_("Name"), max_length=160)
    named_publicly = forms.BooleanField(
        label=_("Agreed that everybody sees the name"),
        help_text=_("Otherwise only the declared interests are shown."),
        required=False,
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        _fields(self, "interests", _("Declared interests"), languages, rows=3, length=4000)


class StagesForm(forms.Form):
    """When each stage opens and closes."""

    def __init__(self, data: Any, *, rows: list[StageShown]) -> None:
        self.rows = rows
        times = {f"{row.name}_opens": row.opens_at for row in rows}
        times |= {f"{row.name}_closes": row.closes_at for row in rows}
        initial = {name: at and at.replace(second=0, microsecond=0) for name, at in times.items()}
        super().__init__(data, initial=initial)
        for row in rows:
            self.fields[f"{row.name}_opens"] = _moment(_("{stage}: opens", stage=row.kind.title))
            self.fields[f"{row.name}_closes"] = _moment(_("{stage}: closes", stage=row.kind.title))

    def clean(self) -> dict[str, Any]:
        """Each closes after it opens."""
        values = super().clean() or {}
        for name in (row.name for row in self.rows):
            opens, closes = values.get(f"{name}_opens"), values.get(f"{name}_closes")
            if closes and f"{name}_opens" not in self.errors and (opens is None or closes <= opens):
                self.add_error(
                    f"{name}_closes", _("A stage closes after it opens. Please change one of the two.")
                )
        return values

    def changed_dates(self) -> dict[str, tuple[datetime | None, datetime | None]]:
        """Both times of each stage of which one was changed; the other keeps its seconds."""
        found = {}
        for row in self.rows:
            opens, closes = f"{row.name}_opens", f"{row.name}_closes"
            if opens in self.changed_data or closes in self.changed_data:
                found[row.name] = (
                    self.cleaned_data[opens] if opens in self.changed_data else row.opens_at,
                    self.cleaned_data[closes] if closes in self.changed_data else row.closes_at,
                )
        return found


def _moment(label: str) -> forms.DateTimeField:
    form = "%Y-%m-%dT%H:%M"
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=form)
    return forms.DateTimeField(
        label=label, required=False, widget=widget, input_formats=[form, "%Y-%m-%d %H:%M"]
    )
