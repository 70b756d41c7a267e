"""How a view says what its answer depends on and how long others may keep it."""

from django.http import HttpResponse


def name_keys(response: HttpResponse, *keys: str) -> HttpResponse:
    """Name what the answer shows (`review:12`, `film:3`, `site`...), for us and for a CDN.

    Until finished pages are kept, every public answer asks to be checked again (`no-cache`).
    """
    named = dict.fromkeys([*response.get("Surrogate-Key", "").split(), *keys, "site"])
    response["Surrogate-Key"] = " ".join(named)
    response.setdefault("Cache-Control", "no-cache")
    return response


def never_keep(response: HttpResponse) -> HttpResponse:
    """For refusals, receipts, previews and everything about one person."""
    response["Cache-Control"] = "no-store"
    for header in ("Surrogate-Key", "ETag", "Last-Modified"):
        if header in response:
            del response[header]
    return response
