"""Counters for Prometheus. Labels are route templates, states and outcomes, never ids or names."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "drafter_requests", "Requests served.", ("method", "route", "status"), registry=self.registry
        )
        self.request_seconds = Histogram(
            "drafter_request_seconds",
            "Seconds a request took.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.drafts = Counter(
            "drafter_drafts", "Drafts written.", ("kind", "language", "outcome"), registry=self.registry
        )
        self.draft_seconds = Histogram(
            "drafter_draft_seconds",
            "Seconds a draft took.",
            buckets=(0.01, 0.1, 1, 5, 15, 30, 60, 120),
            registry=self.registry,
        )
        self.tokens = Counter(
            "drafter_model_tokens", "Tokens the model service has counted.", ("sort",), registry=self.registry
        )
        self.deliveries = Counter(
            "drafter_deliveries", "Deliveries tried.", ("target", "outcome"), registry=self.registry
        )
        self.webhooks = Counter(
            "drafter_webhooks", "Webhook requests made.", ("outcome",), registry=self.registry
        )
        self.states = Gauge("drafter_drafts_in_state", "Drafts by state.", ("state",), registry=self.registry)
        self.waiting = Gauge("drafter_jobs_waiting", "Jobs by topic.", ("topic",), registry=self.registry)

    def exposition(self) -> bytes:
        """Return all counters in the text format."""
        return generate_latest(self.registry)
