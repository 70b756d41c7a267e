"""RSS of what is published: the site's, a kind's, a film's, a person's, a contributor's, a tag's."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from films.models import Film, Person
from pagecache.responses import checked_by_content, name_keys
from reviews.models import Contributor, Review, Tag

NEWEST = 30


def absolute(path: str) -> str:
    return settings.SITE_URL + path


class ReviewFeed(Feed):
    """Pieces in list order, with dek or excerpt: spoilers stay on the page."""

    keys: tuple[str, ...] = ("latest",)

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        name_keys(response, *self.keys_for(self.subject))
        return checked_by_content(request, response)

    def get_object(self, request, **kwargs):
        self.at = request.at
        self.path = request.path
        self.subject = self.find(**kwargs)
        return self.subject

    def find(self):
        return None

    def keys_for(self, subject):
        return self.keys

    def pieces(self, subject):
        return Review.objects.published(self.at)

    def items(self, subject):
        found = list(self.pieces(subject).for_cards(self.at).newest_first()[:NEWEST])
        # An address that never had anything public must not say that the film or the person exists here.
        if subject is not None and not found:
            raise Http404
        return found

    def feed_url(self, subject):
        return absolute(self.path)

    def title(self, subject):
        return f"{subject} · {settings.SITE_NAME}" if subject else settings.SITE_NAME

    def description(self, subject):
        return settings.SITE_STRAPLINE

    def link(self, subject):
        return absolute(subject.get_absolute_url() if subject else reverse("home"))

    def item_title(self, review):
        return review.headline

    def item_description(self, review):
        # Where something is cut from the text, its first sentence may be what was cut.
        return strip_tags(review.dek or ("" if review.is_cut else review.excerpt))

    def item_link(self, review):
        return absolute(review.path)

    def item_guid(self, review):
        # Readers' programs know a piece by this for ever, whatever its address becomes.
        return f"tag:{settings.SITE_URL.split('//')[1].split(':')[0]},2004:review:{review.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, review):
        return review.first_published_at

    def item_author_name(self, review):
        return ", ".join(row.contributor.name for row in review.authorships.all()) or settings.SITE_NAME

    def item_categories(self, review):
        return [review.get_kind_display(), *([review.main_film.label] if review.main_film else [])]


class SiteFeed(ReviewFeed):
    pass


class KindFeed(ReviewFeed):
    def find(self, kind):
        self.kind = kind
        return

    def keys_for(self, subject):
        return (f"kind:{self.kind}",)

    def pieces(self, subject):
        return super().pieces(subject).of_kind(self.kind)

    def title(self, subject):
        return f"{Review.Kind(self.kind).label} · {settings.SITE_NAME}"


class FilmFeed(ReviewFeed):
    def find(self, slug):
        return get_object_or_404(Film.objects.current(), slug=slug)

    def keys_for(self, film):
        return (f"film:{film.pk}",)

    def pieces(self, film):
        return super().pieces(film).about(film)

    def title(self, film):
        return _("More about %(film)s") % {"film": film.label} + f" · {settings.SITE_NAME}"


class PersonFeed(ReviewFeed):
    def find(self, slug):
        return get_object_or_404(Person.objects.current(), slug=slug)

    def keys_for(self, person):
        return (f"person:{person.pk}",)

    def pieces(self, person):
        return super().pieces(person).with_person(person)


class ContributorFeed(ReviewFeed):
    def find(self, slug):
        return get_object_or_404(Contributor, slug=slug)

    def keys_for(self, contributor):
        return (f"contributor:{contributor.pk}",)

    def pieces(self, contributor):
        return super().pieces(contributor).by_contributor(contributor)


class TagFeed(ReviewFeed):
    def find(self, slug):
        return get_object_or_404(Tag.objects.current(), slug=slug)

    def keys_for(self, tag):
        return (f"tag:{tag.pk}",)

    def pieces(self, tag):
        return super().pieces(tag).tagged_as(tag)
