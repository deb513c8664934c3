"""The database lets nobody into a closed pool and changes nobody in it; fixed quotas stay as they are.

Who is in a closed pool may still withdraw or be erased. On PostgreSQL whoever adds somebody holds the
assembly for a moment, so that a closing in another transaction is waited for and then seen.
"""

from typing import Any

from django.db import migrations

LATE, FIXED = "the pool is closed", "fixed quotas and a closed pool are never changed"
CLOSED = (
    "EXISTS (SELECT 1 FROM recruitment_poolclosing WHERE assembly_id IN (NEW.assembly_id, OLD.assembly_id))"
)
# What may not become of somebody: another person, another answer, or back in.
CHANGED = """(NEW.assembly_id <> OLD.assembly_id OR NEW.number <> OLD.number
    OR (NEW.state <> OLD.state AND (OLD.state = 'erased' OR NEW.state NOT IN ('withdrawn', 'erased')))
    OR (NEW.state <> 'erased' AND (NEW.features <> OLD.features OR NEW.salt <> OLD.salt)))"""
REWRITTEN = """(OLD.fixed_at IS NOT NULL AND (NEW.fixed_at IS NULL OR NEW.fixed_at <> OLD.fixed_at
    OR NEW.rows <> OLD.rows OR NEW.size <> OLD.size OR NEW.sha256 <> OLD.sha256
    OR NEW.version <> OLD.version OR NEW.assembly_id <> OLD.assembly_id))"""
MOVED = "(NEW.root <> OLD.root OR NEW.people <> OLD.people OR NEW.leaves <> OLD.leaves OR NEW.assembly_id <> OLD.assembly_id)"
SQLITE = [
    f"""CREATE TRIGGER pool_lets_nobody_in BEFORE INSERT ON recruitment_volunteer
        WHEN {CLOSED.replace(", OLD.assembly_id", "")} BEGIN SELECT RAISE(ABORT, '{LATE}'); END""",
    f"""CREATE TRIGGER pool_stays BEFORE UPDATE ON recruitment_volunteer
        WHEN {CHANGED} AND {CLOSED} BEGIN SELECT RAISE(ABORT, '{LATE}'); END""",
    f"""CREATE TRIGGER quotas_stay BEFORE UPDATE ON recruitment_quotatable
        WHEN {REWRITTEN} BEGIN SELECT RAISE(ABORT, '{FIXED}'); END""",
    f"""CREATE TRIGGER closing_stays BEFORE UPDATE ON recruitment_poolclosing
        WHEN {MOVED} BEGIN SELECT RAISE(ABORT, '{FIXED}'); END""",
]
POSTGRES = [
    f"""CREATE FUNCTION refuse_late_volunteers() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM assemblies_assembly WHERE id = NEW.assembly_id FOR KEY SHARE;
        IF {CLOSED} THEN RAISE EXCEPTION '{LATE}'; END IF;
        RETURN NEW; END $$""",
    f"""CREATE FUNCTION refuse_what_is_fixed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{FIXED}'; END $$""",
    """CREATE TRIGGER pool_lets_nobody_in BEFORE INSERT ON recruitment_volunteer
       FOR EACH ROW EXECUTE FUNCTION refuse_late_volunteers()""",
    f"""CREATE TRIGGER pool_stays BEFORE UPDATE ON recruitment_volunteer
        FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION refuse_late_volunteers()""",
    f"""CREATE TRIGGER quotas_stay BEFORE UPDATE ON recruitment_quotatable
        FOR EACH ROW WHEN ({REWRITTEN}) EXECUTE FUNCTION refuse_what_is_fixed()""",
    f"""CREATE TRIGGER closing_stays BEFORE UPDATE ON recruitment_poolclosing
        FOR EACH ROW WHEN ({MOVED}) EXECUTE FUNCTION refuse_what_is_fixed()""",
]


def guard(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Sets the triggers of whichever database this is."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """A closed pool and fixed quotas stay."""

    dependencies = (("recruitment", "0001_initial"),)
    operations = (migrations.RunPython(guard, migrations.RunPython.noop),)
