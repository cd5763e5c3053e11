"""What every command opens first: settings, shelves, policy."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from drafter.case import Case
from drafter.case_file import read_case
from drafter.library import Shelf
from drafter.policy import Policy
from drafter.settings import Settings


@dataclass(frozen=True, slots=True)
class Workplace:
    """Settings and the folders they name."""

    settings: Settings
    prompts: Shelf
    policy: Policy

    def case(self, path: Path, profile: Path | None = None) -> Case:
        """Read a case file with the profile given, or the one in the settings."""
        return read_case(path, profile=profile or self.settings.profile)


def open_workplace() -> Workplace:
    """Return the workplace of this process's environment.

    Raises:
        SettingsError: a variable cannot be used.
        LibraryError: an overlay is not a folder.
    """
    settings = Settings.from_environ(os.environ)
    return Workplace(
        settings, Shelf.of("prompts", settings.prompts), Policy(Shelf.of("policies", settings.policies))
    )
