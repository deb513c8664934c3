"""What organisers fill in about quotas: the table itself, target shares, reasons."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from tequio.faults import Fault
from tequio.web.language import _
from tequio.web.recruitment.models import Field
from tequio.web.recruitment.pool.forms import UploadForm
from tequio.web.recruitment.pool.listing import label_of
from tequio.web.recruitment.pool.quota_rows import Row
from tequio.web.recruitment.pool.targets import Target
from tequio.web.recruitment.pool.uploads import share_of

MOST = 10_000  # members of a panel
WHOLE = {
    "required": _("Please write a whole number."),
    "invalid": _("Please write a whole number."),
    "min_value": _("Please write 0 or more."),
    "max_value": _("Please write at most 10,000."),
}
NUMBERS = ("min", "max", "min_flex", "max_flex")


def _number(label: str, *, required: bool = True, least: int = 0) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=MOST, widget=box, error_messages=WHOLE
    )


class QuotaForm(forms.Form):
    """The table of quotas, four numbers a row.

    Args:
        data: what was sent, or `None`.
        rows: as they are kept.
        size: members of the panel.
        version: on which the table that one sees is based; 0 for none.
        languages: those in which a reason is asked for; none unless quotas are departed from.
    """

    def __init__(
        self, data: Any, rows: Sequence[Row], *, size: int, version: int, languages: Sequence[str] = ()
    ) -> None:
        super().__init__(data, initial={"size": size, "version": version})
        self.kept, self.languages = rows, languages
        for language in languages:
            self.fields[f"reason-{language}"] = forms.CharField(
                label=_("Reason, in public ({language})", language=language),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.fields["size"] = _number(_("Members of the panel"), least=1)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
        for place, row in enumerate(rows):
            for name in NUMBERS:
                field = _number(f"{name}, {row['value']}", required=name in ("min", "max"))
                field.widget.attrs["aria-label"] = field.label
                field.initial = row.get(name)
                self.fields[f"{name}-{place}"] = field

    def clean(self) -> dict[str, Any]:
        """Each min at most its max, and flexes only outwards."""
        values = super().clean() or {}
        for place in range(len(self.kept)):
            least, most, down, up = (values.get(f"{name}-{place}") for name in NUMBERS)
            if least is not None and most is not None and least > most:
                self.add_error(f"max-{place}", _("Max must not be lower than min."))
            if least is not None and down is not None and down > least:
                self.add_error(f"min_flex-{place}", _("It must not be higher than min."))
            if most is not None and up is not None and up < most:
                self.add_error(f"max_flex-{place}", _("It must not be lower than max."))
        return values

    def rows(self) -> list[Row]:
        """The rows as they were filled in."""
        return [
            row | {name: self.cleaned_data[f"{name}-{place}"] for name in NUMBERS}
            for place, row in enumerate(self.kept)
        ]

    def boxes(self, place: int) -> list[forms.BoundField]:
        """The four numbers of one row."""
        return [self[f"{name}-{place}"] for name in NUMBERS]

    def head(self) -> Iterator[forms.BoundField]:
        """What stands above the table."""
        yield from (self[f"reason-{language}"] for language in self.languages)
        yield self["size"]

    @property
    def reasons(self) -> dict[str, str]:
        """By language."""
        return {language: self.cleaned_data[f"reason-{language}"] for language in self.languages}


class TargetsForm(UploadForm):
    """Target shares, typed or from a file, and where they come from.

    Args:
        data: what was sent.
        files: with it.
        fields: the features.
        languages: of the assembly.
    """

    room = _number(_("How many members may each number be off?"))
    flex = _number(_("How many members further, if no panel fits?"), required=False)

    def __init__(self, data: Any, files: Any, fields: Sequence[Field], languages: Sequence[str]) -> None:
        super().__init__(data, files, initial={"room": 0})
        self.asked, self.languages = fields, languages
        self.fields["file"].required = False
        self.fields["file"].help_text = _("Columns: feature, value, share. Or write the shares below.")
        self.fields["room"].help_text = _("0: the share, rounded down and up.")
        for language in languages:
            self.fields[f"source-{language}"] = forms.CharField(
                label=_("Where do the shares come from? ({language})", language=language),
                help_text=_("Such as: census of 2020, table 3. Everybody can read it."),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for field in fields:
            for place, one in enumerate(field.values):
                value = label_of(one.get("labels", {}), one["value"])
                self.fields[f"share-{field.pk}-{place}"] = forms.CharField(
                    label=f"{label_of(field.labels, field.name)}: {value} (%)",
                    required=False,
                    max_length=20,
                    widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
                )
        self.order_fields([*(f"source-{language}" for language in languages), "room", "flex", "file"])

    @property
    def sources(self) -> dict[str, str]:
        """By language."""
        return {language: self.cleaned_data[f"source-{language}"] for language in self.languages}

    def typed(self) -> list[Target]:
        """The percentages that were typed; where one is no number, the form says so at its place."""
        targets = []
        for field in self.asked:
            for place, one in enumerate(field.values):
                name = f"share-{field.pk}-{place}"
                try:
                    share = share_of(str(self.cleaned_data[name]).rstrip("% ") + "%", place + 1, field.name)
                except Fault:
                    self.add_error(name, _("Please write a percentage, such as 12.5."))
                else:
                    targets.append(Target(field.name, one["value"], share))
        return targets


class CheckForm(forms.Form):
    """Whether the rule of one member a household holds."""

    household_rule = forms.BooleanField(label=_("At most one member a household"), required=False)
