"""Is the text in its language, and without the letter's frame?

Script decides Bulgarian and Telugu; among languages that share a script, the most frequent words do. Malay
and Indonesian are told apart by spelling as well (`wrong_variant`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain

import regex

from drafter.policy.broken import NO_WORD
from drafter.policy.finding import Finding
from drafter.policy.folding import SLOT_WORD, fold_entry
from drafter.policy.language import VARIANT, Marks
from drafter.policy.lexicon import FOREIGN, HEAD, OWN, STRAY, UNKNOWN, Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading, Sentence
from drafter.policy.rule import Checks, Rule
from drafter.policy.terms import folded_words

_FOREIGN_WORDS = 3
_SHORTEST_RUN, _FOREIGN_IN_RUN = 3, 2
_FOREIGN_PART = 0.3
_VARIANTS = 2
"""Words of the sister language in one sentence: one may slip in, and is put right."""
_STRANGE = UNKNOWN | FOREIGN | STRAY
"""What a word is that is none of the language's, as far as the policy knows it."""
_FEWEST_STRANGE = 2
_STRANGE_PART = 0.5
_WORDS_WITHOUT_OWN = 5
_TELUGU_BEGINS = "\u0c00"
_LINE_ALONE = re.compile(r"(?:\A|(?<=\n\n))(?:\S+(?: \S+){0,3},|\[\[\w*(?:name|address_as)\]\])(?=\n\n|\Z)")
_LABELLED = regex.compile(r"(?<![\p{L}\p{M}])(\p{L}[\p{L}\p{M}\p{Cf}]+)[\"'”’»]?[ \u00a0]?:")
_PLAIN_WORD = regex.compile(r"(?<!\S)\p{P}*(\p{L}[\p{L}\p{M}\u200c\u200d'’-]*)\p{P}*(?!\S)")
_SENTENCE_ENDS = (".", "!", "?")
_LONGEST_HEAD = 6
"""Words of a greeting or a closing: “Dear as your shop is to all of us” is none."""


def judge(
    checks: Checks,
    marks: Marks,
    lexicon: Lexicon,
    reading: Reading,
    terms: tuple[str, ...],
) -> Iterator[Finding]:
    """Yield what the rules with a ``check`` find.

    Args:
        checks: the rules in force that name a check.
        marks: the language's marks.
        lexicon: the language's concepts.
        reading: the text.
        terms: what may stand as it is written, whatever the language.
    """
    variant = lexicon.bits((VARIANT,))
    for rule in checks.get("foreign_language", ()):
        yield from _foreign(rule, marks, variant, reading)
    for rule in checks.get("wrong_variant", ()) if reading.mask & variant else ():
        yield from _variants(rule, marks, variant, reading)
    for rule in checks.get("strange_words", ()) if reading.mask & NO_WORD else ():
        yield from _strange(rule, lexicon.words.strange_part, folded_words(terms), reading)
    for rule in checks.get("letter_frame", ()):
        heads: list[Finding] = []
        if reading.mask & HEAD:
            heads += _frame(rule, marks, reading)
            heads += [each for each in _subjects(rule, marks, reading) if not any(map(each.overlaps, heads))]
        yield from heads
        yield from (line for line in _lines_alone(rule, reading) if not any(map(line.overlaps, heads)))


def judge_script(text: str, bare: str, letters: str) -> Iterator[Finding]:
    """Yield a text without one letter of the language, however few its words: a name or an address is none.

    Args:
        text: the text.
        bare: the same with every allowed term blanked out, of the same length.
        letters: the language's letters, as in a class of a pattern.
    """
    words = _PLAIN_WORD.findall(bare)
    says = any(not word[0].isupper() for word in words) or bare.rstrip().endswith(_SENTENCE_ENDS)
    if words and says and not regex.search(f"[{letters}]", bare):
        why = "This is not in the language of the letter."
        yield Finding.at("language.foreign", "", text, (0, len(text)), why)


def _foreign(rule: Rule, marks: Marks, variant: int, reading: Reading) -> Iterator[Finding]:
    odd = FOREIGN | variant
    suspects = [each for each in reading.as_written if each.mask & odd or not each.mask & OWN]
    if not suspects:
        return
    foreign = [_words_with(FOREIGN, sentence.parse) for sentence in suspects]
    some_foreign = len(set(chain.from_iterable(foreign))) >= _FOREIGN_WORDS
    for sentence, marked in zip(suspects, foreign, strict=True):
        may_be = some_foreign and len(marked) >= _FOREIGN_WORDS
        if (may_be or not sentence.mask & OWN) and _is_foreign(sentence.parse, marks):
            yield reading.finding(rule, sentence, sentence.whole)
            return
    for sentence, marked in zip(suspects, foreign, strict=True):
        if len(marked) >= _FOREIGN_IN_RUN and (run := _foreign_run(marks, sentence.parse)):
            yield reading.finding(rule, sentence, run)
            return
        if sentence.mask & variant and len(sentence.parse.hits_of(variant)) >= _VARIANTS:
            yield reading.finding(rule, sentence, sentence.whole)
            return


