"""Signing in and out: forms that pages post to. The pages draw ``GET /login`` and ``GET /setup``."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
