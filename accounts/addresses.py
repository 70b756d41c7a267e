"""Addresses that a page prints by the dozen."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, *args) -> str:
    """As `reverse` gives it, for whatever stands in many places: each is put together once. Raises NoReverseMatch."""
    return _reversed(name, args, get_script_prefix())


@lru_cache(maxsize=4096)
def _reversed(name: str, args: tuple, _script_prefix: str) -> str:
    return reverse(name, args=args)
