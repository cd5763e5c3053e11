"""What a case chooses from: the kinds of letter, the languages, and the closed sets of its facts."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, StrEnum
from typing import get_args


def allowed(annotation: object) -> Iterator[str]:
    """Yield the values that a field with such an annotation may be chosen from; none for any other field."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    for inner in get_args(annotation):
        yield from allowed(inner)


class Kind(StrEnum):
    """The four letters."""

    winback = "winback"
    apology = "apology"
    refund_refusal = "refund_refusal"
    termination = "termination"


class Language(StrEnum):
    """The six languages, as BCP 47 tags."""

    en = "en"
    fil = "fil"
    ms = "ms"
    id = "id"
    bg = "bg"
    te = "te"


class Title(StrEnum):
    """How a customer is addressed; each language has its own word for it."""

    mr = "mr"
    ms = "ms"
    mrs = "mrs"
    miss = "miss"
    dr = "dr"
    prof = "prof"


class Tone(StrEnum):
    """How the letter speaks."""

    warm = "warm"
    formal = "formal"


class Disclosure(StrEnum):
    """How much of the agent's own words a model may read."""

    account = "account"
    facts = "facts"


class OfferType(StrEnum):
    """What may be offered."""

    percent_off = "percent_off"
    amount_off = "amount_off"
    credit = "credit"
    free_service = "free_service"
    free_shipping = "free_shipping"
    free_gift = "free_gift"
    replacement = "replacement"
    repair = "repair"
    redo_service = "redo_service"
    refund = "refund"
    partial_refund = "partial_refund"


class LostReason(StrEnum):
    """Why a customer left (win-back guide, step 4)."""

    service = "service"
    quality = "quality"
    price = "price"
    delivery = "delivery"
    billing = "billing"


class ApologyProblem(StrEnum):
    """What went wrong (apology guide, step 2)."""

    late_delivery = "late_delivery"
    wrong_item = "wrong_item"
    damaged_item = "damaged_item"
    poor_quality = "poor_quality"
    poor_service = "poor_service"
    missed_appointment = "missed_appointment"
    billing_error = "billing_error"
    outage = "outage"


class Cause(StrEnum):
    """Why it went wrong, always on the company's own side (apology guide, steps 3 and 3c)."""

    planning = "planning"
    stock = "stock"
    handling = "handling"
    system = "system"
    staffing = "staffing"
    communication = "communication"


class RefusalReason(StrEnum):
    """A fact that speaks against a refund (refusal guide, steps 3 and 4)."""

    delivered_on_time = "delivered_on_time"
    delivered_as_agreed = "delivered_as_agreed"
    service_completed = "service_completed"
    condition_as_promised = "condition_as_promised"
    period_ended = "period_ended"
    used_after_delivery = "used_after_delivery"
    made_to_order = "made_to_order"
    digital_content_used = "digital_content_used"
    final_sale = "final_sale"
    late_cancellation = "late_cancellation"
    inspected_no_defect = "inspected_no_defect"


class Basis(StrEnum):
    """Why the company ends the service (end-of-service guide, steps 3 and 4)."""

    needs = "needs"
    growth = "growth"
    time = "time"
    conduct = "conduct"
