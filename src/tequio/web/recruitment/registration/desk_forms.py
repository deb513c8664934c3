"""What organisers fill in about what volunteers are asked."""

from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError

from tequio.web.assemblies.models import Assembly
from tequio.web.language import _, current
from tequio.web.recruitment.models import Field
from tequio.web.recruitment.registration.page_actions import Asked

MOST_VALUES = 80
KINDS = (
    (Field.Kind.FEATURE, _("A feature with fixed values, by which the panel is made up")),
    (Field.Kind.ELIGIBILITY, _("A condition to which people must say yes")),
    (Field.Kind.TEXT, _("A line of text")),
)


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return str(Locale.parse(code, sep="-").get_display_name(current().locale) or code)


def lines(text: str) -> list[str]:
    """The lines of a text, without the empty ones at its end."""
    return [line.strip() for line in text.strip().splitlines()]


class FieldForm(forms.Form):
    """One field.

    Args:
        assembly: whose; its languages make the labels.
        field: that is changed, if it is not a new one.
        fixed: whether registration has opened, so that labels alone may change.
    """

    name = forms.RegexField(
        r"^[^\W\d_][\w \-]*$",
        label=_("Name of the column"),
        help_text=_("It stands in tables, quotas and exports, such as age or municipality."),
        max_length=60,
        error_messages={"invalid": _("Letters, digits, spaces and hyphens, beginning with a letter.")},
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS, widget=forms.RadioSelect)
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    sensitive = forms.BooleanField(
        label=_("Sensitive: in public, only that its quotas are met"), required=False
    )
    values = forms.CharField(
        label=_("Values of a feature"),
        help_text=_("One a line, as quotas and exports have them."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea,
    )

    def __init__(self, data: Any = None, *, assembly: Assembly, field: Field | None, fixed: bool) -> None:
        super().__init__(data, initial=_initial(field))
        self.assembly, self.field, self.languages = assembly, field, assembly.languages
        for code in self.languages:
            self.fields[f"label-{code}"] = forms.CharField(
                label=_("What people read ({language})", language=language_name(code)),
                max_length=400,
                initial=field.labels.get(code, "") if field else "",
            )
        for code in self.languages:
            self.fields[f"values-{code}"] = forms.CharField(
                label=_("Values as people read them ({language})", language=language_name(code)),
                help_text=_("One a line, in the order of the values. Empty: the values themselves."),
                required=False,
                max_length=20_000,
                widget=forms.Textarea,
                initial="\n".join(one["labels"].get(code, "") for one in field.values) if field else "",
            )
        labels = [f"label-{code}" for code in self.languages]
        self.order_fields(["name", "kind", *labels, "values", *(f"values-{c}" for c in self.languages)])
        for name in ("name", "kind", "required", "sensitive", "values") if fixed else ():
            self.fields[name].disabled = True

    def clean_name(self) -> str:
        """A name that no other field has."""
        name = str(self.cleaned_data["name"]).strip()
        others = self.assembly.fields.filter(name__iexact=name)
        if (others.exclude(pk=self.field.pk) if self.field else others).exists():
            raise ValidationError(_("Another field has this name. Please choose another one."))
        return name

    def clean_values(self) -> str:
        """Values that differ, none too long."""
        found = [line for line in lines(str(self.cleaned_data["values"])) if line]
        if len({value.casefold() for value in found}) < len(found):
            raise ValidationError(_("A value stands here twice."))
        if len(found) > MOST_VALUES:
            raise ValidationError(_("At most {n} values, please.", n=MOST_VALUES))
        if any(len(value) > 120 for value in found):
            raise ValidationError(_("A value may have 120 letters at most."))
        return "\n".join(found)

    def clean(self) -> dict[str, Any]:
        """A feature has values, and as many labels of them in each language."""
        values = super().clean() or {}
        found = lines(values.get("values", ""))
        if values.get("kind") == Field.Kind.FEATURE:
            if len([value for value in found if value]) < 2 and "values" not in self.errors:
                self.add_error("values", _("A feature needs two values at least, one a line."))
            for code in self.languages:
                said = lines(values.get(f"values-{code}", ""))
                if said != [""] and said and len(said) != len(found):
                    fault = _("Here are {n} lines, but {many} values.", n=len(said), many=len(found))
                    self.add_error(f"values-{code}", fault)
        return values

    @property
    def asked(self) -> Asked:
        """The field as it was filled in, once it is valid."""
        given = self.cleaned_data
        values = lines(given["values"]) if given["kind"] == Field.Kind.FEATURE else []
        said = {code: lines(given[f"values-{code}"]) for code in self.languages}
        return Asked(
            given["name"],
            given["kind"],
            {code: given[f"label-{code}"] for code in self.languages},
            [
                {
                    "value": value,
                    "labels": {code: said[code][at] if any(said[code]) else value for code in self.languages},
                }
                for at, value in enumerate(values)
                if value
            ],
            given["required"],
            given["sensitive"],
        )


def _initial(field: Field | None) -> dict[str, Any]:
    if field is None:
        return {"kind": Field.Kind.FEATURE}
    values = "\n".join(one["value"] for one in field.values)
    kept = {name: getattr(field, name) for name in ("name", "kind", "required", "sensitive")}
    return kept | {"values": values}
