"""What kinds of runs and their stages are called; each part of the site adds its own line."""

from typing import Any

from tequio.reports.progress import STAGE_SENTENCES
from tequio.web.language import _, current
from tequio.web.runs.models import Run

KIND_NAMES: dict[str, str] = {
    "lottery": _("Lottery"),
    "replacement": _("Lottery for free places"),
    "audit": _("Check of the bundle"),
}
STATE_NAMES: dict[str, str] = {
    "waiting": _("waiting"),
    "running": _("running"),
    "done": _("done"),
    "failed": _("failed"),
    "cancelled": _("cancelled"),
}
TONES = {"running": "", "done": "good", "failed": "bad", "cancelled": "warn"}


def shown(run: Run) -> dict[str, Any]:
    """What a page shows of a run beside its fields."""
    stage = str(run.progress.get("stage", ""))
    return {
        "run": run,
        "kind": KIND_NAMES.get(run.kind, run.kind),
        "state": STATE_NAMES[run.state],
        "tone": TONES.get(run.state, ""),
        "stage": current()(STAGE_SENTENCES[stage]) if stage in STAGE_SENTENCES else stage,
        "open": run.state in (Run.State.WAITING, Run.State.RUNNING),
        "fault": run.fault.get(current().language) or next(iter(run.fault.values()), ""),
    }
