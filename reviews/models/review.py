from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from taggit.managers import TaggableManager

from accounts import likelihood  # noqa: F401 - a word of our queries
from accounts.rows import Row
from accounts.text import SLUG_LENGTH, LineField, ProseField, fold
from films.models import Film
from films.models.film import language_tag
from films.vocabulary import Coverage
from images.models import Image
from reviews import word_index
from reviews.body import sanitise
from reviews.models.section import Section

HALF_STARS = 10
ON_A_CARD = (
    "kind", "headline", "short_headline", "dek", "language", "rating", "spoilers", "path", "word_count",
    "ordered_at", "first_published_at", "of_record_at", "excerpt",
    "lead_image__key", "lead_image__width", "lead_image__height", "lead_image__renditions",
    "lead_image__alt", "lead_image__credit", "lead_image__hue", "lead_image__rights_until",
    "main_film__title", "main_film__title_language", "main_film__year", "main_film__slug",
    "main_film__hue", "main_film__saturation", "main_film__shares_name_and_year",
)  # fmt: skip
IN_A_FEED = (
    "kind", "headline", "dek", "excerpt", "path", "first_published_at", "disclosure", "updated_at", "updated_words",
    "main_film__title", "main_film__year", "main_film__shares_name_and_year",
)  # fmt: skip
NOT_ON_A_PAGE = (
    "folded", "folded_body", "withdrawn_because", "sent_back_because", "submitted_note", "claimed_by", "claimed_at",
    "commissioned_at", "commission_note", "due_on", "words_wanted", "created_by",
    "main_film__folded", "main_film__folded_title", "main_film__why_another", "main_film__poster__folded",
)  # fmt: skip


def words_of(asked: str) -> list[str]:
    """The words somebody looks for, folded; of very many the first."""
    return fold(asked.replace("\0", "")).split()[:8]


@dataclass(frozen=True)
class Absence:
    """What an address that once worked answers now."""

    status: int  # 451, 410 or 404
    restriction: object = None


def belongs_to(pieces: models.QuerySet) -> Exists:
    """A condition on rows that have a `review`: it is one of these. Asked for each row; from a list of their ids SQLite
    would make one of all the pieces there are.
    """
    return Exists(pieces.filter(pk=OuterRef("review")))


