"""`guidance remind` against a real mail server: each message once, over STARTTLS, and not a word of what is assessed."""

import ssl
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.case.store import Assigned, HandedIn, Store
from guidance.team.permissions import Role
from tests.team.world import OTHER, OWN, World
from tests.ui.conftest import free_port
from ui.cli.main import main


class Box:
    """What the server took; it refuses what goes to `refused`."""

    def __init__(self) -> None:
        self.mail: list[EmailMessage] = []
        self.refused = ""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert session.ssl, "sent in the clear"
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mail.append(parsed)
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine's own, with its key beside it."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder / "certificate.pem"


@pytest.fixture
def box(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    box, port = Box(), free_port()
    server = Controller(box, hostname="localhost", port=port, tls_context=context, require_starttls=True)
    server.start()
    for name, value in {
        "GUIDANCE_SMTP": f"localhost:{port}",
        "GUIDANCE_MAIL_FROM": "guidance@northmoor.example",
        "GUIDANCE_ADDRESS": "https://guidance.northmoor.example",
        "SSL_CERT_FILE": str(certificate),
    }.items():
        monkeypatch.setenv(name, value)
    yield box
    server.stop()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The world with one assignment that is due in three days, one in three weeks, one that was due, and one for a role."""
    world = World.of(Store.open(tmp_path / "team.db", knowledge.load()))
    officer, today = world.desk(Role.OFFICER), date.today()
    for n, (to, days) in enumerate((("soon", 3), ("later", 21), ("late", -2)), 2):
        due, to = today + timedelta(days=days), f"{to}@northmoor.example"
        event = Assigned(
            id=f"a{n}", to=to, activity=OTHER, questions=(world.question, world.another), due=due, message="secret"
        )
        officer.append(world.id, event, "")
    officer.append(world.id, Assigned(id="a9", to="legal", activity=OWN, questions=(world.question,), due=today), "")
    for done in ("a0", "a1"):
        world.store.append(world.id, HandedIn(id=done), "")
    yield world
    world.store.close()


def run(world: World, *more: str) -> Result:
    return CliRunner().invoke(main, ["remind", "--database", str(world.store.database.engine.url.database), *more])


def test_each_is_sent_once_with_what_a_calendar_needs_and_nothing_of_the_assessment(world: World, box: Box) -> None:
    first, second = run(world), run(world)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "legal is a role" in second.output
    said = {str(mail["To"]): str(mail["Subject"]) for mail in box.mail}
    due = date.today() + timedelta(days=3)
    assert len(box.mail) == 3
    assert said["soon@northmoor.example"] == f"2 questions wait, due {due.day} {due:%B %Y}"
    assert said.keys() == {f"{to}@northmoor.example" for to in ("soon", "later", "late")}
    everything = " ".join(part.get_content() for mail in box.mail for part in mail.walk() if not part.is_multipart())
    assert f"https://guidance.northmoor.example/mine?of={world.id}" in everything.replace("\r\n ", "")
    for word in ("Northmoor,", OTHER.upper(), "secret", "The officer", world.question):
        assert word not in everything
    calendar = next(part for part in box.mail[0].walk() if part.get_content_type() == "text/calendar").get_content()
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.splitlines())
    kinds = [each.event.kind for each in world.store.history(world.id)]
    assert kinds.count("reminded") == 3


def test_two_runs_at_once_send_once(world: World, box: Box) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from guidance.team import reminders
    from ui.cli import remind
    from ui.cli.post import Post, Settings

    waiting = [each for each in reminders.due(world.store, date.today()) if each.to]

    def one_run(_: int) -> None:
        with Post(Settings.read()) as post:
            for each in waiting:
                assert remind._send(world.store, post, each, "https://guidance.northmoor.example")

    with ThreadPoolExecutor(4) as runs:
        list(runs.map(one_run, range(4)))
    assert sorted(str(mail["To"]) for mail in box.mail) == sorted(each.to for each in waiting)


def test_what_the_server_did_not_take_is_sent_by_the_next_run(world: World, box: Box) -> None:
    box.refused = "soon@northmoor.example"
    refused = run(world)
    assert refused.exit_code == 1
    assert "1 not sent" in refused.output
    assert len(box.mail) == 2
    box.refused = ""
    assert run(world).exit_code == 0
    assert str(box.mail[-1]["To"]) == "soon@northmoor.example"


@pytest.mark.parametrize("odd", ["zoe@[x", "group:;@x", "=?utf-8?q?=0d=0aBcc?=@x.example", "a,b@x.example", "(zoe@x.example"])
def test_what_is_no_address_is_named_and_holds_nobody_else_up(world: World, box: Box, odd: str) -> None:
    """Such as an older version of the program took: a mail program breaks on it, or finds two addresses in it."""
    first = Assigned(id="a0a", to=odd, activity=OTHER, questions=(world.question,), due=date.today())
    world.store.append(world.id, first, "")
    done = run(world)
    assert done.exit_code == 0, done.output
    assert f"not sent: {odd.casefold()} is no address" in done.output
    assert len(box.mail) == 3
    assert not world.store.record(world.id).together.assignments["a0a"].reminded


def test_nothing_goes_to_a_server_whose_certificate_does_not_hold(
    world: World, box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(empty))
    refused = run(world)
    assert refused.exit_code == 1
    assert "CERTIFICATE_VERIFY_FAILED" in refused.output
    assert box.mail == []
    monkeypatch.delenv("GUIDANCE_SMTP")
    assert "set GUIDANCE_SMTP" in run(world).output
    assert run(world, "--dry-run").output.count("northmoor.example:") == 3
