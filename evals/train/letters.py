"""The sentences of letters in a language, as the policy would read them."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from random import Random
from typing import Any

from drafter import fallback, letter
from drafter.case import Case
from drafter.case_file import read_case
from drafter.choices import Kind, Language, allowed
from drafter.evaluation.drafting import TODAY, Library
from drafter.evaluation.labelled import Standing, in_case
from drafter.library import Shelf, built_in
from drafter.pipeline import Drafter
from drafter.policy import classifier, concepts, examples, linear
from drafter.policy.folding import SLOT_WORD
from drafter.policy.reading import Reading
from drafter.slots import unfill
from evals.bench import clean
from evals.bench.clean import CleanDraft
from evals.train.labelled import APART, Text, rows

DOUBT = {
    "threat": "doubt.threat",
    "blames_customer": "doubt.blame",
    "excuse_or_shifting_blame": "doubt.blame",
    "sarcasm": "doubt.manner",
    "condescension": "doubt.manner",
    "insult_or_discrimination": "doubt.manner",
    "minimising_feelings": "doubt.minimising",
    "conditional_non_apology": "doubt.minimising",
    "pressure_or_guilt_trip": "doubt.pressure",
    "begging": "doubt.pressure",
    "unapproved_promise": "doubt.promise",
    "guarantee_of_outcome": "doubt.promise",
    "internal_leak": "doubt.internal",
    "ai_or_meta_talk": "doubt.internal",
    "placeholder_left": "doubt.internal",
    "contact_outside_case": "doubt.promise",
    "number_in_words_with_unit": "doubt.promise",
    "off_topic_language": "doubt.internal",
    "admits_liability": "doubt.law",
    "invites_legal_action": "doubt.law",
    "gives_legal_advice": "doubt.law",
    "apology_without_known_reason": "doubt.winback",
    "states_buyers_remorse": "doubt.refusal",
    "admits_fault_in_refusal": "doubt.refusal",
    "ties_concession_to_fault": "doubt.refusal",
    "reopens_decision": "doubt.refusal",
    "hints_at_refund_anyway": "doubt.refusal",
    "names_customer_conduct": "doubt.termination",
    "invites_negotiation_or_appeal": "doubt.termination",
    "wavering_or_door_open": "doubt.termination",
    "refers_to_competitor_after_conduct": "doubt.termination",
    "specifics_of_incident": "doubt.termination",
}
"""The rule that a reviewer reads for each fault of the labelled passages."""
BLUNT_DOUBT = {
    "blame": "doubt.blame",
    "sarcasm": "doubt.manner",
    "condescension": "doubt.manner",
    "insult": "doubt.manner",
    "threat": "doubt.threat",
    "conditional_apology": "doubt.minimising",
    "minimising": "doubt.minimising",
    "pressure": "doubt.pressure",
    "begging": "doubt.pressure",
    "liability": "doubt.law",
    "legal": "doubt.law",
    "ai": "doubt.internal",
    "meta": "doubt.internal",
    "placeholder": "doubt.internal",
    "internal": "doubt.internal",
    "foreign": "doubt.internal",
    "winback": "doubt.winback",
    "refusal": "doubt.refusal",
    "termination": "doubt.termination",
}
"""The same for each kind of blunt violation, by its name or the first word of it; the others are promises."""
RULE_DOUBT = {
    "promise": "doubt.promise",
    "liability": "doubt.law",
    "legal": "doubt.law",
    "leak": "doubt.internal",
    "meta": "doubt.internal",
    "apology": "doubt.minimising",
    "apology.blame": "doubt.blame",
    "apology.excuse": "doubt.blame",
    "tone": "doubt.manner",
    "tone.threat": "doubt.threat",
    "tone.begging": "doubt.pressure",
    "tone.pressure": "doubt.pressure",
    "winback": "doubt.winback",
    "refusal": "doubt.refusal",
    "termination": "doubt.termination",
}
"""The same for what other rules forbid, by their id or the first word of it."""
SEEDS = 3
"""Letters that are made of a case by templates, of several wordings."""
CHOICES = {"reason", "problem", "cause", "basis", "reasons"}
"""Fields of cases by which templates choose their words."""
MOST_PLANTED = 14
"""Words of a violation that is planted within a good sentence, at most."""
IN_OTHER_WORDS = {
    "off_topic_language", "placeholder_left", "contact_outside_case", "foreign", "placeholder", "contact",
}  # fmt: skip
"""Faults and violations put in words that are not the language's."""
TIMES = 5
"""Texts that an example of a rule counts for."""


