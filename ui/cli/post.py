"""The one file that sends mail, to the one server that a deployment names, and never without STARTTLS and a certificate that holds."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Final

PATIENCE: Final = 30
"""Seconds for the mail server to answer."""
NAMES: Final = ("GUIDANCE_SMTP", "GUIDANCE_MAIL_FROM", "GUIDANCE_ADDRESS")
REFUSED: Final = (smtplib.SMTPException, OSError)
"""What goes wrong with a mail server: it is not there, its certificate does not hold, it does not take the message."""


@dataclass(frozen=True)
class Settings:
    """The server, who is named as the sender, and where the program is opened."""

    host: str
    port: int
    sender: str
    address: str
    user: str = ""
    password: str = ""

    @classmethod
    def read(cls) -> "Settings":
        """What the environment says. Raises ValueError that names what is missing."""
        said = {name: os.environ.get(name, "").strip() for name in NAMES}
        if missing := [name for name in NAMES if not said[name]]:
            raise ValueError(f"no mail is set up: set {', '.join(missing)}; docs/team.md says to what")
        host, _, port = said["GUIDANCE_SMTP"].rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(
                f"GUIDANCE_SMTP: read {said['GUIDANCE_SMTP']!r}; expected a host and a port, as in smtp.example.ac.uk:587"
            )
        account = os.environ.get("GUIDANCE_SMTP_USER", ""), os.environ.get("GUIDANCE_SMTP_PASSWORD", "")
        return cls(host, int(port), said["GUIDANCE_MAIL_FROM"], said["GUIDANCE_ADDRESS"], *account)


class Post:
    """A connection to the mail server while the block lasts. Raises what is in REFUSED."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> "Post":
        self._server = smtplib.SMTP(self._settings.host, self._settings.port, timeout=PATIENCE)
        try:
            self._server.starttls(context=ssl.create_default_context())
            if self._settings.user:
                self._server.login(self._settings.user, self._settings.password)
        except REFUSED:
            self._server.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()

    def send(self, to: str, subject: str, text: str, calendar: str) -> None:
        """Sends one message with an entry for a calendar."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._settings.sender, to, subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        message.add_attachment(calendar.encode(), maintype="text", subtype="calendar", filename="due.ics")
        self._server.send_message(message)
