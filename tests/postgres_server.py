"""A PostgreSQL server of the tests' own: started for a run of tests, on a socket and on a port of this machine.

Connections through the socket are trusted; those through the port ask for the password `PASSWORD`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

PASSWORD = "never-to-be-shown"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")


@attrs.frozen
class Server:
    """A running server: the folder of its socket, and its port."""

    folder: Path
    port: int

    def url(self, more: str = "") -> str:
        """The URL of its database through the socket."""
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}{more}"

    def by_port(self, user: str = "postgres") -> str:
        """The URL of its database through the port, where a password is asked for."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres"

    def run(self, *statements: str) -> None:
        """Runs statements as the owner of everything."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement gives."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname="postgres"
        ) as connection:
            return connection.execute(statement).fetchall()


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty database, stopped and removed at the end. Skips where none is installed."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: its initdb is not found")
    folder = Path(tempfile.mkdtemp(prefix="duty-pg-"))
    data = folder / "data"
    user = _user()
    try:
        if user is not None:
            shutil.chown(folder, user)
        password = folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        password.chmod(0o644)
        port = _free_port()
        _do(
            user,
            [
                *(binaries / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"),
                *("--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile", password),
            ],
        )
        options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [binaries / "pg_ctl", "-D", data, "-w"]
        _do(user, [*control, "-o", options, "-l", folder / "log", "start"])
        try:
            yield Server(folder, port)
        finally:
            _do(user, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = [path for place in _PLACES for path in Path("/").glob(place[1:]) if (path / "initdb").is_file()]
    return max(folders, default=None)


def _user() -> str | None:
    """The user to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _do(user: str | None, command: list[str | Path]) -> None:
    # The server keeps its standard output open: it must not be a pipe that this process waits on.
    subprocess.run(
        [os.fspath(part) for part in command],
        user=user,
        extra_groups=None if user is None else [],
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
