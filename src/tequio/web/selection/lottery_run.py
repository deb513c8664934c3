"""The run kind `lottery`, whose result is a bundle, and what keeps a bundle that a run made."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tequio.faults import Fault
from tequio.randomness import pseudonyms
from tequio.reports.lottery_bundle import (
    REPORT,
    Asked,
    Inputs,
    bundle_facts,
    leaving_of,
    lottery_bundle,
    read_inputs,
    report,
    with_pages,
)
from tequio.selection.bundle import Bundle
from tequio.selection.bundle_files import LOTTERY
from tequio.selection.identities import Identities, Key
from tequio.selection.numbered import Choice
from tequio.selection.problem import problem
from tequio.selection.relaxations import ensure_feasible
from tequio.selection.reserves import check_count
from tequio.web import keys
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.runs.kinds import Outcome, Work
from tequio.web.runs.models import Run
from tequio.web.selection.models import Draw, Lottery, Proof
from tequio.words import languages, words

POOL, QUOTAS, SALTS = "pool.csv", "quotas.csv", "salts.csv"
PROOFS = "private/proofs/"
BATCH = 1000
HOUSEHOLD = "household_key"  # the column of the pool's file


def compute(work: Work) -> Outcome:
    """The lottery that was asked for. Raises a `Fault` that says what to mend in pool or quotas."""
    asked = work.inputs
    with plain_files({name: work.read(name) for name in (POOL, QUOTAS)}) as folder:
        volunteers, quotas = folder / POOL, folder / QUOTAS
        household = [HOUSEHOLD] if asked["household"] else []
        inputs = read_inputs(volunteers, quotas, asked["size"], id_column="id", household=household, keep=[])
        task = problem(inputs.pool, inputs.quotas, asked["size"])
        check_count(task, asked["reserves"])
        ensure_feasible(task, inputs.quotas)
    salts = dict(line.split(",") for line in work.read(SALTS).decode().split())
    who = Identities(tuple(pseudonyms(len(inputs.pool))), tuple(salts[one] for one in inputs.pool.ids))
    wish = Asked(asked["method"], Choice(asked["panels"]), asked["reserves"], asked["publish"])
    bundle = lottery_bundle(inputs, task, wish, who, Key(), leaving_of(task, None, None), work)
    return outcome_of(bundle, inputs)


def outcome_of(bundle: Bundle, inputs: Inputs) -> Outcome:
    """What a run keeps of a bundle: its files, a report in each language, and the proofs apart."""
    notes = inputs.notes
    first, *others = languages()
    files = with_pages(bundle, notes, words(first))
    reports = {report_name(first): files.pop(REPORT)}
    facts = bundle_facts(bundle, files)
    reports |= {report_name(code): report(facts, notes, words(code)) for code in others}
    proofs = {name: files.pop(name) for name in list(files) if name.startswith(PROOFS)}
    result = {
        "root": sha256(files[LOTTERY]).hexdigest(),
        "panels": len(bundle.panel_commitments),
        "size": bundle.lottery.problem.size,
        "people": len(bundle.pool),
        "method": bundle.lottery.method,
        "status": bundle.lottery.status,
        "lowest": bundle.lottery.lowest,
    }
    return Outcome(result, files | reports, passed={"proofs": proofs, "ids": ids_of(bundle)})


def ids_of(bundle: Bundle) -> dict[str, str]:
    """The id of each pseudonym."""
    return dict(zip(bundle.identities.pseudonyms, bundle.pool.ids, strict=True))


def report_name(language: str) -> str:
    """Where the report in a language lies."""
    return f"private/report.{language}.html"


def finish(run: Run, outcome: Outcome) -> None:
    """Keeps the lottery, with a proof for each volunteer."""
    keep_lottery(
        run, outcome, kind=Lottery.Kind.LOTTERY, quotas=QuotaTable.objects.get(pk=run.inputs["quotas"])
    )


def keep_lottery(
    run: Run, outcome: Outcome, *, kind: Lottery.Kind, quotas: QuotaTable, follows: Draw | None = None
) -> Lottery:
    """A lottery from what a run made (`outcome_of`); in the transaction that ends the run."""
    result = outcome.result
    lottery = Lottery.objects.create(
        assembly=run.assembly,
        kind=kind,
        run=run,
        quotas=quotas,
        follows=follows,
        root=result["root"],
        panels=result["panels"],
        size=result["size"],
    )
    numbers = dict(Volunteer.objects.filter(assembly=run.assembly).values_list("number", "pk").iterator())
    ids: Mapping[str, str] = outcome.passed["ids"]
    Proof.objects.bulk_create(_proofs(lottery, outcome.passed["proofs"], ids, numbers), batch_size=BATCH)
    run.result = result | {"page": "selection:lottery", "of": lottery.pk}
    run.save(update_fields=["result"])
    return lottery


def _proofs(
    lottery: Lottery, files: Mapping[str, bytes], ids: Mapping[str, str], numbers: Mapping[int, int]
) -> Iterator[Proof]:
    for name, content in files.items():
        pseudonym = name.removeprefix(PROOFS).removesuffix(".json")
        whose = numbers.get(int(ids[pseudonym].removeprefix("v")))
        yield Proof(lottery=lottery, volunteer_id=whose, pseudonym=pseudonym, sealed=keys.seal(content))


@contextmanager
def plain_files(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder of this process alone with these files, gone afterwards; faults name files without it."""
    with TemporaryDirectory(prefix="tequio-") as name:
        folder = Path(name)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        try:
            yield folder
        except Fault as fault:
            for field, value in vars(fault).items():
                if isinstance(value, Path) and value.is_relative_to(folder):
                    setattr(fault, field, value.relative_to(folder))
            raise
