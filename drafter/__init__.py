"""Drafter: letters that support teams dread, drafted and checked.

::

    from pathlib import Path
    from drafter import Drafter, read_case, to_text

    result = Drafter().draft_from_templates(read_case(Path("case.yaml")))
    print(to_text(result.letter))
"""

from typing import TYPE_CHECKING

from drafter.case import Case, Kind, Language
from drafter.case_file import read_case
from drafter.errors import DrafterError, InputError, LibraryError, Problem, SettingsError
from drafter.exchange import ModelSettings
from drafter.letter import Letter
from drafter.library import Shelf
from drafter.pipeline import Drafter, Readiness, Result
from drafter.policy import Finding, Policy, Severity, Verdict
from drafter.render import to_html, to_text
from drafter.settings import Settings
from drafter.version import __version__

if TYPE_CHECKING:
    from drafter.model import Model

__all__ = [
    "Case",
    "Drafter",
    "DrafterError",
    "Finding",
    "InputError",
    "Kind",
    "Language",
    "Letter",
    "LibraryError",
    "Model",
    "ModelSettings",
    "Policy",
    "Problem",
    "Readiness",
    "Result",
    "Settings",
    "SettingsError",
    "Severity",
    "Shelf",
    "Verdict",
    "__version__",
    "read_case",
    "to_html",
    "to_text",
]


def __getattr__(name: str) -> object:
    # The client brings the event loop with it, which a letter from the templates has no use for.
    if name == "Model":
        from drafter.model import Model  # noqa: PLC0415

        return Model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
