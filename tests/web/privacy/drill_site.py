"""One side of the restore drill, in a process of its own: `python drill_site.py build|later|look|grow`."""

import json
import sys
from hashlib import sha256
from pathlib import Path

from tequio.cli.run import ready

ready()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from held_rows import run_of, somebody  # noqa: E402

from tequio.record import merkle  # noqa: E402
from tequio.web.accounts.models import User  # noqa: E402
from tequio.web.assemblies.actions import open_assembly, record  # noqa: E402
from tequio.web.assemblies.models import Assembly  # noqa: E402
from tequio.web.privacy.actions import erase  # noqa: E402
from tequio.web.records.models import Act  # noqa: E402
from tequio.web.recruitment.models import Volunteer  # noqa: E402
from tequio.web.runs.actions import content_of  # noqa: E402
from tequio.web.runs.models import Run  # noqa: E402


def build() -> None:
    """An assembly with people, a run's file, acts and a closed pool."""
    call_command("migrate", verbosity=0, interactive=False)
    user = User.objects.create_user("organiser@example.org", "four words of example", name="Example")
    assembly = open_assembly(name="Water", slug="water", languages=["es"], panel_size=2, by=user)
    for number in range(1, 1202):
        somebody(assembly, number, email=f"p{number}@example.org")
    record(assembly, "stage.opened", {"stage": "registration"})
    run_of(assembly, "costs", Volunteer.objects.get(number=7), **{"pool.csv": b"id,age\nv7,35+\nv8,35+\n"})
    apps.get_model("recruitment.PoolClosing").objects.create(assembly=assembly, people=1201, root="0" * 64)


def later() -> None:
    """Somebody is erased after the backup."""
    erase(volunteer=Volunteer.objects.get(number=7), by=None)


def look() -> None:
    """Says what is there."""
    bodies = [bytes(body) for body in Act.objects.order_by("sequence").values_list("body", flat=True)]
    restored = [body for body in bodies if b"backup.restored" not in body]
    erased, other = (Volunteer.objects.get(number=number) for number in (7, 8))
    run = Run.objects.get()
    said = {
        "acts": [sha256(body).hexdigest() for body in restored],
        "root": merkle.root(restored).hex(),
        "more": len(bodies) - len(restored),
        "people": Volunteer.objects.count(),
        "erased": [erased.state, erased.contact, erased.salt, erased.features],
        "other": [other.contact["name"], other.salt, other.features],
        "file": content_of(run, "pool.csv").decode(),
        "inputs": run.inputs,
        "files": len([one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]),
    }
    sys.stdout.write(json.dumps(said))


def grow() -> None:
    """New rows get numbers of their own."""
    somebody(Assembly.objects.create(slug="next", name="Next"), 1, email="x@example.org")


{"build": build, "later": later, "look": look, "grow": grow}[sys.argv[1]]()
