"""Words that stand in pieces: a letter alone, pairs of letters, two that are a word only together.

:mod:`drafter.policy.pieces` puts together the words that rules look for; here it is enough that a word was
broken, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.policy.finding import Finding
from drafter.policy.folding import SLOT_WORD
from drafter.policy.lexicon import STRAY, UNHEARD, Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading, Sentence
from drafter.policy.rule import Checks, Rule

CHECK, CHECK_APART = "broken_words", "word_apart"
NO_WORD = UNHEARD | STRAY
"""What a word is that no letter of the language is known to use."""
_FRAGMENTS = 3
_WORDS_APART = 2
"""Words in two pieces, in one sentence, that no slip explains."""


def judge(checks: Checks, lexicon: Lexicon, reading: Reading) -> Iterator[Finding]:
    """Yield pieces of words.

    Args:
        checks: the rules in force that name a check.
        lexicon: the language's concepts.
        reading: the text.
    """
    if reading.mask & STRAY:
        for rule in checks.get(CHECK, ()):
            yield from _fragments(rule, reading)
    for sentence in reading.as_written if reading.mask & NO_WORD else ():
        apart = list(_apart(sentence.parse, lexicon)) if sentence.mask & NO_WORD else []
        if apart:
            for rule in checks.get(CHECK if len(apart) >= _WORDS_APART else CHECK_APART, ()):
                yield reading.finding(rule, sentence, apart[0])


def _apart(parse: Parse, lexicon: Lexicon) -> Iterator[Hit]:
    """Yield two words in a row that are one only together, and of which one is none by itself."""
    for place, (one, two) in enumerate(zip(parse.words, parse.words[1:], strict=False)):
        is_odd = (parse.masks[place] | parse.masks[place + 1]) & NO_WORD
        if is_odd and SLOT_WORD not in one + two and lexicon.is_one_word(one, two):
            yield Hit(place, place + 2)


def _fragments(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Yield a letter alone, or three and more pairs of letters, that are no words."""
    stray: dict[str, tuple[Sentence, int]] = {}
    for sentence in reading.as_written:
        words = sentence.parse.words
        for place, mask in enumerate(sentence.parse.masks) if sentence.mask & STRAY else ():
            # A letter with a point after it is an abbreviation; a capital is a name.
            if mask & STRAY and (len(words[place]) > 1 or place + 1 < len(words)):
                names = place > 0 and _names_something(reading, sentence, place)
                stray.update({} if names else {words[place]: (sentence, place)})
    alone = next((word for word in stray if len(word) == 1), None)
    if alone is not None or len(stray) >= _FRAGMENTS:
        sentence, place = stray[alone or min(stray)]
        yield reading.finding(rule, sentence, Hit(place, place + 1))


def _names_something(reading: Reading, sentence: Sentence, place: int) -> bool:
    """Say whether a word is one capital letter, and no first letter of the word after it: “vitamin C”."""
    start, end = reading.span(sentence, Hit(place, place + 1))
    text = reading.texts[sentence.section]
    following = next(filter(str.isalpha, text[end:]), "")
    is_last = place + 1 == len(sentence.parse.masks)
    return end - start == 1 and text[start].isupper() and (is_last or following.islower())
