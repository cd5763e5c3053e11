"""The pages' own words in the reader's language: gettext catalogues, read from their ``.po`` files.

English is the language the templates are written in. A string that a catalogue lacks stands in English.
"""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from drafter.choices import Language

FOLDER = Path(__file__).parent / "locale"
NAMES: dict[Language, str] = {
    Language.en: "English",
    Language.fil: "Filipino",
    Language.ms: "Bahasa Melayu",
    Language.id: "Bahasa Indonesia",
    Language.bg: "Български",
    Language.te: "తెలుగు",
}
"""The languages of the pages, each by its own name."""


@lru_cache(maxsize=len(Language))
def translations(language: Language) -> NullTranslations:
    """Return a language's catalogue."""
    path = FOLDER / language / "LC_MESSAGES" / "drafter.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=str(language))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def preferred(accept_language: str, default: Language = Language.en) -> Language:
    """Return the language a browser asks for, of those there are.

    Args:
        accept_language: the header of that name (RFC 9110, 12.5.4), or an empty text.
        default: the language where none of them fits.
    """
    wanted: list[tuple[float, str]] = []
    for part in accept_language[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        wanted.append((-weight, tag.split("-")[0].lower()))
    known = {"tl": Language.fil, **{str(language): language for language in Language}}
    return next((known[tag] for _, tag in sorted(wanted, key=lambda pair: pair[0]) if tag in known), default)
