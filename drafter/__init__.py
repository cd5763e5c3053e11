"""Drafter: letters that support teams dread, drafted and checked.

::

    from pathlib import Path
    from drafter import Drafter, read_case, to_text

    result = Drafter().draft_from_templates(read_case(Path("case.yaml")))
    print(to_text(result.letter))
"""

from importlib import import_module
from typing import TYPE_CHECKING

from drafter.version import __version__

if TYPE_CHECKING:
    from drafter.case import Case
    from drafter.case_file import read_case
    from drafter.choices import Kind, Language
    from drafter.errors import DrafterError, InputError, LibraryError, Problem, SettingsError
    from drafter.exchange import ModelSettings
    from drafter.letter import Letter
    from drafter.library import Shelf
    from drafter.model import Model
    from drafter.pipeline import Drafter
    from drafter.policy import Finding, Policy, Severity, Verdict
    from drafter.render import to_html, to_text
    from drafter.result import Readiness, Result
    from drafter.settings import Settings

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


# Loaded when first asked for: whoever needs one room should not wait for all of them.
_ROOMS = {
    "case": ("Case", "Kind", "Language"),
    "case_file": ("read_case",),
    "errors": ("DrafterError", "InputError", "LibraryError", "Problem", "SettingsError"),
    "exchange": ("ModelSettings",),
    "letter": ("Letter",),
    "library": ("Shelf",),
    "model": ("Model",),
    "pipeline": ("Drafter",),
    "policy": ("Finding", "Policy", "Severity", "Verdict"),
    "render": ("to_html", "to_text"),
    "result": ("Readiness", "Result"),
    "settings": ("Settings",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = found
    return found
