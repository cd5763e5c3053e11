"""Every entry of every concept is found: alone, with words in its gaps, and inside a good letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from drafter.case import Language
from drafter.library import Shelf
from drafter.policy import lexicon
from drafter.policy.reading import Reading

SHELF = Shelf.of("policies")
CLEAN = Path(__file__).parents[2] / "evals" / "clean"
# A word, and an ending, that no entry has.
FILLER = {Language.bg: "жувка", Language.te: "ఝువ"}
ENDING = {Language.bg: "ка", Language.te: "కు"}
GAP = re.compile(r"\s*(……?)\s*")
GAP_WORDS = {"…": 5, "……": 14}
WHOLE_ONLY = "మేమే~"
"""A word that is an echo stands for itself; with an ending it reads as written once, and is not found."""

Entries = Mapping[str, list[str]]


@cache
def entries(language: Language) -> Entries:
    return lexicon.entries(language, SHELF)


@cache
def letter(language: Language) -> tuple[str, str]:
    """Return a good draft up to the end of a sentence in its midst, and from there on."""
    row = json.loads((CLEAN / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()[0])
    sentences = re.split(r"(?<=[.!?]) ", " ".join(row["sections"].values()))
    middle = len(sentences) // 2
    return " ".join(sentences[:middle]), " ".join(sentences[middle:])


def texts(entry: str, language: Language) -> Iterator[str]:
    """Yield what an entry should be found in: without and with endings, with no and with all words in gaps."""
    stems = ("", ENDING.get(language, "ka")) if "~" in entry else ("",)
    fillings = (False, True) if "…" in entry else (False,)
    for ending, filled in product(stems, fillings):
        yield _text(entry, language, ending, filled)


def _text(entry: str, language: Language, ending: str, filled: bool) -> str:
    filler = FILLER.get(language, "zuvka")
    said = []
    for part in GAP.split(entry):
        if part in GAP_WORDS:
            said += [filler] * (GAP_WORDS[part] if filled else 0)
        elif part.startswith("{"):
            said.append(_text(entries(language)[part[1:-1]][0], language, ending, filled=False))
        else:
            said.append(part.replace("~", "" if part == WHOLE_ONLY else ending))
    return " ".join(said)


def silent(language: Language, chosen: list[tuple[str, str]]) -> list[str]:
    """Return the entries that are not found in a text made of them."""
    words = lexicon.load(language, SHELF)
    before, after = letter(language)
    place = len(Reading({"": before}, words).as_written)
    lost = []
    for name, entry in chosen:
        bit = words.bits([name])
        for text in texts(entry, language):
            alone = Reading({"": f"{text}."}, words).as_written
            inside = Reading({"": f"{before} {text}. {after}"}, words).as_written
            if not (alone and alone[0].mask & bit and inside[place].mask & bit):
                lost.append(f"{language} {name}: “{entry}” is not found in “{text}.”")
    return lost


def all_entries(language: Language) -> list[tuple[str, str]]:
    return [(name, entry) for name, found in entries(language).items() for entry in found]


@pytest.mark.parametrize("language", list(Language))
def test_every_entry_is_found_alone_and_inside_a_letter(language: Language) -> None:
    assert silent(language, all_entries(language)) == []