def _words_with(flag: int, parse: Parse) -> Sequence[str]:
    """Return the words of a sentence that have a flag."""
    if not parse.mask & flag:
        return ()
    return [word for word, mask in zip(parse.words, parse.masks, strict=True) if mask & flag]


def _foreign_run(marks: Marks, parse: Parse) -> Hit | None:
    """Return words in a row of which none is an everyday one here and several are everyday ones elsewhere."""
    for start, end in _runs(parse):
        words = set(parse.words[start:end])
        if end - start >= _SHORTEST_RUN and _most_foreign(words, marks, marks.akin) >= _FOREIGN_IN_RUN:
            return Hit(start, end)
    return None


def _runs(parse: Parse) -> Iterator[tuple[int, int]]:
    """Yield where the words between everyday words and slots stand."""
    start = 0
    for place, (word, mask) in enumerate(zip(parse.words, parse.masks, strict=True)):
        if word[0] == SLOT_WORD or mask & OWN:
            yield start, place
            start = place + 1
    yield start, len(parse.masks)


def _is_foreign(parse: Parse, marks: Marks) -> bool:
    words = [word for word in parse.words if word[0] != SLOT_WORD]
    if len(words) < _FOREIGN_WORDS:
        return False
    own = sum(word in marks.own for word in words)
    if not own:
        if not marks.shares_script:
            return all(word < _TELUGU_BEGINS for word in words)
        strange = sum(1 for mask in parse.masks if mask & _STRANGE)
        if strange >= (_STRANGE_PART * len(words) if len(words) >= _WORDS_WITHOUT_OWN else len(words)):
            return True
    most = _most_foreign(words, marks)
    return most >= _FOREIGN_WORDS and most > own and most >= _FOREIGN_PART * len(words)


def _most_foreign(words: Iterable[str], marks: Marks, but: Container[str] = ()) -> int:
    """Return how many of some words mark the same other language, leaving out some languages."""
    counts = Counter(language for word in words for language in marks.foreign.get(word, ()))
    return max((count for language, count in counts.items() if language not in but), default=0)


def _strange(rule: Rule, part: float, known: Container[str], reading: Reading) -> Iterator[Finding]:
    """Yield sentences of whose words so large a part is none: they are broken, or of another language."""
    for sentence in reading.as_written:
        if not sentence.mask & NO_WORD:
            continue
        words = sentence.parse.words
        unknown = [place for place, mask in enumerate(sentence.parse.masks) if mask & NO_WORD]
        strange = [place for place in unknown if words[place] not in known]
        if len(strange) < _FEWEST_STRANGE:
            continue
        if len(strange) > part * sum(1 for word in words if word[0] != SLOT_WORD):
            yield reading.finding(rule, sentence, Hit(strange[0], strange[-1] + 1))


def _variants(rule: Rule, marks: Marks, variant: int, reading: Reading) -> Iterator[Finding]:
    for sentence in reading.as_written:
        for hit in sentence.parse.hits_of(variant):
            right = marks.variants.get(" ".join(sentence.parse.words[hit.start : hit.end]))
            if right:
                yield reading.finding(rule, sentence, hit, right)


def _frame(rule: Rule, marks: Marks, reading: Reading) -> Iterator[Finding]:
    """Yield greetings, closings and subject lines: the letter's frame, which code writes."""
    for sentence in reading.as_written:
        parse = sentence.parse
        if parse.masks[0] & HEAD and _begins_with_head(sentence, marks, reading):
            first_clause = next(iter(parse.clause_ends()), len(parse.masks))
            if first_clause <= _LONGEST_HEAD:
                yield reading.finding(rule, sentence, Hit(0, 1))


def _subjects(rule: Rule, marks: Marks, reading: Reading) -> Iterator[Finding]:
    """Yield the words that head a subject line with their colon, wherever they stand."""
    for section, text in reading.texts.items():
        for found in _LABELLED.finditer(text) if ":" in text else ():
            if fold_entry(found[1]) in marks.subjects:
                yield reading.finding_at(rule, section, found.span())


def _begins_with_head(sentence: Sentence, marks: Marks, reading: Reading) -> bool:
    """Say whether a greeting or its like begins a sentence; one with a point in it goes on in the next."""
    own = f"{sentence.parse.said} "
    if own.startswith(marks.heads):
        return True
    goes_on = any(head.startswith(own) for head in marks.heads)
    return goes_on and reading.said(sentence).startswith(marks.heads)


def _lines_alone(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Yield paragraphs of a few words with a comma after them, or of a name: greetings and signatures."""
    for section, text in reading.texts.items():
        for found in _LINE_ALONE.finditer(text) if "\n" in text else ():
            yield reading.finding_at(rule, section, found.span())