class ReviewQuerySet(models.QuerySet):
    @property
    def _restrictions(self):
        # Restriction stands on Review, so it is reached by its relation, not by import.
        return self.model.restrictions.rel.related_model.objects

    @property
    def _bylines(self):
        return self.model.authors.through.objects

    # Who sees it

    def published(self, at: datetime):
        """The one rule of visibility: published, its time come, not in the bin, under no full restriction.

        `Review.is_published` is its twin; one table of cases holds both.
        """
        hidden = self._restrictions.full().active(at).filter(review=OuterRef("pk"))
        # Both said so that a list of them is a walk along the index of its order: nearly all pieces are published,
        # and few are to come.
        to_come = Q(visible_from__gt=at)
        return self.filter(~Exists(hidden), ~to_come, status__mostly=Review.Status.PUBLISHED, deleted_at=None)

    def seen_by(self, user):
        """At the desk: everything for those who edit others' pieces, else only pieces with their byline."""
        rows = self.filter(deleted_at=None)
        if user.is_superuser or user.has_perm("reviews.edit_others"):
            return rows.in_sections_of(user)
        if not user.has_perm("reviews.view_review"):
            return rows.none()
        return rows.by_account(user)

    def by_account(self, user):
        """Pieces the account began or carries a byline of."""
        return self.filter(
            Q(created_by=user) | Exists(self._bylines.filter(review=OuterRef("pk"), contributor__user=user))
        )

    def in_sections_of(self, user):
        """Without pieces of sections that are not this editor's, when the editor is limited to some."""
        limited = [section.pk for section in user.sections.all()]
        return self.filter(section__in=limited) if limited else self

    # What it is about

    def of_kind(self, *kinds):
        return self.filter(kind__in=kinds)

    def about(self, film):
        """Pieces with the film as a subject, those that merely mention it included."""
        return self.filter(subjects__film=film)

    def tagged_as(self, tag):
        """Of pieces that are published, as the index of the tag's rows has no others."""
        return self.filter(tagged__tag=tag, tagged__ordered_at__isnull=False)

    def in_section(self, section):
        return self.filter(section=section)

    def in_language(self, language):
        return self.filter(language=language)

    def other_than(self, review):
        return self.exclude(pk=review.pk)

    def between(self, start: datetime, end: datetime):
        return self.filter(ordered_at__gte=start, ordered_at__lt=end)

    def search(self, words: str, at: datetime):
        """Every word must stand in headline, dek, films or names, where half a word will do, or begin one of the text.

        On PostgreSQL half a word will do there as well.

        The text of a piece with a restricted passage is not searched: finding it would tell of the passage.
        """
        cut = self._restrictions.active(at).filter(mode="passage", review=OuterRef("pk"))
        asked = words_of(words)
        rows = word_index.with_words(self, asked)
        for word in asked:
            rows = rows.filter(Q(folded__contains=word) | Q(folded_body__contains=word) & ~Exists(cut))
        return rows

    def headed(self, words: str):
        """Every word must stand in headline, dek, films or names; half a word will do."""
        asked = words_of(words)
        rows = word_index.with_headings(self, asked)
        for word in asked:
            rows = rows.filter(folded__contains=word)
        return rows

    # In which order, and how much of it

    def newest_first(self):
        return self.order_by("-ordered_at", "-pk")

    def older_than(self, ordered_at: datetime, pk: int):
        """The next page of `newest_first`, after that row. Written so that one index walk answers it."""
        return self.filter(ordered_at__lte=ordered_at).filter(Q(ordered_at__lt=ordered_at) | Q(pk__lt=pk))

    def newer_than(self, ordered_at: datetime, pk: int):
        return self.filter(ordered_at__gte=ordered_at).filter(Q(ordered_at__gt=ordered_at) | Q(pk__gt=pk))

    def for_cards(self, at: datetime):
        """Exactly what a card prints but for names, which `cards()` adds; reaching further raises instead of
        costing a query a row."""
        hidden = self._restrictions.of_pictures_in(OuterRef("pk"), OuterRef("lead_image"), at)
        return (
            self.annotate(lead_is_hidden=Exists(hidden), is_cut=self._is_cut(at))
            .select_related("lead_image", "main_film")
            .only(*ON_A_CARD)
            .fetch_mode(models.FETCH_RAISE)
        )

    def for_its_page(self):
        """All but what only the desk and the search look at."""
        return self.select_related("main_film__poster", "section", "related_list").defer(*NOT_ON_A_PAGE)

    def for_feeds(self, at: datetime):
        """What an item says of a piece, but for names and corrections."""
        rows = self.annotate(is_cut=self._is_cut(at)).select_related("main_film")
        return rows.only(*IN_A_FEED).fetch_mode(models.FETCH_RAISE)

    def _is_cut(self, at: datetime) -> Exists:
        """Whether something is cut from the text."""
        return Exists(self._restrictions.active(at).filter(mode="passage", review=OuterRef("pk")))


