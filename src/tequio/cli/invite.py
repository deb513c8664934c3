"""`tequio invite`: the first lottery, from a frame to letters."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.faults import MissingArgument, OptionMissing
from tequio.pool import ID_COLUMNS, NoSharedHousehold
from tequio.randomness import EXACT_TOTAL, Source, source
from tequio.record.drand import verify
from tequio.reports.invitation import invitation_page
from tequio.reports.sentences import say
from tequio.selection.draw import OneSourceNeeded
from tequio.selection.frame_ids import repeated_id
from tequio.selection.frames import EncodingNeedless, Frame, open_frame, plain
from tequio.selection.invitation_files import (
    PLAN,
    REPORT,
    RESULT,
    check_folder,
    invitation_files,
    read_earlier,
    read_plan,
    verify_letters,
    write_files,
)
from tequio.selection.invitations import Earlier, Ground, Plan, draw_letters, lay_ground
from tequio.selection.response_rates import read_rates
from tequio.words import Words

HELP = "tequio invite --help"
# Where `--per-household` stands alone: names under which a frame keeps its households.
HOUSEHOLDS = (
    "household",
    "household_id",
    "hogar",
    "address",
    "dirección",
    "direccion",
    "domicilio",
    "vivienda",
)


def invite(
    frame: Annotated[
        Path, typer.Argument(readable=False, help="CSV or Parquet, one row an address or person")
    ],
    letters: Annotated[int | None, typer.Option(min=1, help="how many letters")] = None,
    stratify: Annotated[list[str] | None, typer.Option(help="column of the strata; may be repeated")] = None,
    response_rates: Annotated[
        Path | None, typer.Option(readable=False, help="CSV: columns of the strata and `rate`")
    ] = None,
    per_household: Annotated[
        list[str] | None, typer.Option(help="columns of the household; alone: the column called household")
    ] = None,
    id_column: Annotated[str, typer.Option("--id", help="column that tells the rows apart")] = "",
    exclude: Annotated[
        list[Path] | None, typer.Option(readable=False, help="an earlier invitation's folder")
    ] = None,
    out: Annotated[Path | None, typer.Option(readable=False, help="folder for the result")] = None,
    allow_empty: Annotated[bool, typer.Option(help="empty cells are a stratum of their own")] = False,
    encoding: Annotated[str, typer.Option(help="of a CSV that is not UTF-8, such as cp1252")] = "",
    check: Annotated[
        Path | None, typer.Option(readable=False, help="draw again what this folder holds, and compare")
    ] = None,
    seed: Annotated[str, typer.Option(help="any text; a rehearsal")] = "",
    dice: Annotated[str, typer.Option(help="throws, as in `d6 3 1 6 …`")] = "",
    balls: Annotated[str, typer.Option(help="public lottery results, as in `9319./2.5.8.10.12./`")] = "",
    drand: Annotated[str, typer.Option(help="ROUND:SIGNATURE")] = "",
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Draws letters from a frame. Without randomness it fixes the plan, so that it can be announced."""
    words = language(lang)
    if check:
        _check(frame, check, exclude or [], words)
        return
    if out is None:
        raise MissingArgument("--out", HELP)
    if letters is None:
        raise MissingArgument("--letters", HELP)
    if response_rates and not stratify:
        raise OptionMissing("--response-rates", "--stratify")
    seen = _source({"seed": seed, "dice": dice, "balls": balls, "drand": drand})
    with open_frame(frame, encoding) as opened:
        if encoding and opened.kind == "parquet":
            raise EncodingNeedless(frame, encoding)
        key = opened.column(id_column) if id_column else ""
        earlier = tuple(read_earlier(folder, key) for folder in exclude or [])
        strata, household = _columns(opened, stratify), _households(opened, per_household)
        if per_household == [""]:
            typer.echo(words("The household is the column “{column}”.", column=household[0]), err=True)
        remark(opened, key, words)
        plan = Plan(
            frame=opened.sha256,
            encoding=opened.encoding,
            letters=letters,
            stratify=strata,
            allow_empty=allow_empty,
            household=household,
            id=key,
            rates=read_rates(response_rates, strata) if response_rates else None,
            earlier=tuple(wave.sha256 for wave in earlier),
        )
        _draw(opened, plan, earlier, seen, out, words)


