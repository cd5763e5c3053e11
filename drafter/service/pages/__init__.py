"""The review pages, drawn on the server."""

from __future__ import annotations

from fastapi import FastAPI


def install(app: FastAPI) -> None:
    """Add the pages' routes, filters and error page to an app.

    ``app.state.service`` is the :class:`drafter.service.context.Service`, ``app.state.templates`` the
    environment; set ``app.state.problem_page`` to a :data:`drafter.service.refusing.ProblemPage`.
    """
    del app
