"""Settings of the service from the environment.

=============================  ==========================================================================
``DRAFTER_DATABASE``           ``sqlite:///FILE`` or ``postgresql://…``; ``sqlite:///drafter.db`` if unset
``DRAFTER_ANCHOR``             file for the heads of the audit chain; ``drafter.anchor`` if unset
``DRAFTER_PUBLIC_URL``         address people reach the service at, such as ``https://letters.example.com``
``DRAFTER_OIDC_ISSUER``        OpenID Connect provider to sign in with
``DRAFTER_OIDC_CLIENT_ID``     this service's client there
``DRAFTER_OIDC_CLIENT_SECRET`` its secret (or ``…_FILE``, a file that holds it)
``DRAFTER_SMTP_URL``           ``smtps://user:password@host:465`` or ``smtp://host:587`` (or ``…_FILE``)
``DRAFTER_MAIL_FROM``          address that letters by e-mail come from
``DRAFTER_HOOKS_TO``           addresses inside this network that webhooks may reach, such as ``10.0.3.0/24``
``DRAFTER_TIME_ZONE``          the company's, such as ``Asia/Manila``; ``UTC`` if unset
=============================  ==========================================================================
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo

from drafter.errors import Problem, SettingsError

DEFAULT_DATABASE = "sqlite:///drafter.db"
DEFAULT_ANCHOR = "drafter.anchor"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SOURCE = "environment"

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Oidc:
    """A provider of sign-in (OpenID Connect Core 1.0)."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server and the address letters come from.

    Attributes:
        host, port: where it listens.
        implicit_tls: whether it speaks TLS from the first byte (``smtps``); if not, STARTTLS is asked for.
        user, password: what to log in with, as it is typed; empty for none.
        sender: address letters come from.
    """

    host: str
    port: int
    implicit_tls: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How the service is set up.

    Attributes:
        database: URL of the store.
        anchor: file outside the database for the heads of its audit chain; None notes none.
        public_url: address people reach it at, without a path; None where only this machine does.
        oidc: provider to sign in with.
        smtp: server for letters by e-mail; None offers no e-mail.
        hooks_to: networks that webhooks may reach though they are not public.
        time_zone: the company's: letters and offers go by its days.
    """

    database: str = DEFAULT_DATABASE
    anchor: Path | None = None
    public_url: str | None = None
    oidc: Oidc | None = None
    smtp: Smtp | None = None
    hooks_to: tuple[Network, ...] = ()
    time_zone: dt.tzinfo = dt.UTC

    @property
    def secure(self) -> bool:
        """Say whether people reach the service by HTTPS alone."""
        return bool(self.public_url) and urlsplit(self.public_url).scheme == "https"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the names the service answers to, each as a Host header has it."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        names = (*sorted(LOOPBACK), *((public,) if public else ()))
        return tuple(f"[{name}]" if ":" in name else name for name in names)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> ServiceSettings:
        """Return the settings of an environment.

        Raises:
            SettingsError: with every variable that cannot be used.
        """
        reader = _Reader(environ)
        settings = cls(
            database=reader.text("DRAFTER_DATABASE") or DEFAULT_DATABASE,
            anchor=Path(reader.text("DRAFTER_ANCHOR") or DEFAULT_ANCHOR),
            public_url=reader.public_url(),
            oidc=reader.oidc(),
            smtp=reader.smtp(),
            hooks_to=reader.networks(),
            time_zone=reader.time_zone(),
        )
        if reader.problems:
            raise SettingsError(reader.problems)
        return settings


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[Problem] = []

    def text(self, name: str) -> str | None:
        return self._environ.get(name, "").strip() or None

    def secret(self, name: str) -> str | None:
        file = self.text(f"{name}_FILE")
        if file is None:
            return self.text(name)
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            self.refuse(f"{name}_FILE", f"`{file}` cannot be read", "name a readable text file")
            return None

    def refuse(self, name: str, what: str, wanted: str) -> None:
        self.problems.append(Problem(_SOURCE, name, what, wanted))

    def url(self, name: str, value: str, schemes: tuple[str, ...], wanted: str) -> SplitResult | None:
        try:
            parts = urlsplit(value)
            held = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            held = False
        if held:
            return parts
        self.refuse(name, "cannot be used", wanted)
        return None

    def public_url(self) -> str | None:
        name, wanted = "DRAFTER_PUBLIC_URL", "give an address such as https://letters.example.com"
        value = self.text(name)
        parts = value and self.url(name, value, ("https", "http"), wanted)
        if not parts:
            return None
        if parts.path.strip("/") or parts.query or parts.username:
            self.refuse(name, "has more than a scheme, a host and a port", wanted)
            return None
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            self.refuse(name, "would carry passwords unencrypted", "give an https address")
            return None
        return f"{parts.scheme}://{parts.netloc}"

    def oidc(self) -> Oidc | None:
        name = "DRAFTER_OIDC_ISSUER"
        issuer, client = self.text(name), self.text("DRAFTER_OIDC_CLIENT_ID")
        secret = self.secret("DRAFTER_OIDC_CLIENT_SECRET")
        if issuer is None and client is None and secret is None:
            return None
        if issuer is None or client is None or secret is None:
            self.refuse(name, "does not stand alone", "set issuer, client id and client secret together")
            return None
        parts = self.url(name, issuer, ("https", "http"), "give the provider's https address")
        if parts and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            self.refuse(name, "is not encrypted", "give the provider's https address")
        return Oidc(issuer, client, secret)

    def smtp(self) -> Smtp | None:
        name = "DRAFTER_SMTP_URL"
        value, sender = self.secret(name), self.text("DRAFTER_MAIL_FROM")
        if value is None and sender is None:
            return None
        if value is None or sender is None or "@" not in sender:
            self.refuse(name, "does not stand alone", "set DRAFTER_MAIL_FROM to an e-mail address with it")
            return None
        parts = self.url(name, value, ("smtp", "smtps"), "give smtps://user:password@host:465")
        if parts is None or parts.hostname is None:
            return None
        implicit = parts.scheme == "smtps"
        port = parts.port or (465 if implicit else 587)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return Smtp(parts.hostname, port, implicit, sender, user, password)

    def networks(self) -> tuple[Network, ...]:
        given = (self.text("DRAFTER_HOOKS_TO") or "").replace(",", " ").split()
        found = []
        for value in given:
            try:
                found.append(ipaddress.ip_network(value))
            except ValueError:
                self.refuse("DRAFTER_HOOKS_TO", f"`{value}` is not a network", "give one such as 10.0.3.0/24")
        return tuple(found)

    def time_zone(self) -> dt.tzinfo:
        name = self.text("DRAFTER_TIME_ZONE")
        if name is None:
            return dt.UTC
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            wanted = "give one such as Asia/Manila; where none is known, install the package tzdata"
            self.refuse("DRAFTER_TIME_ZONE", f"`{name}` is not a time zone known here", wanted)
            return dt.UTC