def _source(given: dict[str, str]) -> Source | None:
    """The public randomness, checked; `None` if none was given."""
    announced = {kind: text for kind, text in given.items() if text}
    if len(announced) > 1:
        raise OneSourceNeeded(tuple(announced))
    return next((source(kind, text, EXACT_TOTAL, verify) for kind, text in announced.items()), None)


def _columns(frame: Frame, names: list[str] | None) -> tuple[str, ...]:
    """The columns named by an option that may be repeated, or hold several names with commas."""
    wanted: list[str] = []
    for name in names or []:
        wanted += [name] if name in frame.columns else [part for part in name.split(",") if part.strip()]
    return tuple(dict.fromkeys(frame.column(name) for name in wanted))


def _households(frame: Frame, names: list[str] | None) -> tuple[str, ...]:
    """The columns of the household; where none is named, the one that is called so."""
    if names != [""]:
        return _columns(frame, names)
    known = {column.casefold(): column for column in frame.columns}
    return (frame.column(next((known[name] for name in HOUSEHOLDS if name in known), HOUSEHOLDS[0])),)


def remark(frame: Frame, key: str, words: Words) -> None:
    """Says where ids are repeated in a column that looks like one of ids, if none was named."""
    known = (column for name in ID_COLUMNS for column in frame.columns if plain(column) == name)
    column = next(known, None)
    found = repeated_id(frame, column) if column and not key else None
    if found:
        typer.echo(say(found, words), err=True)


def _draw(
    frame: Frame, plan: Plan, earlier: tuple[Earlier, ...], seen: Source | None, out: Path, words: Words
) -> None:
    check_folder(out, plan, seen.text if seen else "")
    ground = lay_ground(frame, plan, earlier)
    _remark(ground, words)
    if ground.lonely:
        typer.echo(say(NoSharedHousehold(frame.path, plan.household), words), err=True)
    if seen is None:
        write_files(out, {PLAN: plan.bytes()})
        typer.echo(
            words(
                "The plan is fixed. Announce its SHA-256 before the randomness is known: {root}",
                root=plan.root,
            )
        )
        return
    invitation = draw_letters(ground, plan, seen.text, seen.signature or "")
    files = invitation_files(frame, invitation)
    page = invitation_page(invitation, words).encode()
    # The result comes last: where it stands, everything else does.
    result = files.pop(RESULT)
    write_files(out, {**files, REPORT: page, RESULT: result})
    typer.echo(
        words.plural(
            "Drawn: {letters} of {n} row (strata: {strata}). The letters are in {folder}.",
            "Drawn: {letters} of {n} rows (strata: {strata}). The letters are in {folder}.",
            len(ground.open),
            letters=words.number(plan.letters),
            strata=words.number(len(ground.available)),
            folder=out,
        )
    )


def _remark(ground: Ground, words: Words) -> None:
    """What the organisers should know and nobody else: it may name values of few people."""
    for spelling in ground.strata.spellings:
        typer.echo(
            words.plural(
                "Column “{column}”: “{spelled}” ({n} row) was taken for “{value}”.",
                "Column “{column}”: “{spelled}” ({n} rows) was taken for “{value}”.",
                spelling.rows,
                column=spelling.column,
                spelled=spelling.spelled,
                value=spelling.value,
            )
        )
    for values in ground.unused_rates:
        typer.echo(words("There is a response rate for {values}, but no such row.", values=", ".join(values)))
    full = sum(ground.shares.full)
    if full:
        typer.echo(
            words.plural(
                "{n} stratum holds fewer rows than its share of the letters; the rest goes to the others.",
                "{n} strata hold fewer rows than their share of the letters; the rest goes to the others.",
                full,
            )
        )


def _check(path: Path, folder: Path, exclude: list[Path], words: Words) -> None:
    plan = read_plan(folder)
    with open_frame(path, plan.encoding) as frame:
        earlier = tuple(read_earlier(wave, plan.id) for wave in exclude)
        found = verify_letters(frame, folder, earlier)
    typer.echo(words("SHA-256 of the plan: {root}", root=found.root))
    typer.echo(words("Randomness: {source}", source=found.source))
    if found.proved:
        typer.echo(words("Proved: this plan, frame and randomness give exactly these letters."))
        return
    if not found.frame:
        typer.echo(words("Failed: the frame is not the one that the plan names."))
    for name in found.unlike:
        typer.echo(words("Failed: {name} is not what plan, frame and randomness give.", name=name))
    raise typer.Exit(1)
