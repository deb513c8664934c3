"""What is asked when a lottery is made, announced, revealed, drawn again or looked at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from babel import Locale
from django import forms
from django.utils import timezone

from tequio.web.assemblies.models import Assembly
from tequio.web.language import _, current
from tequio.web.selection.models import Audit
from tequio.web.selection.sentences import METHOD_NAMES, SOURCE_NAMES, TYPED_AS

COUNTS = ("auto", "10", "100", "1000", "10000", "100000", "exact")
MOST = 2000  # signs of a text that everybody reads
LOCAL = "%Y-%m-%dT%H:%M"


def _panels() -> list[tuple[str, str]]:
    names = {"auto": _("As many as are needed"), "exact": _("No numbers: exact chances, drawn by computer")}
    return [(count, names.get(count) or current().number(int(count))) for count in COUNTS]


class LotteryForm(forms.Form):
    """A lottery, in the words of the library."""

    method = forms.ChoiceField(
        label=_("What is fair"),
        choices=list(METHOD_NAMES.items()),
        widget=forms.RadioSelect,
        initial="leximin",
    )
    panels = forms.ChoiceField(
        label=_("How many numbered panels"),
        help_text=_("All are equally likely. With 1,000 panels, three dice of ten sides pick one."),
        choices=_panels,
        initial="1000",
    )
    reserves = forms.IntegerField(
        label=_("Stand-ins for each panel"),
        help_text=_("People who come if a member cannot. 0 for none."),
        min_value=0,
        max_value=1000,
        initial=0,
    )
    publish = forms.ChoiceField(
        label=_("What everybody sees before the draw"),
        choices=[
            ("commitments", _("Sealed panels (usual): nobody can change them, nobody can read them")),
            ("panels", _("Open panels: also which pseudonyms are on each")),
        ],
        widget=forms.RadioSelect,
        initial="commitments",
    )
    household = forms.BooleanField(
        label=_("At most one member of each household"), required=False, initial=True
    )


class LocalTime(forms.DateTimeField):
    """A day and a time, in the site's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=[LOCAL, "%Y-%m-%d %H:%M"], **kwargs)


def tomorrow() -> datetime:
    """The next full hour that is more than a day ahead."""
    return (timezone.localtime() + timedelta(hours=26)).replace(minute=0, second=0, microsecond=0)


class AnnounceForm(forms.Form):
    """Which public randomness, and when."""

    source = forms.ChoiceField(label=_("Where the random number comes from"), widget=forms.RadioSelect)
    due = LocalTime(
        label=_("When it comes"),
        help_text=_("At least 24 hours from now, so that everybody can see that nobody knew the number."),
        initial=tomorrow,
    )
    note = forms.CharField(
        label=_("Why it is sooner than 24 hours, if it is; everybody reads this"),
        required=False,
        max_length=MOST,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, sources: Iterable[str], noted: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the checker of types
        field.choices = [(name, SOURCE_NAMES[name]) for name in sources]
        if not noted:
            del self.fields["note"]


class RevealForm(forms.Form):
    """The random number as one person reads it."""

    text = forms.CharField(
        label=_("What you see"),
        max_length=4000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = TYPED_AS[source]


class ReasonForm(forms.Form):
    """A text that everybody will read, in the assembly's languages; one is enough."""

    def __init__(self, *args: Any, assembly: Assembly, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in assembly.languages:
            self.fields[f"in_{code}"] = forms.CharField(
                label=_(
                    "{label} ({language})", label=label, language=Locale.parse(code).get_display_name(code)
                ),
                required=False,
                max_length=MOST,
                widget=forms.Textarea(attrs={"lang": code}),
            )

    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {
            name.removeprefix("in_"): str(text)
            for name, text in self.cleaned_data.items()
            if name.startswith("in_")
        }


class FindingForm(ReasonForm):
    """What an auditor found."""

    holds = forms.ChoiceField(
        label=_("Are these people real, and were they invited?"),
        choices=[
            (Audit.Verdict.YES, _("Yes, all that I looked at")),
            (Audit.Verdict.IN_PART, _("In part")),
            (Audit.Verdict.NO, _("No")),
        ],
        widget=forms.RadioSelect,
    )


class RehearsalForm(forms.Form):
    """A rehearsal: a copy with invented people."""

    people = forms.IntegerField(
        label=_("How many invented people"), min_value=2, max_value=20_000, initial=300
    )
