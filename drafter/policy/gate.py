"""The policy in force for one plan: judges drafts and letters. Code only; an exception refuses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from drafter.choices import Kind, Language
from drafter.errors import LibraryError
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.policy import (
    alphabet,
    beside,
    blanks,
    concepts,
    details,
    extent,
    impression,
    likeness,
    linear,
    names,
    places,
    telling,
    tongue,
    vocabulary,
)
from drafter.policy import language as languages
from drafter.policy.escalation import Screen, Screening
from drafter.policy.finding import Finding, Severity, Span, Verdict, in_order
from drafter.policy.in_force import InForce, in_force
from drafter.policy.rule import Rule
from drafter.policy.terms import blank
from drafter.slots import TOLD_SURE, TYPED_BRACKETS, Slot, Stretch, Unfilled, unfill

MAX_SECTION_CHARACTERS = 4_000
MAX_LETTER_CHARACTERS = 40_000


class Policy:
    """All rules in force, from one policies shelf.

    ::

        policy = Policy(Shelf.of("policies"))
        verdict = policy.judge_draft(plan, {"apology": "…", "thanks": "…"})

    Args:
        shelf: the policies shelf, built in or with a company's overlay.

    Raises:
        LibraryError: on first use of a language, where its files are broken.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def judge_draft(self, plan: Plan, texts: Mapping[str, str]) -> Verdict:
        """Judge section texts with slots against a plan.

        Args:
            plan: what was to be written.
            texts: text of each section, in canonical form, by id.
        """
        wanted = plan.section_ids
        odd = [id for id in texts if id not in wanted]
        if odd:
            why = f"The draft has sections that were not planned: {', '.join(odd)}."
            return Verdict((Finding.lacking("draft.section", "", why),))
        return _guarded(lambda: self._sections(plan, {id: texts.get(id, "") for id in wanted}))

    def judge_letter(
        self,
        plan: Plan,
        body: str,
        values: Mapping[str, Slot],
        *,
        passed: str | None = None,
        wrapped: bool = False,
    ) -> Verdict:
        """Judge a letter's filled body: a model's, a template's or a person's.

        Every value of the case is written back as its slot; what is left outside slots is judged as a draft,
        so a figure, date, contact or address that is not the case's has nowhere to hide. The closed world.

        Args:
            plan: what was to be written.
            body: the letter's body in canonical form, paragraphs parted by an empty line.
            values: every value the letter may state, by slot name.
            passed: the body of a draft that has passed, with its slots: where writing the values back gives
                that very text, it need not be judged again.
            wrapped: whether the body's lines may have been wrapped, a value broken over two of them.
        """

        def judge() -> Verdict:
            if len(body) > MAX_LETTER_CHARACTERS:
                return Verdict((_too_long(""),))
            if passed is not None and unfill(body, values.values(), wrapped=wrapped).text == passed:
                return Verdict(())
            force = self._in_force(plan)
            told = list(force.told_by(plan, body))
            sought = names.with_short_names(values, force.rules.lexicon)
            if told:
                said = " ".join(body[each.start : each.end] for each in told)
                sought = _without_told(sought, said.casefold().split())
            in_words = force.accounted.sums(body, sought.values())
            unfilled = unfill(body, sought.values(), wrapped=wrapped, told=[*in_words, *told])
            tells = force.telling(plan)
            more = [
                *telling.judge(plan, unfilled.without_told(body), values, tells),
                *(
                    each
                    for each in telling.asked(unfilled.text, values, tells)
                    if not _is_told_so(each, unfilled, told)
                ),
            ]
            return self._filled(plan, body, unfilled, values, whole=plan.section_ids, more=more)

        return _guarded(judge)

    def judge_subject(self, plan: Plan, subject: str, values: Mapping[str, Slot]) -> Verdict:
        """Judge a letter's subject as its body is judged: the closed world; nothing has to stand in it.

        Args:
            plan: what was to be written.
            subject: the subject in canonical form.
            values: every value the letter may state, by slot name.
        """
        unfilled = unfill(subject, values.values())
        return _guarded(lambda: self._filled(plan, subject, unfilled, values, whole=()))

    def judge_note(self, plan: Plan, note: str) -> Verdict:
        """Judge an agent's own note: its facts are the case's, its phrases are the policy's.

        Args:
            plan: the plan of the letter it will stand in.
            note: the note in canonical form.
        """
        return _guarded(lambda: self._note(plan, note))

    def names_in(self, plan: Plan, text: str) -> Iterator[tuple[int, int]]:
        """Yield from where to where a text seems to name somebody, or something, that its case does not know.

        Args:
            plan: the case's plan.
            text: the text, with slots.
        """
        force = self._in_force(plan)
        for found in force.names(force.read({"": text}), plan):
            if found.span:
                yield found.span.start, found.span.end

    def screen(self, text: str, lang: Language | None = None) -> Screening:
        """Return the legal triggers that rules find in what somebody wrote; see :meth:`Screen.screen`."""
        return Screen.load(self._shelf).screen(text, lang)

    def screen_message(self, text: str, lang: Language | None = None) -> Screening:
        """Return the legal triggers in a customer's message: by what it says, and by what it reads like."""
        return impression.load(impression.MESSAGES, self._shelf).of(text, self.screen(text, lang))

    def screen_account(self, text: str, lang: Language | None = None) -> Screening:
        """Return the same for what an agent writes of a case."""
        return impression.load(impression.ACCOUNTS, self._shelf).of(text, self.screen(text, lang))

    def screen_letter(self, text: str, lang: Language) -> Screening:
        """Return the same for what a company writes to a customer: a letter, a note or a subject."""
        read = impression.load(impression.ACCOUNTS, self._shelf)
        return read.of(text, self.screen(text, lang), impression.HEARD_IN_LETTERS)

    def rules_for(self, plan: Plan) -> tuple[Rule, ...]:
        """Return the rules in force for a plan, as the prompt quotes them."""
        return self.rules_in_force(plan.guide.kind, plan.language, plan.facts.named)

    def rules_in_force(self, kind: Kind, language: Language, named: frozenset[str]) -> tuple[Rule, ...]:
        """Return the rules in force for a kind of letter, a language and named facts; see :data:`NAMED`."""
        return in_force(kind, language, named, self._shelf).told

    def number_words(self, language: Language) -> tuple[str, ...]:
        """Return the words of a language that stand for numbers and dates; “one” says as little as “a”."""
        return _number_words(language, self._shelf)

    def ordinary_words(self, language: Language) -> frozenset[str]:
        """Return the most frequent words of a language."""
        return _ordinary_words(language, self._shelf)

    def version(self, language: Language) -> str:
        """Return the digest of everything the policy says about a language (12 hexadecimal digits)."""
        return _version(language, self._shelf)

    def screen_version(self) -> str:
        """Return the digest of everything that is screened for (12 hexadecimal digits)."""
        return _screen_version(self._shelf)

    def _in_force(self, plan: Plan) -> InForce:
        return in_force(plan.guide.kind, plan.language, plan.facts.named, self._shelf)

    def _sections(self, plan: Plan, texts: dict[str, str]) -> Verdict:
        force = self._in_force(plan)
        too_long = [id for id, text in texts.items() if len(text) > MAX_SECTION_CHARACTERS]
        if too_long:
            return Verdict(tuple(map(_too_long, too_long)))
        terms = force.terms(plan)
        odd, named = force.shapes.of(texts.values())
        reading = force.read(texts)
        findings: list[Finding] = []
        for section in plan.sections:
            text = texts[section.id]
            is_odd = odd and force.shapes.of((text,))[0]
            if is_odd or not places.as_planned(section, text):
                bare = blank(text, terms)
                findings += places.judge(section, text, bare)
                if is_odd:
                    findings += alphabet.judge(section.id, text, bare, force.alphabet)
            findings += extent.judge(section, text, reading.counts[section.id], force.alphabet)
        findings += force.judge(reading, plan, named=named)
        return Verdict(in_order(findings, plan.section_ids)) if findings else Verdict(())

    def _note(self, plan: Plan, note: str) -> Verdict:
        force = self._in_force(plan)
        # The figures and days of a note are the agent's to tell: they are no promise and no blank.
        unfilled = unfill(note, (), told=force.accounted.figures[note])
        judged = force.judge(force.read({"": unfilled.text}), plan, whole=())
        bare = blank(note, force.terms(plan))
        return Verdict(
            (
                *(_as_filled(found, unfilled, note) for found in judged if found.rule not in _NOT_OF_NOTES),
                *blanks.drawn(note, bare),
                *tongue.judge_script(note, bare, force.alphabet.letters),
            )
        )

    def _filled(
        self,
        plan: Plan,
        filled: str,
        unfilled: Unfilled,
        values: Mapping[str, Slot],
        *,
        whole: Collection[str],
        more: Iterable[Finding] = (),
    ) -> Verdict:
        force = self._in_force(plan)
        text = unfilled.text
        terms = force.terms(plan)
        texts = {"": text}
        odd, named = force.shapes.of(texts.values())
        findings = list(alphabet.judge_letter(text, blank(text, terms), force.alphabet)) if odd else []
        findings += _brackets(text)
        findings += beside.judge(text, values)
        findings += more
        reading, tells = force.read(texts), force.telling(plan)
        findings += likeness.judge(reading, values, tells, force.rules.lexicon)
        findings += force.judge(reading, plan, whole=whole, named=named, values=values)
        untold = details.untold_words(
            force.checks, force.marks, force.rules.lexicon, reading, plan.facts.story
        )
        certain = [each for each in findings if not telling.is_doubt(each)]
        findings += [each for each in untold if not any(map(each.overlaps, certain))]
        settled = findings
        if not plan.facts.is_delicate:
            settled = list(telling.settled(findings, text, values, tells))
        found = in_order((_as_filled(finding, unfilled, filled) for finding in settled), ("",))
        softened = (
            replace(each, severity=Severity.warning) if _is_as_told(each, force, plan) else each
            for each in found
        )
        return Verdict(tuple(telling.asked_once(softened)))