class Review(Row):  # type: ignore[django-manager-missing]  # taggit's, which has no types
    """The one thing we publish, of whatever kind.

    This row and its rows are what readers see or will see; what is being written lies in the WorkingCopy.
    `status`, `publish_at`, `visible_from`, `first_published_at`, `ordered_at`, `path`, `version`, claims, commissions,
    `updated_at`, `of_record_at` and `deleted_at` are written by `reviews/workflow/` alone, the rest by
    `reviews/state.py`.
    """

    Kind = Coverage

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        READY = "ready", "Ready"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Spoilers(models.TextChoices):
        NONE = "none", "None"
        LIGHT = "light", "Light"
        FULL = "full", "Tells the ending"

    kind = models.CharField(max_length=10, choices=Coverage.choices, default=Coverage.REVIEW)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    headline = LineField(max_length=300, blank=True)
    short_headline = LineField(max_length=120, blank=True, help_text="For cards, when the headline is long.")
    dek = LineField(max_length=400, blank=True)
    body = ProseField(blank=True)
    slug = models.SlugField(max_length=SLUG_LENGTH, allow_unicode=True, blank=True)
    lead_image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    language = models.CharField(max_length=35, default="en", validators=[language_tag])
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="translations"
    )
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(HALF_STARS)], help_text="Half stars, 0 to 10."
    )
    spoilers = models.CharField(max_length=5, choices=Spoilers.choices, default=Spoilers.NONE)
    content_warning = LineField(
        max_length=200, blank=True, help_text="Strobe light, violence against animals."
    )
    disclosure = LineField(
        max_length=400, blank=True, help_text="Screener, festival guest, press trip, friendship."
    )
    canonical_url = models.URLField(max_length=500, blank=True)
    main_film = models.ForeignKey(
        Film, null=True, blank=True, on_delete=models.PROTECT, related_name="main_reviews", editable=False
    )
    films = models.ManyToManyField(Film, through="reviews.Subject", related_name="reviews")
    authors = models.ManyToManyField(
        "reviews.Contributor", through="reviews.Authorship", related_name="reviews"
    )
    tags = TaggableManager(through="reviews.TaggedReview", blank=True)

    path = models.CharField(max_length=300, null=True, blank=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    visible_from = models.DateTimeField(null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    ordered_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_because = LineField(max_length=300, blank=True, editable=False)
    sent_back_because = LineField(max_length=1000, blank=True, editable=False)
    submitted_note = LineField(max_length=1000, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_words = LineField(max_length=200, blank=True, editable=False)
    of_record_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_published_where = LineField(
        max_length=150, blank=True, help_text="The festival, when it ran there first."
    )

    # Who at the desk has it in hand, and what was asked of whom
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )  # fmt: skip
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    commissioned_at = models.DateTimeField(null=True, blank=True, editable=False)
    commission_note = LineField(max_length=1000, blank=True, editable=False)
    due_on = models.DateField(null=True, blank=True, editable=False)
    words_wanted = models.PositiveIntegerField(null=True, blank=True, editable=False)

    # Computed from the above by reviews/state.py
    excerpt = models.CharField(max_length=200, blank=True, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    folded = models.TextField(blank=True, editable=False)
    folded_body = models.TextField(blank=True, editable=False)

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                # All that the rule reads of a piece, so that many are counted without reading any.
                F("ordered_at").desc(), F("id").desc(), F("visible_from"), F("deleted_at"), F("status"),
                name="published_newest_first", condition=Q(status="published"),
            ),
            models.Index(
                F("kind"), F("ordered_at").desc(), F("id").desc(),
                name="published_by_kind", condition=Q(status="published"),
            ),
            models.Index(
                F("section"), F("ordered_at").desc(), F("id").desc(),
                name="published_by_section", condition=Q(status="published"),
            ),
            models.Index(
                F("main_film"), F("ordered_at").desc(), F("id").desc(),
                name="published_by_main_film", condition=Q(status="published"),
            ),
            models.Index(fields=["status", "visible_from"], name="review_by_time"),
            models.Index(fields=["-changed_at", "-id"], name="review_by_change"),
            models.Index(fields=["status", "-changed_at", "-id"], name="review_by_standing"),
            models.Index(
                fields=["commissioned_at"], name="review_commissioned", condition=Q(commissioned_at__isnull=False)
            ),
            models.Index(fields=["created_by", "-changed_at"], name="review_by_account"),
            models.Index(fields=["due_on"], name="review_by_due_day", condition=Q(due_on__isnull=False)),
            models.Index(
                fields=["withdrawn_at"], name="review_withdrawn", condition=Q(withdrawn_at__isnull=False)
            ),
            models.Index(
                fields=["status", "due_on"], name="review_still_due", condition=Q(due_on__isnull=False)
            ),
            models.Index(
                fields=["status"], name="review_still_commissioned", condition=Q(commissioned_at__isnull=False)
            ),
            models.Index(fields=["deleted_at"], name="review_in_bin", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["id"], name="review_without_film", condition=Q(main_film=None, deleted_at=None)),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(publish_at__isnull=False, visible_from__isnull=False),
                name="a_published_review_has_a_date",
                violation_error_message="A published review needs a publication date.",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(ordered_at__isnull=False),
                name="a_published_review_has_its_place_in_lists",
                violation_error_message="A published review needs its place in lists.",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(path__isnull=False),
                name="a_published_review_has_an_address",
                violation_error_message="A published review needs an address.",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(headline=""),
                name="a_published_review_has_a_headline",
                violation_error_message="A published review needs a headline.",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(body=""),
                name="a_published_review_has_a_body",
                violation_error_message="A published review needs a text.",
            ),
            models.CheckConstraint(
                condition=Q(status="published") | Q(visible_from=None, ordered_at=None),
                name="only_published_reviews_have_a_time_to_show",
                violation_error_message="Only a published review has a time from which it shows.",
            ),
            models.CheckConstraint(
                condition=Q(visible_from=None) | Q(visible_from__gte=F("publish_at")),
                name="a_review_shows_no_earlier_than_it_is_published",
                violation_error_message="A review cannot show before its publication date.",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="a_review_is_withdrawn_with_a_date_and_a_reason",
                violation_error_message="Say why the piece is withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(updated_words="") | Q(updated_at__isnull=False),
                name="an_update_has_its_date",
                violation_error_message="An update needs its date.",
            ),
            models.CheckConstraint(
                condition=Q(path=None) | Q(path__startswith="/"),
                name="an_address_starts_with_a_slash",
                violation_error_message="An address starts with a slash.",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(0, HALF_STARS)),
                name="a_rating_has_at_most_ten_half_stars",
                violation_error_message="A rating lies between 0 and 5 stars.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Coverage.values),
                name="a_review_is_of_a_kind_we_know",
                violation_error_message="There is no such kind.",
            ),
            models.CheckConstraint(
                condition=Q(translation_of=None) | ~Q(translation_of=F("id")),
                name="a_review_is_not_its_own_translation",
                violation_error_message="A piece cannot be its own translation.",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="a_claim_has_its_person_and_its_time",
                violation_error_message="A claim needs its person and its time.",
            ),
            models.CheckConstraint(
                condition=Q(words_wanted=None) | Q(words_wanted__gt=0),
                name="a_commission_asks_for_some_words",
                violation_error_message="Ask for at least one word.",
            ),
            models.CheckConstraint(
                condition=Q(commissioned_at__isnull=False) | Q(words_wanted=None),
                name="only_a_commission_asks_for_a_length",
                violation_error_message="Only a commissioned piece has a length that was asked for.",
            ),
        ]

    def __str__(self):
        return self.headline or "Untitled"

    def get_absolute_url(self):
        return self.path or ""

    def save(self, **kwargs):
        # Sanitised here so that importers and scripts cannot get round it.
        self.body = sanitise(self.body)
        super().save(**kwargs)

    def is_published(self, at: datetime) -> bool:
        """The Python twin of `ReviewQuerySet.published`."""
        return (
            self.status == Review.Status.PUBLISHED
            and self.visible_from is not None
            and self.visible_from <= at
            and self.deleted_at is None
            and not self.restrictions.full().active(at).exists()
        )

    def absence(self, at: datetime) -> Absence | None:
        """Why the piece's address does not answer with it: None while it is published, then 451, 410 or 404.

        Only what readers could once see is gone; everything else was never there.
        """
        if self.is_published(at):
            return None
        once_seen = self.first_published_at is not None and self.first_published_at <= at
        if not once_seen:
            return Absence(404)
        if restriction := self.restrictions.full().active(at).order_by("pk").first():
            return Absence(restriction.status_code, restriction)
        return Absence(410)

    def is_live(self, at: datetime) -> bool:
        """Published and its time come, restricted or not: what editors must not change in passing."""
        return self.status == Review.Status.PUBLISHED and self.visible_from <= at and self.deleted_at is None
