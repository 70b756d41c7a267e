"""The map of public addresses. What no line names may still be a piece's own or former address."""

from django.urls import path, re_path

from reviews import feeds, sitemaps
from reviews.views import files, lists, pages, shared, site

KINDS = {
    "reviews": "review",
    "interviews": "interview",
    "features": "feature",
    "dispatches": "dispatch",
    "news": "news",
    "videos": "video",
}

urlpatterns = [
    path("", lists.home, name="home"),
    *(path(f"{word}/", lists.kind, {"kind": kind}, name=f"kind-{kind}") for word, kind in KINDS.items()),
    *(
        path(f"{word}/feed/", feeds.KindFeed(), {"kind": kind}, name=f"feed-{kind}")
        for word, kind in KINDS.items()
    ),
    path("sections/<str:slug>/", lists.section, name="section"),
    path("archive/", lists.archive, name="archive"),
    path("archive/<int:year>/", lists.archive_year, name="archive-year"),
    path("archive/<int:year>/<int:month>/", lists.archive_month, name="archive-month"),
    path("search/", lists.search, name="search"),
    path("films/", lists.films, name="films"),
    path("films/<str:slug>/", pages.film, name="film"),
    path("films/<str:slug>/feed/", feeds.FilmFeed(), name="feed-film"),
    path("people/", lists.people, name="people"),
    path("people/<str:slug>/", pages.person, name="person"),
    path("people/<str:slug>/feed/", feeds.PersonFeed(), name="feed-person"),
    path("contributors/", lists.contributors, name="contributors"),
    path("contributors/<str:slug>/", pages.contributor, name="contributor"),
    path("contributors/<str:slug>/feed/", feeds.ContributorFeed(), name="feed-contributor"),
    path("tags/<str:slug>/", pages.tag, name="tag"),
    path("tags/<str:slug>/feed/", feeds.TagFeed(), name="feed-tag"),
    path("festivals/", lists.festivals, name="festivals"),
    path("festivals/<str:slug>/<int:year>/", pages.festival, name="festival"),
    path("corrections/", lists.corrections, name="corrections"),
    path("masthead/", site.masthead, name="masthead"),
    path("about/", site.about, name="about"),
    path("feed/", feeds.SiteFeed(), name="feed"),
    path("feed/atom/", feeds.SiteAtom(), name="feed-atom"),
    path("feeds/", site.feeds, name="feeds"),
    path("pictures/<str:key>/<int:width>.<str:extension>", files.picture, name="picture"),
    path("preview/read/<str:handle>/", shared.read, name="preview-read"),
    # With whatever a mail or a chat has put behind the link, so that no token ends as an address not found.
    re_path(r"^preview/(?P<token>[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-]).*$", shared.take, name="preview"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-films.xml", sitemaps.of_films, name="sitemap-films"),
    path("sitemap-<int:year>.xml", sitemaps.of_year, name="sitemap-year"),
    re_path(r"^(?P<address>.+)$", pages.by_address, name="piece"),
]
