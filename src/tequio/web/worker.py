"""The worker: runs, mail and the nightly duties, one after the other, until it is told to stop."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections

from tequio.web.records.signing import checkpoint_if_due
from tequio.web.runs.kinds import Kind
from tequio.web.runs.work import work

# What can be run, by the name of the kind.
KINDS: dict[str, Kind] = {}
PAUSE = 1.0  # seconds between looks when there is nothing to do
# Each does one piece of work and says whether there was any.
DUTIES: tuple[Callable[[str], bool], ...] = (lambda name: work(name, KINDS), checkpoint_if_due)


def serve(stop: threading.Event) -> None:
    """Works until `stop` is set. A database that is away is waited for."""
    name = f"{socket.gethostname()}-{os.getpid()}-{time.time_ns()}"
    while not stop.is_set():
        try:
            close_old_connections()
            busy = [duty(name) for duty in DUTIES]
        except (OperationalError, InterfaceError):
            close_old_connections()
            busy = []
        if not any(busy):
            stop.wait(PAUSE)


def main() -> None:
    """Works until SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serve(stop)
