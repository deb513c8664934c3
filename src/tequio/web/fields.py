"""Fields whose content only the site's key opens: contacts, frames, support needs, staff's remarks.

They cannot be searched; what must be found again has a field beside it with `keys.blind`.
"""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from tequio.web import keys

if TYPE_CHECKING:  # Django's fields know their types only to those who check them
    TextField = models.TextField[str, str]
    JSONField = models.TextField[Any, Any]
else:
    TextField = JSONField = models.TextField


class SealedTextField(TextField):
    """Text, encrypted in the database; an empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        """What the database keeps."""
        return keys.seal(str(value).encode()).decode() if value else ""

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str:
        """What was written."""
        return keys.unseal(value.encode()).decode() if value else ""


class SealedJSONField(JSONField):
    """Anything that JSON holds, encrypted in the database; the default is an empty object."""

    _pyi_private_set_type: Any  # for django-stubs: not only text

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        """What the database keeps."""
        return keys.seal(json.dumps(value, ensure_ascii=False).encode()).decode()

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        """What was written."""
        return json.loads(keys.unseal(value.encode())) if value else {}

    def value_to_string(self, obj: Any) -> str:
        """For dumps of the site's own database, which are sealed as a whole."""
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)

    def to_python(self, value: Any) -> Any:
        """From a dump, or as it is."""
        return json.loads(value) if isinstance(value, str) else value
