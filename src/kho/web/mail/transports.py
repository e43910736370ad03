"""Ways by which a mail leaves: a server (SMTP, RFC 5321), or a file where the province names none."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from kho.pipeline.files import write_atomically
from kho.province.settings import Settings
from kho.sources.secrets import Secret
from kho.web.configuration import Configuration
from kho.web.mail.models import Letter

TIMEOUT_SECONDS: Final = 20
NOBODY: Final = "kho@localhost"
Give = Callable[[Letter], None]


@contextmanager
def opened(configuration: Configuration, settings: Settings) -> Iterator[Give]:
    """What gives letters away, for as long as the block lasts. Raises OSError, SMTPException, MissingSecretError."""
    sender = settings.mail.sender or settings.portal.contact or NOBODY
    if settings.mail.host is None:
        yield lambda letter: _write(folder_of(configuration), message_of(letter, sender, configuration.host))
        return
    with _connected(settings) as server:
        yield lambda letter: _send(server, message_of(letter, sender, configuration.host))


def folder_of(configuration: Configuration) -> Path:
    """Where mails are written to without a server."""
    return configuration.own / "mail"


def message_of(letter: Letter, sender: str, host: str) -> EmailMessage:
    """A letter as RFC 5322 has it; sent twice, it is the same one, which its Message-ID tells."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"] = format_datetime(letter.queued)
    message["Message-ID"] = f"<letter-{letter.pk}-{letter.queued.timestamp():.0f}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.body)
    return message


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    mail = settings.mail
    host = str(mail.host)
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, mail.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, mail.port, timeout=TIMEOUT_SECONDS)
    with server:
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if mail.user is not None and mail.password is not None:
            server.login(mail.user, Secret(mail.password.name).reveal())
        yield server


def _send(server: smtplib.SMTP, message: EmailMessage) -> None:
    server.send_message(message)


def _write(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    write_atomically(folder / f"{name}.eml", message.as_bytes())
