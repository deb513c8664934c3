"""How long work is shown while it goes on, and how it is stopped: by the clock or by Ctrl-C."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from tequio.reports.pages import percent
from tequio.selection.progress import NEAR, Progress
from tequio.words import Words

STAGE_SENTENCES = {
    "chances": "Finding the fairest chances",
    "panels": "Making panels",
    "columns": "Looking for better panels",
    "numbering": "Numbering the panels",
}
EVERY = 10.0  # seconds between plain lines of one stage
TIME, PERSON = "time", "person"


class Onlooker:
    """Shows progress on a console and says when to stop; a `selection.progress.Watch`.

    On a terminal one line is kept up to date. Elsewhere (a log, a pipe) a plain line is written
    when a stage begins and every ten seconds.

    Use it as a context manager: inside, the first Ctrl-C asks the work to end with what it has,
    the second ends the program. Only the main thread of a program can be asked so.

    Args:
        words: in which language.
        console: where to.
        clock: seconds that only go up, such as `time.monotonic`.
        limit: seconds from the making of this object after which the work should stop; `None`
            for no limit.
        tolerance: how near to the target is near enough.
    """

    def __init__(
        self,
        words: Words,
        console: Console,
        clock: Callable[[], float],
        limit: float | None = None,
        tolerance: float = NEAR,
    ) -> None:
        self.words = words
        self.tolerance = tolerance
        self._console = console
        self._clock = clock
        self._limit = limit
        self._start = clock()
        self._asked = False
        self._last: tuple[str, float] | None = None
        self._progress: Progress | None = None
        self._live = Live(console=console, transient=True, get_renderable=self._line)

    @property
    def reason(self) -> str | None:
        """Why the work should stop: `person` (Ctrl-C), `time`, or `None` if it should not."""
        if self._asked:
            return PERSON
        over = self._limit is not None and self._clock() - self._start >= self._limit
        return TIME if over else None

    def stopped(self) -> bool:
        """Whether the work should end with what it has."""
        return self.reason is not None

    def tell(self, progress: Progress) -> None:
        """Shows where the work is.

        Raises:
            KeyError: the stage has no sentence.
        """
        self._progress = progress
        now = self._clock()
        new = self._last is None or self._last[0] != progress.stage or now - self._last[1] >= EVERY
        if new and not self._console.is_terminal:
            self._console.print(self._line(), soft_wrap=True)
            self._last = (progress.stage, now)

    def _line(self) -> Text:
        """What there is to see now; on a terminal the seconds go on between two reports."""
        if self._progress is None:
            return Text()
        return Text(progress_line(self._progress, self._clock() - self._start, self.words))

    def ask_to_stop(self) -> None:
        """What the first Ctrl-C does: the work ends with the best lottery so far.

        Raises:
            KeyboardInterrupt: it had been asked before.
        """
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        sentence = self.words("Ending with the best lottery so far. Ctrl-C once more quits at once.")
        self._console.print(Text(sentence), soft_wrap=True)

    def __enter__(self) -> "Onlooker":
        self._answering = _answering(self.ask_to_stop)
        self._answering.__enter__()
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()
        self._answering.__exit__(kind, error, trace)


@contextmanager
def _answering(answer: Callable[[], None]) -> Iterator[None]:
    """Lets `answer` handle Ctrl-C, and gives back the handler that was there."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        answer()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def progress_line(progress: Progress, seconds: float, words: Words) -> str:
    """One line: the stage, how far it is, the bound proved, the chance reached, the distance, the time.

    Args:
        progress: what there is to show.
        seconds: since the work began.
        words: in which language.

    Raises:
        KeyError: the stage has no sentence.
    """
    parts = [words(STAGE_SENTENCES[progress.stage])]
    if progress.total:
        done, total = words.number(progress.done), words.number(progress.total)
        parts.append(words("{done} of {total}", done=done, total=total))
    elif progress.done:
        parts.append(words.number(progress.done))
    if progress.bound is not None:
        bound = percent(progress.bound, words)
        parts.append(words("proved: lowest chance at most {bound}", bound=bound))
    if progress.reached is not None:
        parts.append(words("reached: {reached}", reached=percent(progress.reached, words)))
    if progress.distance is not None:
        parts.append(words("furthest from its goal: {distance}", distance=percent(progress.distance, words)))
    parts.append(words("{seconds} s", seconds=words.number(seconds, 0)))
    return " · ".join(parts)
