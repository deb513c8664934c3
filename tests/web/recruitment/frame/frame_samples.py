"""An invented town, and the steps from its frame to its letters."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tequio.randomness import EXACT_TOTAL, source
from tequio.record.drand import verify
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.frame import actions
from tequio.web.recruitment.models import Wave
from tequio.web.runs.work import work
from tequio.web.worker import KINDS

DICE = "d6 " + "3 1 6 2 4 " * 10
OPTIONS = {
    "letters": 12,
    "stratify": ["district"],
    "allow_empty": False,
    "household": [],
    "id": "id",
    "rates": "",
    "address_format": "{name}\n{street} {number}\n{postcode} {city}",
}


def town(rows: int = 60, start: int = 0) -> bytes:
    """A frame: ids, invented names, addresses, and two districts, one of which has a third of the rows."""
    lines = ["id,name,street,number,postcode,city,district"]
    for at in range(start, start + rows):
        district = "North" if at % 3 else "South"
        lines.append(
            f"{at},Example Person {at},Calle Ejemplo {chr(65 + at % 26)},{at},68{at:03},Oaxaca,{district}"
        )
    return "\n".join(lines).encode() + b"\n"


def send(client: Client, slug: str, content: bytes, name: str = "town.csv", **fields: str) -> Any:
    """Sends a frame as a browser does."""
    file = SimpleUploadedFile(name, content, "text/csv")
    return client.post(f"/desk/{slug}/frame/send/", {"file": file, **fields})


def run_all() -> None:
    """The worker, until there is nothing to do."""
    while work("worker-1", KINDS):
        pass


def planned(assembly: Assembly, by: Any, **options: Any) -> Wave:
    """A wave whose plan is fixed."""
    actions.ask_plan(assembly=assembly, options=OPTIONS | options, by=by)
    run_all()
    return Wave.objects.get(assembly=assembly, state=Wave.State.FIXED)


def drawn_from(wave: Wave, by: Any) -> Wave:
    """The same wave, announced and drawn."""
    actions.announce(wave=wave, source="dice", at=timezone.now())
    actions.draw_wave(wave=wave, source=source("dice", DICE, EXACT_TOTAL, verify), by=by)
    run_all()
    wave.refresh_from_db()
    return wave