_NOT_OF_NOTES = frozenset(
    {
        "figures.in_words",
        "figures.counted",
        "contact.in_words",
        "fact.name",
        "fact.unheard",
        "language.strange",
    }
)
"""An agent's facts and rare words are the case's."""
_IN_WORDS = "figures.in_words"
_TURNED = frozenset(("figures.turned", "figures.beside_slot", "figures.in_words", "contact.in_words"))
"""Rules about values and the words beside them, such as “ul.” before a street."""


def _guarded(judge: Callable[[], Verdict]) -> Verdict:
    try:
        return judge()
    except LibraryError:
        raise
    except Exception as error:  # noqa: BLE001  (fail closed: whatever went wrong, nothing passes)
        why = f"The check itself failed ({type(error).__name__}), so the text is refused."
        return Verdict((Finding.lacking("gate.failed", "", why),))


@lru_cache(maxsize=32)
def _number_words(language: Language, shelf: Shelf) -> tuple[str, ...]:
    words = languages.load(language, shelf)
    said = (*words.numbers, *words.digits, *words.months)
    return tuple(entry for entry in said if entry not in words.ones)


@lru_cache(maxsize=32)
def _ordinary_words(language: Language, shelf: Shelf) -> frozenset[str]:
    words = languages.load(language, shelf)
    return frozenset((*words.function_words, *words.shared_function_words))


