"""Runs the tests of the web once more, on PostgreSQL: `python tools/postgres.py [pytest arguments]`.

The server is that of `DATABASE_URL`, else the one on this machine. Where there is none, this says so
and ends well, unless `TEQUIO_NEEDS_POSTGRES` is set, as it is where changes are judged.
"""

import os
import subprocess
import sys

import psycopg

URL = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"


def main(arguments: list[str]) -> int:
    """The exit code of pytest; where there is no server, 0 or, if one is needed, 1."""
    try:
        psycopg.connect(URL, connect_timeout=5).close()
    except psycopg.OperationalError:
        print("No PostgreSQL was found: the tests of the web ran on SQLite only.", file=sys.stderr)
        return 1 if os.environ.get("TEQUIO_NEEDS_POSTGRES") else 0
    print("The tests of the web, on PostgreSQL:", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "auto", *(arguments or ["tests/web"])]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": URL}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
