"""The table of the cache, in which the limits of failed attempts are counted for all processes together."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make(_apps: Any, schema: Any) -> None:
    """Makes it where it is missing."""
    call_command("createcachetable", database=schema.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """After the accounts."""

    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(make, migrations.RunPython.noop),)
