"""Databases to store in: a SQLite file always, PostgreSQL where there is one."""

import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from guidance import knowledge
from guidance.case.store import Store
from guidance.case.store.database import Database


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server: the one GUIDANCE_TEST_POSTGRES names, or Debian's, started for these tests on a socket."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("needs the Python package psycopg: install the extra postgresql")
    if url := os.environ.get("GUIDANCE_TEST_POSTGRES"):
        yield url
        return
    with own_server() as server:
        yield server.url


@dataclass
class Server:
    """A server of these tests alone: its URL, and what runs a program of PostgreSQL on its data."""

    url: str
    run: Callable[..., None]

    def restart(self, how: str) -> None:
        """Stops it, fast or immediate as a loss of power would, and starts it again."""
        self.run("pg_ctl", "-w", "-m", how, "restart")


@contextmanager
def own_server() -> Iterator[Server]:
    """Debian's PostgreSQL on a socket, with nothing in it; it is gone afterwards."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("needs PostgreSQL: install the Debian package postgresql, or set GUIDANCE_TEST_POSTGRES to a URL")
    bin = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="guidance-pg-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [bin / program, "-D", folder / "data", *arguments],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-U", "guidance", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run("pg_ctl", "-w", "-o", f"-k {folder} -c listen_addresses=''", "-l", str(folder / "log"), "start")
        yield Server(f"postgresql+psycopg://guidance@/postgres?host={folder}", run)
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of today's schema that nothing is in. Each test begins with a copy: to run all migrations takes longer than most tests do."""
    file = tmp_path_factory.mktemp("empty") / "store.db"
    database = Database(file)
    database.prepare()
    database.finish()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with database_on(request.getfixturevalue("postgresql_server")) as made:
        yield made


@pytest.fixture
def url(bare: str, empty: Path) -> str:
    """The URL of a database that nothing is in yet."""
    if file := make_url(bare).database if bare.startswith("sqlite") else None:
        shutil.copy(empty, file)
    return bare


@contextmanager
def database_on(server_url: str) -> Iterator[str]:
    """The URL of a database that nothing is in yet, on a server; it is gone afterwards."""
    server = make_url(server_url)
    name = f"guidance_test_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store.open(url, knowledge.load())
    yield store
    store.close()
