"""A worker in a process of its own: `prepare`, `work` (once), `tell` (the run as JSON).

It has one kind of run, which says in a file that it began and then takes SECONDS.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tequio.web.settings"

from tequio.web import keys

keys.ensure()

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from tequio.selection.progress import Progress  # noqa: E402
from tequio.web.accounts.models import User  # noqa: E402
from tequio.web.assemblies.actions import open_assembly  # noqa: E402
from tequio.web.runs import work as working  # noqa: E402
from tequio.web.runs.actions import content_of, enqueue  # noqa: E402
from tequio.web.runs.kinds import Kind, Outcome, Work  # noqa: E402
from tequio.web.runs.models import Run  # noqa: E402

working.LEASE = timedelta(seconds=3)
working.BEAT = 0.5


def compute(work: Work) -> Outcome:
    Path(os.environ["BEGAN"]).write_text("yes")
    end = time.monotonic() + float(os.environ.get("SECONDS", "0"))
    while time.monotonic() < end:
        work.tell(Progress("panels", 1, 2))
        time.sleep(0.1)
    return Outcome({"read": work.read("given.txt").decode()}, {"made.txt": b"made"})


def prepare() -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("organiser@example.org", None, name="Example organiser")
    assembly = open_assembly(name="Example", slug="example", languages=["en"], panel_size=2, by=user)
    enqueue("slow", assembly, {}, by=user, files={"given.txt": b"given"})


def work() -> None:
    kinds = {"slow": Kind(compute, lambda run, outcome: None)}
    end = time.monotonic() + 20
    while time.monotonic() < end and not working.work(str(os.getpid()), kinds):
        time.sleep(0.2)


def tell() -> None:
    run = Run.objects.get()
    made = sorted(run.files.values_list("name", flat=True))
    content = content_of(run, "made.txt").decode() if "made.txt" in made else ""
    told = {"state": run.state, "attempts": run.attempts, "files": made, "made": content}
    print(json.dumps(told | {"result": run.result}))


{"prepare": prepare, "work": work, "tell": tell}[sys.argv[1]]()
