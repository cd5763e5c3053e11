"""Every entry of every concept is found: alone, with words in its gaps, and inside a good letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import concepts
from drafter.policy.reading import Reading, Sentence

SHELF = Shelf.of("policies")
CLEAN = Path(__file__).parents[2] / "evals" / "clean"
# A word, and an ending, that no entry has.
FILLER = {Language.bg: "жувка", Language.te: "ఝువ"}
ENDING = {Language.bg: "ка", Language.te: "కు"}
GAP = re.compile(r"\s*(\+|‥|……?)\s*")
GAP_WORDS = {"+": 0, "‥": 2, "…": 5, "……": 14}
WHOLE_ONLY = ("మేమే~", "నేనే~")
"""Words that are an echo stand for themselves; with an ending they read as written once, and are not found."""

Entries = Mapping[str, list[str]]


@cache
def entries(language: Language) -> Entries:
    return concepts.entries(language, SHELF)


@cache
def letter(language: Language) -> list[str]:
    """Return the sentences of a good draft."""
    row = json.loads((CLEAN / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()[0])
    said = re.split(r"(?<=[.!?])\s", " ".join(row["sections"].values()))
    words = concepts.load(language, SHELF)
    return [sentence for sentence in said if len(Reading({"": sentence}, words).as_written) == 1]


def texts(entry: str, language: Language) -> Iterator[str]:
    """Yield what an entry should be found in: without and with endings, with no and with all words in gaps."""
    stems = ("", ENDING.get(language, "ka")) if "~" in entry else ("",)
    fillings = (False, True) if GAP.search(entry) else (False,)
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
            said.append(part.replace("~", "" if part.endswith(WHOLE_ONLY) else ending))
    return " ".join(said)


def silent(language: Language) -> list[str]:
    """Return the entries that are not found in a text made of them."""
    tried = [
        (name, entry, f"{text}.")
        for name, found in entries(language).items()
        for entry in found
        for text in texts(entry, language)
    ]
    words = concepts.load(language, SHELF)
    alone = [Reading({"": text}, words).as_written for _, _, text in tried]
    size = len(letter(language))
    inside = [
        sentence
        for start in range(0, len(tried), size)
        for sentence in _woven([text for _, _, text in tried[start : start + size]], language)
    ]
    return [
        f"{language} {name}: “{entry}” is not found in “{text}”"
        for (name, entry, text), here, there in zip(tried, alone, inside, strict=True)
        if not (here and words.bits([name]) & here[0].mask & there.mask)
    ]


def _woven(said: list[str], language: Language) -> list[Sentence]:
    """Return sentences as they read between those of a good letter."""
    text = " ".join(f"{good} {text}" for good, text in zip(letter(language), said, strict=False))
    return Reading({"": text}, concepts.load(language, SHELF)).as_written[1::2]


@pytest.mark.parametrize("language", list(Language))
def test_every_entry_is_found_alone_and_inside_a_letter(language: Language) -> None:
    assert silent(language) == []
