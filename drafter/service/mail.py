"""Letters by e-mail: one message, made as bytes by the standard library, handed to one SMTP server.

What went wrong before the server had the letter is known not to have arrived; what went wrong after is not
known, and a letter of unknown fate is never sent a second time by itself.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import regex

from drafter.review.content import Content
from drafter.service.settings import LOOPBACK, Smtp

TIMEOUT_SECONDS = 30
_MORE_THAN_TEXT = regex.compile(r"[\p{C}\p{Zl}\p{Zp}]|=\?")
# Long enough that a digest stands on the line of its name; a server takes 998 (RFC 5322, section 2.1.1).
_WIRE = SMTP.clone(max_line_length=120)


class MailError(Exception):
    """Raised when a letter was not, or may not have been, taken.

    Attributes:
        cause: a code without personal data.
        outcome_known: whether it is certain that nothing arrived.
    """

    def __init__(self, cause: str, *, outcome_known: bool) -> None:
        self.cause = cause
        self.outcome_known = outcome_known
        super().__init__(cause)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    data: bytes


def message(
    content: Content,
    text: str,
    *,
    approval_id: str,
    origin: str,
    sender: str,
    now: dt.datetime,
    enclosures: tuple[Enclosure, ...] = (),
) -> EmailMessage:
    """Return a letter as an e-mail message.

    Args:
        content: the version that was approved.
        text: its letter as plain text.
        approval_id: names the message, so that a repeat can be told from it.
        origin: who wrote the letter: ``model``, ``mixed``, ``template`` or ``person``.
        sender: address it comes from.
        now: its date.
        enclosures: files that go with it.

    Raises:
        ValueError: a header's value is more than a line of text.
    """
    made = EmailMessage(policy=_WIRE)
    local, _, domain = sender.rpartition("@")
    made["From"] = Address(_plain(content.letter.letterhead[0]), local, domain)
    made["To"] = _plain(content.envelope.to)
    if content.case.sender.email:
        made["Reply-To"] = content.case.sender.email
    made["Subject"] = _plain(content.envelope.subject)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{approval_id}@{domain}>"
    made["X-Drafter-Digest"] = content.digest
    made["X-Drafter-Origin"] = origin
    made.set_content(text)
    for each in enclosures:
        main, _, sub = each.media_type.partition("/")
        made.add_attachment(each.data, maintype=main, subtype=sub or "octet-stream", filename=each.name)
    made["Content-Language"] = str(content.letter.language)
    return made


def _plain(value: str) -> str:
    """Return a header's value; refuse one that is more than a line of text.

    The standard library reads encoded words in what it is given, and some of its releases let a line break in
    one begin a header of its own (CVE-2024-6923).
    """
    if _MORE_THAN_TEXT.search(value):
        raise ValueError("a header's value holds a line break, a control character or an encoded word")
    return value


def send(settings: Smtp, made: EmailMessage, to: str) -> None:
    """Hand a message to the server.

    Raises:
        MailError: it was not taken, or may not have been.
    """
    sent = False
    try:
        with _connected(settings) as server:
            _expect(server.mail(settings.sender), "sender_refused")
            _expect(server.rcpt(to), "recipient_refused")
            sent = True
            code, _ = server.data(made.as_bytes())
            if code != 250:
                raise MailError(f"data_{code}", outcome_known=True)
    except smtplib.SMTPDataError as error:
        raise MailError(f"data_{error.smtp_code}", outcome_known=True) from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(type(error).__name__, outcome_known=not sent) from None


def _expect(reply: tuple[int, bytes], cause: str) -> None:
    if reply[0] not in {250, 251}:
        raise MailError(cause, outcome_known=True)


@contextmanager
def _connected(settings: Smtp) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if settings.implicit_tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not settings.implicit_tls and settings.host not in LOOPBACK:
            server.starttls(context=context)
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password)
        yield server
    finally:
        server.close()
