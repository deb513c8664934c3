"""The database refuses to change or delete an act, whoever asks; the head may only grow."""

from typing import Any

from django.db import migrations

NEVER = "acts are never changed or deleted"
SQLITE = [
    f"CREATE TRIGGER acts_stay BEFORE UPDATE ON records_act BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    f"CREATE TRIGGER acts_remain BEFORE DELETE ON records_act BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    f"""CREATE TRIGGER head_grows BEFORE UPDATE ON records_head WHEN NEW.size < OLD.size
        BEGIN SELECT RAISE(ABORT, '{NEVER}'); END""",
    f"CREATE TRIGGER head_remains BEFORE DELETE ON records_head BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
]
POSTGRES = [
    f"""CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{NEVER}'; END $$""",
    """CREATE TRIGGER acts_stay BEFORE UPDATE OR DELETE ON records_act
       FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()""",
    """CREATE TRIGGER acts_remain BEFORE TRUNCATE ON records_act
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()""",
    """CREATE TRIGGER head_grows BEFORE UPDATE ON records_head
       FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION refuse_rewriting()""",
    """CREATE TRIGGER head_remains BEFORE DELETE ON records_head
       FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()""",
]


def guard(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Sets the triggers of whichever database this is."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Acts are never changed."""

    dependencies = (("records", "0001_initial"),)
    operations = (migrations.RunPython(guard, migrations.RunPython.noop),)
