"""The run kind `replacement`: the library's fair lottery for free places, given who stays."""

from hashlib import sha256

from django.db import transaction

from tequio.files import read_bytes
from tequio.quotas import Quotas, read_quotas
from tequio.randomness import generator
from tequio.record.commitments import public_bytes
from tequio.reports.lottery_bundle import Inputs
from tequio.selection.bundle import Bundle
from tequio.selection.draw import Files, open_files
from tequio.selection.identities import Key, identities, read_key
from tequio.selection.methods import METHODS
from tequio.selection.numbered import Choice, number
from tequio.selection.relaxations import ensure_feasible
from tequio.selection.replacements import Replaces, relaxed_quotas, replacement
from tequio.selection.standing import Standing, standing
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.members import faults
from tequio.web.members.models import Freed
from tequio.web.members.queries import chain_of, gone_now
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.recruitment.pool.queries import fixed_quotas, quotas_csv
from tequio.web.runs.actions import content_of, enqueue
from tequio.web.runs.kinds import Outcome, Work
from tequio.web.runs.models import Run
from tequio.web.selection.bundles import NEEDED
from tequio.web.selection.lottery_run import keep_lottery, outcome_of, plain_files
from tequio.web.selection.models import Draw, Lottery
from tequio.web.selection.order import hold

KIND, QUOTAS, DRAW = "replacement", "quotas.csv", "public/draw.json"


@transaction.atomic
def ask_for_replacement(*, assembly: Assembly, by: User) -> Run:
    """Says which places are free, and asks for the lottery that fills them, by the rule of the first one.

    Two clicks make one run and one act.

    Raises:
        NoDraw: no panel is drawn, or there are no fixed quotas.
        NoPlacesFree: nobody declined or left.
    """
    chain = chain_of(assembly)
    quotas = fixed_quotas(assembly)
    if not chain or quotas is None:
        raise faults.NoDraw
    hold(chain[-1].lottery)
    left = gone_now(assembly, chain)
    if not left:
        raise faults.NoPlacesFree
    digest = sha256("\n".join(left).encode()).hexdigest()
    _, new = Freed.objects.get_or_create(draw=chain[-1], sha256=digest, defaults={"left": left, "by": by})
    if new:
        record(assembly, "places.freed", {"draw": chain[-1].sha256, "places": len(left)})
    first = chain[0].lottery.run.inputs
    inputs = {
        "left": left,
        "barred": _withdrawn(assembly),
        "follows": chain[-1].pk,
        "folders": [f"{at}" for at in range(len(chain))],
        "quotas": quotas.pk,
        "relaxed": quotas.pk != chain[-1].lottery.quotas_id,
        "method": first["method"],
        "panels": first["panels"],
        "publish": first["publish"],
    }
    files = {QUOTAS: quotas_csv(quotas)}
    for at, draw in enumerate(chain):
        files |= {f"{at}/{name}": content_of(draw.lottery.run, name) for name in NEEDED}
        files[f"{at}/{DRAW}"] = public_bytes(draw.document)
    return enqueue(KIND, assembly, inputs, by=by, files=files)


def _withdrawn(assembly: Assembly) -> list[str]:
    """Who stands in the pool that was closed, and does not want to be asked any more."""
    gone = Volunteer.objects.filter(assembly=assembly).exclude(state=Volunteer.State.CONFIRMED)
    return [f"v{number}" for number in gone.order_by("number").values_list("number", flat=True)]


def compute(work: Work) -> Outcome:
    """The lottery for the places that are free. Raises a `Fault` that says which quotas cannot be met."""
    asked = work.inputs
    names = [f"{at}/{name}" for at in asked["folders"] for name in (*NEEDED, DRAW)]
    with plain_files({name: work.read(name) for name in (*names, QUOTAS)}) as folder:
        chain = [open_files(folder / at) for at in asked["folders"]]
        now, whole = standing(chain), read_key(folder / "0" / "private")
        quotas = now.quotas
        if asked["relaxed"]:
            quotas = relaxed_quotas(folder / QUOTAS, read_quotas(folder / QUOTAS)[0], now.quotas)
        last = sha256(read_bytes(folder / asked["folders"][-1] / DRAW)).hexdigest()
        bundle = _bundle(work, chain[0], now, quotas, Key(whole.people), last)
    return outcome_of(bundle, Inputs(bundle.pool, quotas, ()))


def _bundle(work: Work, first: Files, now: Standing, quotas: Quotas, known: Key, last: str) -> Bundle:
    asked = work.inputs
    left = [first.ids.get(name, name) for name in asked["left"]]
    free = replacement(now.pool, quotas, now.panel, left, now.barred | set(asked["barred"]))
    ensure_feasible(free.problem, quotas, stay=len(free.stay))
    method, who = asked["method"], identities(free.pool.ids, known)
    found = METHODS[method](free.problem, generator(method, "lottery"), work)
    choice = Choice(asked["panels"])
    numbering = number(found, choice, who.ranks, generator(method, "numbered panels"), work)
    # An erased member who stays goes by the pseudonym alone.
    names = {identity: known.people.get(identity, (identity,))[0] for identity in now.pool.ids}
    replaces = Replaces(
        draw=last,
        left=tuple(names[now.pool.ids[person]] for person in free.left.tolist()),
        stay=tuple(names[now.pool.ids[person]] for person in free.stay.tolist()),
        seated=tuple(free.seated.tolist()),
    )
    return Bundle(
        free.pool, quotas, found, numbering, who, known, publish=asked["publish"], replaces=replaces
    )


def finish(run: Run, outcome: Outcome) -> None:
    """Keeps the lottery; from here on it is published, announced and drawn like the first one."""
    keep_lottery(
        run,
        outcome,
        kind=Lottery.Kind.REPLACEMENT,
        quotas=QuotaTable.objects.get(pk=run.inputs["quotas"]),
        follows=Draw.objects.get(pk=run.inputs["follows"]),
    )
