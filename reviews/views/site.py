"""The magazine about itself, and what it answers where nothing is."""

import sys

from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.timezone import localtime

from pagecache.responses import checked_by_content, name_keys, never_keep
from reviews import coverage
from reviews.kinds import BY_VALUE, KINDS
from reviews.models import Contributor, Review

NOT_FOUND, WITHDRAWN, LEGAL = 404, 410, 451
AWAY_FOR = 60  # seconds after which it is worth asking again


def about(request):
    return checked_by_content(request, name_keys(render(request, "reviews/about.html")))


def masthead(request):
    """Who makes the magazine, in the order that the chief editor gave them."""
    on_it = Contributor.objects.filter(masthead_position__isnull=False, status=Contributor.Status.ACTIVE)
    shown = set(coverage.contributors(request.at).filter(pk__in=on_it).values_list("pk", flat=True))
    people = [(one, one.pk in shown) for one in on_it.order_by("masthead_position", "sort_name", "pk")]
    response = render(request, "reviews/masthead.html", {"people": people})
    return checked_by_content(
        request, name_keys(response, "masthead", *(f"contributor:{one.pk}" for one, _has in people))
    )


def feeds(request):
    addresses = [(kind.plural, reverse(f"feed-{kind.value}")) for kind in KINDS]
    return checked_by_content(request, name_keys(render(request, "reviews/feeds.html", {"feeds": addresses})))


def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /search/",
        "Disallow: /report/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return name_keys(HttpResponse("\n".join(lines) + "\n", content_type="text/plain"))


# What an address answers when its page is not there


def not_found(request, exception=None):
    return never_keep(render(request, "errors/404.html", status=404))


def closed(request, exception=None, reason=""):
    """403. The refusal's own words are for whoever is signed in; `reason`: Django's, where a form was forged or old."""
    user = getattr(request, "user", None)
    why = str(exception or "") if user is not None and user.is_authenticated else ""
    return never_keep(render(request, "errors/403.html", {"why": why, "is_stale": bool(reason)}, status=403))


def absent(request, review, absence):
    """451, 410 or 404, as the piece's rule says; never a word of the piece itself."""
    if absence.status not in (WITHDRAWN, LEGAL):
        return not_found(request)
    context = {
        "restriction": absence.restriction,
        "since": absence.restriction and (absence.restriction.starts_at or absence.restriction.created_at),
        "withdrawn": review
        if review.status == Review.Status.WITHDRAWN and absence.restriction is None
        else None,
        "kind": BY_VALUE[review.kind],
        "film": coverage.films(request.at).filter(pk=review.main_film_id).first()
        if review.main_film_id
        else None,
    }
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response = JsonResponse(facts(absence, context["since"]), status=absence.status)
    else:
        response = render(request, f"errors/{absence.status}.html", context, status=absence.status)
    if absence.status == LEGAL:
        # RFC 7725: the link names who blocks, which is us, not who asked for it.
        response["Link"] = f'<{settings.SITE_URL}/>; rel="blocked-by"'
        response["X-Robots-Tag"] = "noindex, noarchive"
    return never_keep(response)


def facts(absence, since) -> dict:
    """What the page says, for a program."""
    row = absence.restriction
    return {
        "status": absence.status,
        "since": localtime(since).date().isoformat() if since else None,
        "reference": row.reference if row else "",
        "kind": row.public_kind if row else "",
        "words": row.public_words if row else "",
        "register": settings.SITE_URL + row.register_path if row and row.register_path else None,
    }


def broken(request):
    """500, or 503 while the database cannot be asked.

    Asks no database and runs no context processor: one of them may be what broke.
    """
    is_away = isinstance(sys.exc_info()[1], OperationalError)
    page = loader.get_template("errors/500.html").render(
        {"site_name": settings.SITE_NAME, "is_away": is_away}
    )
    if not is_away:
        return HttpResponseServerError(page)
    return HttpResponse(page, status=503, headers={"Retry-After": str(AWAY_FOR), "Cache-Control": "no-store"})
