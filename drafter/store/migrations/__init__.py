"""Migrations of the store, run by :func:`drafter.store.schema.upgrade`."""