@lru_cache(maxsize=32)
def _version(language: Language, shelf: Shelf) -> str:
    names = (
        alphabet.FILE,
        concepts.SHARED,
        f"concepts/{language}.yaml",
        f"languages/{language}.yaml",
        linear.file(language),
        vocabulary.file(language),
    )
    return shelf.digest((*names, *shelf.names("rules/*.yaml")))


@lru_cache(maxsize=8)
def _screen_version(shelf: Shelf) -> str:
    read = map(linear.file, (impression.MESSAGES, impression.ACCOUNTS))
    return shelf.digest((*shelf.names("escalation/**/*.yaml"), *read))


def _without_told(values: Mapping[str, Slot], told: Collection[str]) -> Mapping[str, Slot]:
    """Return values but the weekdays and bare numbers that the account tells of as well, and of what."""
    return {
        name: slot
        for name, slot in values.items()
        if slot.value.casefold() not in told or not (slot.type == "weekday" or slot.value.isdigit())
    }


def _is_told_so(asked: Finding, unfilled: Unfilled, told: Sequence[Stretch]) -> bool:
    """Say whether what only the account has is told of what the account tells it of."""
    if asked.rule != telling.ONLY_ACCOUNT or asked.span is None:
        return False
    start, end = unfilled.filled_span(asked.span.start, asked.span.end)
    marks = [each.mark for each in told if start <= each.start and each.end <= end]
    return bool(marks) and all(mark == TOLD_SURE for mark in marks)


def _is_as_told(found: Finding, force: InForce, plan: Plan) -> bool:
    """Say whether an error is about a value that the account has in the very words that turn it.

    So is one about a length of time that is one: “a day later” follows from two days of the case.
    """
    if found.severity is not Severity.error or found.rule not in _TURNED:
        return False
    is_one = found.rule == _IN_WORDS and force.accounted.is_of_one(found.quote)
    return is_one or force.accounted.is_told(found.quote, plan.facts.story)


def _as_filled(finding: Finding, unfilled: Unfilled, body: str) -> Finding:
    if finding.span is None:
        return finding
    span = Span.of(body, *unfilled.filled_span(finding.span.start, finding.span.end))
    return replace(finding, span=span, quote=body[span.start : span.end])


def _brackets(text: str) -> Iterator[Finding]:
    for bracket in TYPED_BRACKETS.values():
        start = text.find(bracket)
        if start >= 0:
            why = "A bracket stands in the letter; a slot may be left unfilled."
            yield Finding.at("slot.bracket", "", text, (start, start + 1), why)
            return


def _too_long(section: str) -> Finding:
    return Finding.lacking(
        "draft.length_limit",
        section,
        "The text is far longer than a letter.",
        "Keep to the number of words asked for.",
    )
