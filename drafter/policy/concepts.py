"""Concept files (``policies/concepts/<language>.yaml``), read and compiled for a language.

A language's concepts are its own, those it shares with all others, those its language file brings, and the
words that rules bring themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from drafter.choices import Language
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy import language as languages
from drafter.policy import rule as rules
from drafter.policy import vocabulary
from drafter.policy.lexicon import Lexicon

SHARED = "concepts/shared.yaml"


def load(language: Language, shelf: Shelf) -> Lexicon:
    """Return the compiled concepts of a language.

    Raises:
        LibraryError: a file is missing or broken.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> Lexicon:
    files = (_file(language), _examples(language), SHARED, vocabulary.file(language))
    made_from = shelf.stamps(*files, "languages/*.yaml", "rules/*.yaml")
    return kept(f"lexicon-{language}", made_from, lambda: _compile(language, shelf))


def _compile(language: Language, shelf: Shelf) -> Lexicon:
    concepts = entries(language, shelf)
    _check_names(concepts, language, shelf)
    source = str(shelf.find(_file(language)))
    sample = " ".join(_texts(read_yaml(shelf.find(_examples(language)))))
    return Lexicon(
        concepts,
        languages.load(language, shelf),
        source,
        languages.marks(language, shelf),
        sample,
        vocabulary.load(language, shelf),
    )


def _file(language: Language) -> str:
    return f"concepts/{language}.yaml"


def _examples(language: Language) -> str:
    return f"examples/{language}.yaml"


def _texts(content: object) -> Iterator[str]:
    """Yield every text in a file's content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _texts(part)


def entries(language: Language, shelf: Shelf) -> dict[str, list[str]]:
    """Return the entries of every concept of a language: its own, shared ones, and those of rules.

    Raises:
        LibraryError: a file is missing or broken.
    """
    path = shelf.find(_file(language))
    content = read_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("concepts"), dict):
        raise LibraryError(
            Problem(str(path), "", "holds no `concepts`", "map concept names to lists of entries")
        )
    words = languages.load(language, shelf)
    shared = read_yaml(shelf.find(SHARED))["concepts"]
    concepts: dict[str, list[str]] = {}
    for group in (content["concepts"], shared, languages.concepts_of(words, shelf)):
        for name, given in group.items():
            concepts.setdefault(name, []).extend(_entries(given))
    for rule in rules.load(shelf):
        concepts.update((name, list(given)) for name, given in rule.entries(language).items())
    return concepts


def _check_names(concepts: Mapping[str, object], language: Language, shelf: Shelf) -> None:
    """Refuse rules over concepts that the language does not have: they would never find anything.

    Raises:
        LibraryError: a rule that holds in the language names an unknown concept.
    """
    problems = [
        Problem(
            f"rule {rule.id}", name, f"is no concept of {language}", f"add it to concepts/{language}.yaml"
        )
        for rule in rules.load(shelf)
        if language in rule.languages
        for name in sorted(rule.concepts - concepts.keys())
    ]
    if problems:
        raise LibraryError(problems)


def _entries(given: object) -> list[str]:
    """Return entries given as a list or, as in the built-in files, as one text with commas between."""
    if isinstance(given, str):
        return [entry for part in given.split(",") if (entry := part.strip())]
    return list(map(str, given)) if isinstance(given, list) else []