class Reader:
    """Reads labelled rows as the policy would.

    Args:
        language: the language.
    """

    def __init__(self, language: Language) -> None:
        policies = Shelf.of("policies")
        self._language = language
        self._standing = Standing(Library(Shelf.of("prompts"), policies))
        self._lexicon = concepts.load(language, policies)

    def texts(self) -> Iterator[Text]:
        """Yield everything there is to train on."""
        yield from self._passages()
        yield from self._alone()
        yield from self._planted()
        yield from self._examples()
        for name, kind, text in self._templates():
            yield from self._sentences(name, kind, text, linear.GOOD)
        yield from self._letters()
        yield from self._drafts()

    def words(self) -> set[str]:
        """Return the words of all that is written in the language; see :mod:`drafter.policy.vocabulary`."""
        folders = ("passages", "training", "blunt", "letters")
        said = [
            row["text"]
            for folder in folders
            for row in rows(folder, self._language)
            if not IN_OTHER_WORDS & {row.get("fault"), row.get("violation")}
        ]
        said += (text for _, _, text in self._templates())
        said += ("\n\n".join(draft.texts.values()) for draft in self._clean())
        return {word for text in said for words in self._said(text) for word in words if word[0] != SLOT_WORD}

    def _passages(self) -> Iterator[Text]:
        for row in self._labelled():
            kind = Kind(row["kind"])
            text = self._as_judged(row["text"], kind, row["fault"])
            fault = DOUBT.get(row["fault"], linear.GOOD) if row["bad"] else linear.GOOD
            found = list(self._sentences(row["id"], kind, text, fault))
            yield from _as_one(found) if row["bad"] else found

    def _labelled(self) -> Iterator[Mapping[str, Any]]:
        yield from rows("passages", self._language)
        yield from rows("training", self._language)

    def _alone(self) -> Iterator[Text]:
        for id, kind, text, fault in self._violations():
            yield from _as_one(list(self._sentences(id, kind, text, fault)))

    def _violations(self) -> Iterator[tuple[str, Kind, str, str]]:
        """Yield blunt violations and what the rules' examples say is bad: id, kind of letter, text, fault.

        Each stands in one of the kinds of letter it belongs to, in turn.
        """
        for number, row in enumerate(rows("blunt", self._language)):
            yield row["id"], Kind(row["kinds"][number % len(row["kinds"])]), row["text"], _of_blunt(row)
        for rule, given in examples.of_rules(self._language, Shelf.of("policies")):
            fault = RULE_DOUBT.get(rule.id, RULE_DOUBT.get(rule.id.split(".")[0], ""))
            for number, example in enumerate(given.bad if rule.forbid and fault else ()):
                kind = example.kind or rule.letters[number % len(rule.letters)]
                yield f"{rule.id} {number}", kind, examples.marks_of(example.text)[0], fault

    def _planted(self) -> Iterator[Text]:
        """Yield violations again, each within a good sentence, which takes nothing from it."""
        good = self._good()
        chance = Random(self._language)
        for id, kind, text, fault in self._violations():
            said = self._said(text)
            if len(said) == 1 and len(said[0]) <= MOST_PLANTED:
                around = chance.choice(good[kind])
                place = chance.randrange(len(around) + 1)
                words = [*around[:place], *said[0], *around[place:]]
                yield _text(id, kind, words, fault)

    def _good(self) -> Mapping[Kind, list[Sequence[str]]]:
        """Return the words of good sentences that are no letter's of those left out to draw the line."""
        good: dict[Kind, list[Sequence[str]]] = defaultdict(list)
        for row in self._labelled():
            if not row["bad"]:
                kind = Kind(row["kind"])
                good[kind] += self._said(self._as_judged(row["text"], kind, row["fault"]))
        for _, kind, text in self._templates():
            good[kind] += self._said(text)
        return good

    def _examples(self) -> Iterator[Text]:
        """Yield the examples of the rules whose faults are told apart: each counts for several passages."""
        for rule, given in examples.of_rules(self._language, Shelf.of("policies")):
            for fault, some in ((rule.id, given.bad), (linear.GOOD, given.ok)):
                for example in some if rule.check == classifier.CHECK else ():
                    kind = example.kind or rule.letters[0]
                    text = examples.marks_of(example.text)[0]
                    yield from [*self._sentences(rule.id, kind, text, fault)] * TIMES

    def _as_judged(self, text: str, kind: Kind, fault: str) -> str:
        body, slots = in_case(text, self._standing.of(kind, self._language, fault))
        return unfill(body, slots.values()).text

    def _templates(self) -> Iterator[tuple[str, Kind, str]]:
        """Yield the letters that templates make of cases of every choice, with a name for each."""
        drafter = Drafter(today=lambda: TODAY)
        for kind in Kind:
            shipped = read_case(built_in("examples") / self._language / f"{kind}.yaml")
            for case, seed in itertools.product(_of_every_choice(shipped), range(SEEDS)):
                plan = drafter.plan(case)
                draft = fallback.write(plan, drafter.prompts, seed=str(seed), only=plan.section_ids)
                yield f"template {kind} {seed}", kind, letter.body_with_slots(case, draft)

    def _letters(self) -> Iterator[Text]:
        for row in rows("letters", self._language):
            yield from self._sentences(f"{APART}{row['id']}", Kind(row["kind"]), row["text"], linear.GOOD)

    def _drafts(self) -> Iterator[Text]:
        for number, draft in enumerate(self._clean()):
            text = "\n\n".join(draft.texts.values())
            yield from self._sentences(f"{APART}clean {number}", draft.plan.guide.kind, text, linear.GOOD)

    def _clean(self) -> Iterator[CleanDraft]:
        yield from clean.drafts(Drafter(today=lambda: TODAY), self._language)

    def _sentences(self, id: str, kind: Kind, text: str, fault: str) -> Iterator[Text]:
        yield from (_text(id, kind, words, fault) for words in self._said(text))

    def _said(self, text: str) -> list[Sequence[str]]:
        """Return the words of a text's sentences."""
        return [sentence.parse.words for sentence in Reading({"": text}, self._lexicon).as_written]


def _of_every_choice(case: Case) -> Iterator[Case]:
    """Yield a case, and the same for every other reason, problem, cause or basis."""
    yield case
    for field in sorted(CHOICES & type(case).model_fields.keys()):
        for choice in allowed(type(case).model_fields[field].annotation):
            yield case.model_copy(update={field: (choice,) if field == "reasons" else choice})


def _of_blunt(row: Mapping[str, Any]) -> str:
    """Return the rule that a reviewer reads for a blunt violation."""
    said = row["violation"]
    return BLUNT_DOUBT.get(said, BLUNT_DOUBT.get(said.split("_")[0], "doubt.promise"))


def _text(id: str, kind: Kind, words: Sequence[str], fault: str) -> Text:
    return Text(fault, id, Counter(classifier.features(words, kind)), linear.length(len(words)))


def _as_one(sentences: Sequence[Text]) -> Iterator[Text]:
    """Yield the sentences of a bad passage as one text: which of them is at fault is not labelled."""
    counts: Counter[str] = Counter()
    for each in sentences:
        counts.update(each.counts)
    if sentences:
        length = sqrt(sum(each.length**2 for each in sentences))
        yield sentences[0]._replace(counts=counts, length=length)
