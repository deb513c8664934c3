"""The database refuses to change a draw, whoever asks: nobody is moved onto a panel by hand."""

from typing import Any

from django.db import migrations

NEVER = "a draw is never changed"
SQLITE = f"""CREATE TRIGGER draws_stay BEFORE UPDATE ON selection_draw
    BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"""
POSTGRES = [
    f"""CREATE FUNCTION refuse_redrawing() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{NEVER}'; END $$""",
    """CREATE TRIGGER draws_stay BEFORE UPDATE ON selection_draw
       FOR EACH ROW EXECUTE FUNCTION refuse_redrawing()""",
]


def guard(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Sets the trigger of whichever database this is."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else [SQLITE]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Draws are never changed."""

    dependencies = (("selection", "0001_initial"),)
    operations = (migrations.RunPython(guard, migrations.RunPython.noop),)
