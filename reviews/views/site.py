"""The magazine about itself, and what it answers where nothing is."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.urls import reverse

from pagecache.responses import checked_by_content, name_keys, never_keep
from reviews import coverage
from reviews.kinds import BY_VALUE, KINDS

NOT_FOUND, WITHDRAWN, LEGAL = 404, 410, 451


def about(request):
    return checked_by_content(request, name_keys(render(request, "reviews/about.html")))


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


def absent(request, review, absence):
    """451, 410 or 404, as the piece's rule says; never a word of the piece itself."""
    if absence.status not in (WITHDRAWN, LEGAL):
        return not_found(request)
    context = {
        "restriction": absence.restriction,
        "since": absence.restriction and (absence.restriction.starts_at or absence.restriction.created_at),
        "kind": BY_VALUE[review.kind],
        "film": coverage.films(request.at).filter(pk=review.main_film_id).first()
        if review.main_film_id
        else None,
    }
    response = render(request, f"errors/{absence.status}.html", context, status=absence.status)
    if absence.status == LEGAL:
        # RFC 7725: the link names who blocks, which is us, not who asked for it.
        response["Link"] = f'<{settings.SITE_URL}/>; rel="blocked-by"'
        response["X-Robots-Tag"] = "noindex, noarchive"
    return never_keep(response)


def expired_preview(request):
    return never_keep(render(request, "errors/403.html", status=403))


def broken(request):
    """Asks no database and runs no context processor: one of them may be what broke."""
    page = loader.get_template("errors/500.html").render({"site_name": settings.SITE_NAME})
    return HttpResponseServerError(page)
