"""Addressing: to whom a letter goes, and that the line on the envelope is one line."""

from __future__ import annotations

import regex

from drafter.case import Case
from drafter.errors import InputError, Problem
from drafter.facts import signer_of
from drafter.review.content import Channel, Envelope
from drafter.text import canonical

_EMAIL = regex.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
ONE_LINE = regex.compile(r"[^\p{C}\p{Zl}\p{Zp}]*")
FILE_NAME = regex.compile(r"[^\p{C}/\\]{1,255}")


def addressed(case: Case, channel: Channel, to: str | None) -> Envelope:
    """Return the envelope of a case's letter, without its subject.

    Args:
        case: the case.
        channel: how the letter goes.
        to: e-mail address where the channel is e-mail; else None for the case's postal address.

    Raises:
        InputError: an e-mail letter without an address, or a recipient of several lines.
    """
    signer = signer_of(case)
    if channel is Channel.email:
        if to is None or len(to) > 320 or not _EMAIL.fullmatch(to):
            raise InputError(Problem("envelope", "to", "is not an e-mail address", "give the customer's own"))
        recipient = to
    else:
        recipient = one_line("to", to) if to else ", ".join((case.customer.name, *case.customer.address))
    return Envelope(channel, recipient, f"{signer.name}, {case.company.name}", "")


def one_line(field: str, text: str) -> str:
    """Return a text as one canonical line.

    Raises:
        InputError: it is empty, too long, or holds line ends or controls (RFC 5322, 2.2).
    """
    line = canonical(text)
    if not line or len(line) > 1_000 or not ONE_LINE.fullmatch(line):
        raise InputError(
            Problem("envelope", field, "is not one plain line", "leave out line ends and controls")
        )
    return line
