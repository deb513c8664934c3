"""`tequio invite`: the first lottery, from a frame to letters."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tequio.faults import Fault
from tequio.reports.invitation import invitation_page
from tequio.reports.invitation_sentences import say_invitation
from tequio.selection.frames import Frame, open_frame
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
from tequio.words import words as words_of


def _drand(text: str) -> tuple[str, str]:
    number, _, signature = text.partition(":")
    randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    return f"drand quicknet {int(number)} {randomness}", signature.lower()


# Each kind of public randomness, as the source's line of text and the signature of a pulse.
SOURCES: dict[str, Callable[[str], tuple[str, str]]] = {
    "seed": lambda text: (f"seed {text}", ""),
    "dice": lambda text: (f"dice {text}", ""),
    "balls": lambda text: (f"balls {text}", ""),
    "drand": _drand,
}


def invite(  # noqa: PLR0913, PLR0917 — one parameter an option of the command line
    frame: Annotated[Path, typer.Argument(help="CSV or Parquet, one row an address or person")],
    letters: Annotated[int, typer.Option(help="how many letters")] = 0,
    stratify: Annotated[list[str] | None, typer.Option(help="column of the strata; may be repeated")] = None,
    response_rates: Annotated[Path | None, typer.Option(help="CSV: columns of the strata and `rate`")] = None,
    per_household: Annotated[
        list[str] | None, typer.Option(help="column of the household; may be repeated")
    ] = None,
    id_column: Annotated[str, typer.Option("--id", help="column that tells the rows apart")] = "",
    exclude: Annotated[list[Path] | None, typer.Option(help="an earlier invitation's folder")] = None,
    out: Annotated[Path | None, typer.Option(help="folder for the result")] = None,
    allow_empty: Annotated[bool, typer.Option(help="empty cells are a stratum of their own")] = False,
    encoding: Annotated[str, typer.Option(help="of a CSV that is not UTF-8, such as cp1252")] = "",
    check: Annotated[Path | None, typer.Option(help="draw again what this folder holds, and compare")] = None,
    seed: Annotated[str, typer.Option(help="any text; a rehearsal")] = "",
    dice: Annotated[str, typer.Option(help="throws, as in `d6 3 1 6 …`")] = "",
    balls: Annotated[str, typer.Option(help="public lottery results, as in `9319./2.5.8.10.12./`")] = "",
    drand: Annotated[str, typer.Option(help="ROUND:SIGNATURE")] = "",
    lang: Annotated[str, typer.Option(help="en or es")] = "en",
) -> None:
    """Draws letters from a frame. Without randomness it fixes the plan, so that it can be announced."""
    words = _language(lang)
    source = _source({"seed": seed, "dice": dice, "balls": balls, "drand": drand}, words)
    try:
        if check:
            _check(frame, check, exclude or [], words)
            return
        if out is None:
            _refuse(words("Name a folder for the result with --out."))
        with open_frame(frame, encoding) as opened:
            key = opened.column(id_column) if id_column else ""
            earlier = tuple(read_earlier(folder, key) for folder in exclude or [])
            strata = _columns(opened, stratify)
            plan = Plan(
                frame=opened.sha256,
                encoding=opened.encoding,
                letters=letters,
                stratify=strata,
                allow_empty=allow_empty,
                household=_columns(opened, per_household),
                id=key,
                rates=read_rates(response_rates, strata) if response_rates else None,
                earlier=tuple(wave.sha256 for wave in earlier),
            )
            _draw(opened, plan, earlier, source, out, words)
    except Fault as fault:
        _refuse(say_invitation(fault, words))


def _language(lang: str) -> Words:
    try:
        return words_of(lang)
    except LookupError:
        words = words_of("en")
        _refuse(words("There is no language {lang}.", lang=lang))


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _source(given: dict[str, str], words: Words) -> tuple[str, str]:
    """The source's line of text and signature; both empty if no randomness was given."""
    kinds = [kind for kind, text in given.items() if text]
    if len(kinds) > 1:
        _refuse(words("Give one source of randomness, not several: {kinds}.", kinds=", ".join(kinds)))
    if not kinds:
        return "", ""
    text = given[kinds[0]]
    try:
        source = SOURCES[kinds[0]](text)
    except ValueError:
        source = ("", "")
    if not source[0] or "\n" in source[0]:
        _refuse(words("This is no randomness of the kind {kind}: “{text}”.", kind=kinds[0], text=text))
    return source


def _columns(frame: Frame, names: list[str] | None) -> tuple[str, ...]:
    """The columns named by an option that may be repeated, or hold several names with commas."""
    wanted: list[str] = []
    for name in names or []:
        wanted += [name] if name in frame.columns else [part for part in name.split(",") if part.strip()]
    return tuple(dict.fromkeys(frame.column(name) for name in wanted))


def _draw(
    frame: Frame, plan: Plan, earlier: tuple[Earlier, ...], source: tuple[str, str], out: Path, words: Words
) -> None:
    check_folder(out, plan, source[0])
    ground = lay_ground(frame, plan, earlier)
    _remark(ground, words)
    if not source[0]:
        write_files(out, {PLAN: plan.bytes()})
        typer.echo(
            words(
                "The plan is fixed. Announce its SHA-256 before the randomness is known: {root}",
                root=plan.root,
            )
        )
        return
    invitation = draw_letters(ground, plan, *source)
    files = invitation_files(frame, invitation)
    page = invitation_page(invitation, words).encode()
    # The result comes last: where it stands, everything else does.
    result = files.pop(RESULT)
    write_files(out, {**files, REPORT: page, RESULT: result})
    typer.echo(
        words(
            "Drawn: {letters} of {rows} rows (strata: {strata}). The letters are in {folder}.",
            letters=words.number(plan.letters),
            rows=words.number(len(ground.open)),
            strata=words.number(len(ground.available)),
            folder=out,
        )
    )


def _remark(ground: Ground, words: Words) -> None:
    """What the organisers should know and nobody else: it may name values of few people."""
    for spelling in ground.strata.spellings:
        typer.echo(
            words(
                "Column “{column}”: “{spelled}” ({rows} rows) was taken for “{value}”.",
                column=spelling.column,
                spelled=spelling.spelled,
                rows=words.number(spelling.rows),
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
