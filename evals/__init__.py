"""Measurements of the product, run from the repository."""
