"""The life of a sign-in, as rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from guidance import knowledge
from guidance.case.store import Store, StoreError
from guidance.case.store.chain import written
from guidance.case.store.schema import SIGN_IN
from guidance.team.person import Person
from guidance.team.sign_ins import IDLE, LONGEST, SignIns, digest

ZOE = Person(issuer="https://login.example", subject="1", name="Zoë 李", email="zoe@example", groups=frozenset({"a", "b;c"}))
SAM = Person(issuer="https://login.example", subject="2", name="Sam")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def rows(url: str) -> Iterator[SignIns]:
    made = SignIns(url)
    yield made
    made.close()


def aged(url: str, key: str, **ago: timedelta) -> None:
    values = {column: written(datetime.now(UTC) - by) for column, by in ago.items()}
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(SIGN_IN).where(SIGN_IN.c.key == digest(key)).values(**values))
    engine.dispose()


def seen(url: str, key: str) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(SIGN_IN.select().where(SIGN_IN.c.key == digest(key))).mappings().one()
    engine.dispose()
    return str(found["seen"])


def test_a_key_leads_to_the_person_as_the_provider_said(rows: SignIns) -> None:
    key = rows.start(ZOE)
    assert rows.person(digest(key)) == ZOE
    assert rows.living([digest(key), digest("A" * 43)]) == {digest(key)}


def test_who_signed_in_lately_is_known_once_and_as_of_the_last_time(rows: SignIns) -> None:
    zoe = Person(issuer="https://sign-in.example", subject="1", name="Zoë", email="old@example.ac.uk")
    for person in (
        zoe,
        Person(issuer=zoe.issuer, subject="2", name="Abe"),
        zoe.model_copy(update={"email": "new@example.ac.uk"}),
    ):
        rows.end(digest(rows.start(person)))
    assert [(each.name, each.email) for each in rows.people()] == [("Abe", ""), ("Zoë", "new@example.ac.uk")]


def test_each_sign_in_has_a_key_of_its_own(rows: SignIns) -> None:
    assert len({rows.start(ZOE) for _ in range(20)}) == 20


@pytest.mark.parametrize("key", ["", "x", "A" * 43, "A" * 42 + "\n"])
def test_no_key_leads_nowhere(rows: SignIns, key: str) -> None:
    rows.start(ZOE)
    assert rows.person(digest(key)) is None


def test_what_ends_one_leaves_the_others(rows: SignIns) -> None:
    first, second = rows.start(ZOE), rows.start(ZOE)
    rows.end(digest(first))
    assert rows.person(digest(first)) is None
    assert rows.person(digest(second)) == ZOE
    assert rows.living([digest(first), digest(second)]) == {digest(second)}


@pytest.mark.parametrize(("named", "left"), [({"subject": "1"}, {"c"}), ({"sid": "s"}, {"b", "c"}), ({}, {"a", "b", "c"})])
def test_a_provider_ends_what_it_names(rows: SignIns, named: dict[str, str], left: set[str]) -> None:
    keys = {"a": rows.start(ZOE, "s"), "b": rows.start(ZOE, "t"), "c": rows.start(SAM, "u")}
    elsewhere = rows.start(ZOE.model_copy(update={"issuer": "https://other.example"}), "s")
    assert rows.end_all(ZOE.issuer, **named) == 3 - len(left)
    assert {name for name, key in keys.items() if rows.person(digest(key))} == left
    assert rows.person(digest(elsewhere))


@pytest.mark.parametrize(
    ("ago", "lives"),
    [
        ({"seen": IDLE - timedelta(minutes=1)}, True),
        ({"seen": IDLE + timedelta(minutes=1)}, False),
        ({"started": LONGEST - timedelta(minutes=1)}, True),
        ({"started": LONGEST + timedelta(minutes=1)}, False),
    ],
)
def test_a_sign_in_ends_by_time(rows: SignIns, url: str, ago: dict[str, timedelta], lives: bool) -> None:
    key = rows.start(ZOE)
    aged(url, key, **ago)
    assert bool(rows.person(digest(key), used=True)) is lives
    assert bool(rows.living([digest(key)])) is lives


def test_only_what_somebody_does_keeps_a_sign_in_alive(rows: SignIns, url: str) -> None:
    key = rows.start(ZOE)
    aged(url, key, seen=timedelta(minutes=50))
    before = seen(url, key)
    rows.person(digest(key))
    rows.living([digest(key)])
    assert seen(url, key) == before
    rows.person(digest(key), used=True)
    after = seen(url, key)
    assert after > before
    rows.person(digest(key), used=True)
    assert seen(url, key) == after, "not written down with every click"


def test_what_ended_cannot_be_used_again(rows: SignIns, url: str) -> None:
    key = rows.start(ZOE)
    rows.end(digest(key))
    aged(url, key, seen=timedelta(minutes=50))
    before = seen(url, key)
    assert rows.person(digest(key), used=True) is None
    assert seen(url, key) == before


def test_old_rows_go(rows: SignIns, url: str) -> None:
    old = rows.start(ZOE)
    aged(url, old, started=timedelta(days=32))
    rows.start(SAM)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert digest(old) not in connection.scalars(SIGN_IN.select().with_only_columns(SIGN_IN.c.key)).all()
    engine.dispose()


def test_the_assessments_of_the_same_database_are_as_before(rows: SignIns, url: str) -> None:
    rows.start(ZOE)
    store = Store.open(url, knowledge.load())
    assert store.assessments() == ()
    store.close()
    assert rows.is_current()


def test_a_database_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError):
        SignIns(f"sqlite:///{tmp_path / 'folder'}").person(digest("A" * 43))
