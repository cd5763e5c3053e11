"""How often whom may ask: moving windows in this process's memory.

What a model may cost is limited elsewhere, by its token budget (:mod:`drafter.budget`).
"""

from __future__ import annotations

from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from drafter.service.problem import Refusal


@dataclass(frozen=True, slots=True)
class Rates:
    """Most requests of each sort.

    Attributes:
        person: of one signed-in person or token; a live re-check while typing makes two a second.
        stranger: of one address that is not signed in, failed sign-ins and tokens included.
        login: sign-ins of one name, right or wrong.
    """

    person: str = "600/minute"
    stranger: str = "120/minute"
    login: str = "10/minute"


class Limiter:
    """Counts requests by who makes them."""

    def __init__(self, rates: Rates = Rates()) -> None:
        self._strategy = MovingWindowRateLimiter(MemoryStorage())
        self._rates: dict[str, RateLimitItem] = {
            "person": parse(rates.person),
            "stranger": parse(rates.stranger),
            "login": parse(rates.login),
        }

    def hit(self, sort: str, who: str) -> None:
        """Count one request.

        Args:
            sort: ``person``, ``stranger`` or ``login``.
            who: whose request it is.

        Raises:
            Refusal: ``too_many_requests``, with ``Retry-After``.
        """
        rate = self._rates[sort]
        if not self._strategy.hit(rate, sort, who):
            seconds = str(rate.get_expiry())
            raise Refusal("too_many_requests", "wait a little", headers={"Retry-After": seconds})
