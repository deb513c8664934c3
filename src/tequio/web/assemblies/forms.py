"""What an assembly begins with."""

from django import forms
from django.core.exceptions import ValidationError

from tequio.web.assemblies.models import Assembly
from tequio.web.language import _
from tequio.words import languages


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
        choices=[(code, code) for code in languages()],
        widget=forms.CheckboxSelectMultiple,
    )
    panel_size = forms.IntegerField(label=_("Members of the panel"), min_value=1, max_value=10_000)

    def clean_slug(self) -> str:
        """A name that the record can hold and nobody has yet."""
        slug = str(self.cleaned_data["slug"]).lower().replace("_", "-")
        if slug == "new" or Assembly.objects.filter(slug=slug).exists():
            raise ValidationError(_("This short name is taken. Please choose another one."))
        return slug
