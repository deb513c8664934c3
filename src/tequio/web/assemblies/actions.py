"""What is done with an assembly; each writes its act in the same transaction."""

from collections.abc import Sequence

from django.db import transaction

from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import Role
from tequio.web.assemblies.models import Assembly, Membership
from tequio.web.records.actions import append


@transaction.atomic
def open_assembly(
    *, name: str, slug: str, languages: Sequence[str], panel_size: int, by: User, rehearsal: bool = False
) -> Assembly:
    """A new assembly, its first organiser is who opened it. A rehearsal leaves nothing in the record."""
    assembly = Assembly.objects.create(
        name=name, slug=slug, languages=list(languages), panel_size=panel_size, rehearsal=rehearsal
    )
    Membership.objects.create(assembly=assembly, user=by, role=Role.ORGANISER)
    record(assembly, "assembly.opened", {"languages": list(languages)})
    return assembly


def record(
    assembly: Assembly, kind: str, payload: dict[str, object], files: dict[str, bytes] | None = None
) -> None:
    """Appends an act of this assembly; a rehearsal counts for nothing and leaves none."""
    if not assembly.rehearsal:
        append(kind, payload, assembly.slug, files=files)
