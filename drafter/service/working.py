"""The workers that draft, call webhooks and send mail in the background."""

from __future__ import annotations

from drafter.service.context import Service


class Workers:
    """All workers of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def start(self) -> None:
        """Begin to work."""

    async def stop(self) -> None:
        """Finish what is under way and take on nothing new."""
