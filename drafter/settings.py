"""Settings from the environment.

=============================  ==========================================================================
``OPENAI_API_KEY``             key of the model service; without it letters come from the templates
``OPENAI_BASE_URL``            another service with the same interface; one on this machine needs no key
``DRAFTER_MODEL``              model to ask
``DRAFTER_SECOND_READER``      ``on`` or ``off``: whether a model reads what code has passed; on if unset
``DRAFTER_READER_MODEL``       model to ask for that; ``DRAFTER_MODEL`` if unset
``DRAFTER_DEADLINE_SECONDS``   seconds one letter may take, repairs and readings included
``DRAFTER_TOKEN_BUDGET``       most tokens one process may spend
``DRAFTER_MAX_TOKENS_FIELD``   ``max_completion_tokens`` or ``max_tokens``, whichever the service reads
``DRAFTER_TEMPERATURE``        sampling temperature; not sent if unset
``DRAFTER_CONCURRENCY``        most requests under way at once
``DRAFTER_PROFILE``            profile file for cases that name none
``DRAFTER_PROMPTS``            a company's own folder over the built-in prompts
``DRAFTER_POLICIES``           a company's own folder over the built-in policies
=============================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from drafter.errors import Problem, SettingsError
from drafter.exchange import ModelSettings

DEFAULT_MODEL = "gpt-5-mini"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SOURCE = "environment"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run takes from its environment.

    Attributes:
        model: how to reach a model; None where none is configured.
        profile: profile file for cases that name none.
        prompts: overlay folder for prompts.
        policies: overlay folder for policies.
    """

    model: ModelSettings | None
    profile: Path | None
    prompts: Path | None
    policies: Path | None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings of an environment.

        Raises:
            SettingsError: with every variable that cannot be used.
        """
        reader = _Reader(environ)
        settings = cls(
            model=_model(reader),
            profile=reader.path("DRAFTER_PROFILE"),
            prompts=reader.path("DRAFTER_PROMPTS"),
            policies=reader.path("DRAFTER_POLICIES"),
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

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value) if value else None

    def choice(self, name: str, default: str, other: str) -> str:
        value = self.text(name) or default
        if value not in {default, other}:
            self.problems.append(Problem(_SOURCE, name, f"`{value}` is unknown", f"use {default} or {other}"))
        return value

    def number(self, name: str, lowest: float, highest: float) -> float | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if lowest <= number <= highest:
            return number
        self.problems.append(
            Problem(
                _SOURCE, name, f"`{value}` cannot be used", f"give a number from {lowest:g} to {highest:g}"
            )
        )
        return None


def _model(reader: _Reader) -> ModelSettings | None:
    key, url = reader.text("OPENAI_API_KEY"), reader.text("OPENAI_BASE_URL")
    if key is None and not (url and urlsplit(url).hostname in _LOOPBACK):
        return None
    seconds = reader.number("DRAFTER_DEADLINE_SECONDS", 1, 3600)
    budget = reader.number("DRAFTER_TOKEN_BUDGET", 1, 1e12)
    concurrency = reader.number("DRAFTER_CONCURRENCY", 1, 1000)
    temperature = reader.number("DRAFTER_TEMPERATURE", 0, 2)
    limit = reader.choice("DRAFTER_MAX_TOKENS_FIELD", "max_completion_tokens", "max_tokens")
    settings = ModelSettings(
        api_key=key or "none",
        base_url=url,
        model=reader.text("DRAFTER_MODEL") or DEFAULT_MODEL,
        second_reader=reader.choice("DRAFTER_SECOND_READER", "on", "off") == "on",
        reader_model=reader.text("DRAFTER_READER_MODEL"),
        max_tokens_field="max_tokens" if limit == "max_tokens" else "max_completion_tokens",
        total_seconds=60.0 if seconds is None else seconds,
        concurrency=8 if concurrency is None else int(concurrency),
        token_budget=None if budget is None else int(budget),
        temperature=temperature,
    )
    reader.problems.extend(settings.problems())
    return settings
