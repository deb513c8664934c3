"""What is read of frames, letters and answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from tequio.selection.frames import plain
from tequio.web import keys
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.frame.codes import read_code
from tequio.web.recruitment.models import Frame, Letter, Wave
from tequio.web.runs.models import Run

SMALL = 5  # cells with fewer people are shown only together with others
PAGE = 500  # letters read at once
LINES, LINE = 6, 60  # what a window of an envelope shows
# A column of a name, of which an address does without when two are compared.
NAMES = ("name", "nombre", "nombres", "surname", "apellido", "apellidos", "full_name", "nombre_completo")
ON_ITS_WAY = (Wave.State.FIXED, Wave.State.ANNOUNCED, Wave.State.DRAWING)
LETTERS_EXIST = (Wave.State.DRAWN, Wave.State.CERTIFIED)
BLANK = re.compile(r"\{([^{}]*)\}")


def blind_of(code: str) -> str:
    """What a code is found by."""
    return keys.blind("letter", code)


def letter_of(assembly: Assembly, code: str) -> Letter | None:
    """The letter of this assembly with the code that somebody typed; `None` if there is none.

    An answered letter is found too: look at its `volunteer_id`.
    """
    letter = letter_by_code(code)
    return letter if letter and letter.wave.assembly_id == assembly.pk else None


def letter_by_code(code: str) -> Letter | None:
    """The letter with this code, of whichever assembly, with its wave and assembly."""
    known = read_code(code)
    if known is None:
        return None
    return Letter.objects.select_related("wave__assembly").filter(code_blind=blind_of(known)).first()


def frame_in_preparation(assembly: Assembly) -> Frame | None:
    """The frame that was sent and is not fixed yet."""
    states = (Frame.State.UPLOADED, Frame.State.REFUSED, Frame.State.CHECKED)
    return Frame.objects.filter(assembly=assembly, state__in=states).first()


def frame_in_force(assembly: Assembly) -> Frame | None:
    """The frame from which letters are drawn now: the one fixed last, unless it was deleted."""
    return (
        Frame.objects.filter(assembly=assembly, state=Frame.State.FIXED).order_by("-fixed_at", "-pk").first()
    )


def latest_run(assembly: Assembly, kind: str) -> Run | None:
    """The run of this kind that was asked for last."""
    return Run.objects.filter(assembly=assembly, kind=kind).order_by("-asked_at", "-pk").first()


def live(run: Run | None) -> bool:
    """Whether a run waits or is under way."""
    return run is not None and run.state in (Run.State.WAITING, Run.State.RUNNING)


@dataclass(frozen=True)
class Addressed:
    """A letter with what stands on it.

    Args:
        letter: the row.
        code: as typed, without a hyphen.
        lines: of the address, in the order of the envelope.
    """

    letter: Letter
    code: str
    lines: list[str]


def addressed(letter: Letter, address_format: str) -> Addressed:
    """A letter with its code and address."""
    return Addressed(letter, str(letter.sealed["code"]), address_lines(letter.sealed["row"], address_format))


def address_lines(row: dict[str, str], address_format: str) -> list[str]:
    """The lines of an address: those of the format with their `{columns}` filled in, without blank ones."""
    filled = (BLANK.sub(lambda found: row.get(found[1], ""), line) for line in address_format.splitlines())
    lines = [" ".join(line.split())[:LINE] for line in filled]
    return [line for line in lines if line.strip(" ,.;-")][:LINES]


def place_of(row: dict[str, str], address_format: str) -> str:
    """The address without the person's name, in one line, to be compared with what somebody typed."""
    nameless = {name: "" if plain(name) in NAMES else cell for name, cell in row.items()}
    return " ".join(address_lines(nameless, address_format))


def letters_to_print(wave: Wave, numbers: tuple[int, int], skip: frozenset[int]) -> Iterator[Addressed]:
    """The letters of a wave from one number to another, without those to skip.

    They are read in pages of their own: on SQLite nobody may write, not even how far the work is,
    while a reading of the same connection goes on and another one wrote meanwhile.
    """
    first, last = numbers
    for start in range(first, last + 1, PAGE):
        end = min(start + PAGE - 1, last)
        found = Letter.objects.filter(wave=wave, number__range=(start, end)).order_by("number")
        yield from (
            addressed(letter, wave.address_format) for letter in list(found) if letter.number not in skip
        )


@dataclass(frozen=True)
class Cell:
    """Letters and answers of some strata of a wave.

    Args:
        values: of the stratum; empty for the small ones together.
        strata: how many.
        letters: sent to them.
        answered: of these; `None` where there are fewer than five.
    """

    values: tuple[str, ...]
    strata: int
    letters: int
    answered: int | None

    @property
    def rate(self) -> float | None:
        """The share that answered."""
        return None if self.answered is None or not self.letters else self.answered / self.letters


@dataclass(frozen=True)
class Replies:
    """A wave's answers: all together, and by stratum with the small ones merged."""

    wave: Wave
    whole: Cell
    cells: tuple[Cell, ...]


def replies(assembly: Assembly) -> list[Replies]:
    """The reply rate by wave and stratum; no cell tells of fewer than five who answered."""
    waves = list(Wave.objects.filter(assembly=assembly, state__in=LETTERS_EXIST).defer("plan", "invitation"))
    counts: dict[int, dict[int, tuple[int, int]]] = {wave.pk: {} for wave in waves}
    found = Letter.objects.filter(wave__in=waves).order_by().values("wave", "stratum")
    for row in found.annotate(sent=Count("pk"), came=Count("volunteer")):
        counts[row["wave"]][row["stratum"]] = (row["sent"], row["came"])
    return [_replies(wave, counts[wave.pk]) for wave in waves]


def _replies(wave: Wave, counts: dict[int, tuple[int, int]]) -> Replies:
    sent, came = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
    together = together_of(counts)
    cells = [
        Cell(tuple(wave.strata[place]), 1, *counts[place])
        for place in sorted(counts)
        if place not in together
    ]
    if together:
        letters, answers = (sum(counts[place][which] for place in together) for which in (0, 1))
        cells.append(Cell((), len(together), letters, answers if answers >= SMALL else None))
    return Replies(wave, Cell((), len(counts), sent, came if came >= SMALL else None), tuple(cells))


def together_of(counts: dict[int, tuple[int, int]]) -> set[int]:
    """The strata that are shown only together: those with fewer than five answers or letters.

    If there is one alone, or they have fewer than five answers in all, the next smallest join them,
    so that none can be worked out from the sum.
    """
    order = sorted(counts, key=lambda place: (min(counts[place]), place))
    count = sum(1 for place in counts if min(counts[place]) < SMALL)
    while 0 < count < len(order) and (count == 1 or sum(counts[one][1] for one in order[:count]) < SMALL):
        count += 1
    return set(order[:count])
