"""Names of kinds and languages as a reader knows them; an unknown one is shown as it is."""

from __future__ import annotations

from drafter.choices import Language
from drafter.prompt import LANGUAGE_NAMES

_KINDS = {
    "winback": "Win-back",
    "apology": "Apology",
    "refund_refusal": "Refund refusal",
    "termination": "Termination",
}
_ITEMS = {"policy": "passages", "reader": "passages", "screen": "messages", "hostile": "hostile drafts"}
_LANGUAGES = {str(language): name for language, name in LANGUAGE_NAMES.items()}
_ORDER = [str(language) for language in Language]


def kind_name(kind: str) -> str:
    """Return the name of a kind of letter."""
    return _KINDS.get(kind, kind.replace("_", " ").capitalize())


def language_name(language: str) -> str:
    """Return the English name of a language."""
    return _LANGUAGES.get(language, language)


def items_name(what: str) -> str:
    """Return what a suite is about, in the plural."""
    return _ITEMS.get(what, "letters")


def cell_name(kind: str, language: str) -> str:
    """Return the name of a slice; empty parts are left out."""
    parts = [language_name(language) if language else "", kind_name(kind).lower() if kind else ""]
    return " ".join(part for part in parts if part) or "everything"


def in_order(names: set[str], kinds: bool = False) -> list[str]:
    """Return kinds or languages in the order of the house, unknown ones last."""
    order = list(_KINDS) if kinds else _ORDER
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))
