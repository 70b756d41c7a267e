"""The rows a piece is made of. They are written by `reviews/state.py` alone."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from accounts.rows import Row
from accounts.text import LineField, ProseField
from films.models import Film
from images.models import Image
from reviews.models.contributor import Contributor
from reviews.models.review import HALF_STARS, Review


class Placed(Row):
    """A row with its piece's times, null until the piece is published: they order and narrow lists.

    `Review.objects.published(at)` still decides what shows.
    """

    visible_from = models.DateTimeField(null=True, editable=False)
    ordered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class Subject(Placed):
    """A film, or a named book or disc, that a piece is about."""

    class Treatment(models.TextChoices):
        REVIEWED = "reviewed", "Reviewed"
        DISCUSSED = "discussed", "Discussed"
        MENTIONED = "mentioned", "Mentioned"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="subjects", db_index=False)
    film = models.ForeignKey(
        Film, null=True, blank=True, on_delete=models.PROTECT, related_name="subjects", db_index=False
    )
    work = LineField(max_length=200, blank=True, help_text="A book or a disc, when it is not a film.")
    treatment = models.CharField(max_length=10, choices=Treatment.choices, default=Treatment.REVIEWED)
    position = models.PositiveSmallIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Half stars, 0 to 10.")

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                F("film"), F("ordered_at").desc(), F("review").desc(),
                name="subject_by_film", condition=Q(ordered_at__isnull=False),
            ),
            models.Index(fields=["film", "review"], name="subject_of_any_state"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["review", "film"],
                name="a_review_has_a_film_once",
                violation_error_message="This film stands there already.",
            ),
            models.CheckConstraint(
                condition=Q(film__isnull=False, work="") | Q(film__isnull=True) & ~Q(work=""),
                name="a_subject_is_a_film_or_a_named_work",
                violation_error_message="Choose a film, or name a book or a disc.",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(0, HALF_STARS)),
                name="a_subject_rating_has_at_most_ten_half_stars",
                violation_error_message="A rating lies between 0 and 5 stars.",
            ),
        ]

    def __str__(self):
        return str(self.film) if self.film_id else self.work


class Authorship(Placed):
    """Who made a piece, with the role and place they had when it was published."""

    class Credit(models.TextChoices):
        WORDS = "words", "Words"
        INTERVIEW = "interview", "Interview"
        TRANSLATION = "translation", "Translation"
        PHOTOGRAPHS = "photographs", "Photographs"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="authorships", db_index=False)
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="authorships", db_index=False
    )
    credit = models.CharField(max_length=15, choices=Credit.choices, default=Credit.WORDS)
    position = models.PositiveSmallIntegerField(default=0)
    role = LineField(max_length=100, blank=True)
    place = LineField(max_length=100, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                F("contributor"), F("ordered_at").desc(), F("review").desc(),
                name="authorship_by_contributor", condition=Q(ordered_at__isnull=False),
            ),
            models.Index(fields=["contributor", "review"], name="authorship_of_any_state"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["review", "contributor", "credit"],
                name="a_byline_stands_once",
                violation_error_message="This contributor stands there already.",
            ),
        ]

    def __str__(self):
        return str(self.contributor)


class PictureUse(Placed):
    """A picture in a piece, with the alternative text and caption of this use."""

    class Place(models.TextChoices):
        LEAD = "lead", "Lead"
        BODY = "body", "In the text"
        GALLERY = "gallery", "Gallery"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="uses", db_index=False)
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.BODY)
    position = models.PositiveSmallIntegerField(default=0)
    alt = LineField(max_length=300, blank=True)
    decorative = models.BooleanField(default=False)
    caption = ProseField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["image", "visible_from"], name="picture_use_by_image")]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "place", "image"],
                name="a_picture_stands_once_in_a_place",
                violation_error_message="This picture stands there already.",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(place="lead"),
                name="a_review_has_one_lead_picture",
                violation_error_message="There is a lead picture already.",
            ),
        ]

    def __str__(self):
        return f"{self.image}, {self.get_place_display().lower()}"


class Pin(models.Model):
    """An editor's word on "More about": shown first, or never."""

    source = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pins", db_index=False)
    target = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pinned_on")
    exclude = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"],
                name="a_piece_is_pinned_once",
                violation_error_message="This piece is pinned or excluded already.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="a_piece_is_not_pinned_to_itself",
                violation_error_message="A piece cannot be pinned to itself.",
            ),
        ]

    def __str__(self):
        return f"{'Not ' if self.exclude else ''}{self.target}"


class CorrectionQuerySet(models.QuerySet):
    @property
    def _restrictions(self):
        # Restriction stands on Review, so it is reached by its relation, not by import.
        return Review.restrictions.rel.related_model.objects

    def published(self, at: datetime):
        """Those of pieces that readers see."""
        return self.filter(Exists(Review.objects.published(at).filter(pk=OuterRef("review"))))

    def told(self, at: datetime):
        """As readers may read them: `words`, which are empty while a passage of the piece is restricted.

        A correction may repeat what was taken down, so nobody tries to find out whether it does.
        """
        passages = self._restrictions.active(at).filter(mode="passage", review=OuterRef("review"))
        words = Case(
            When(Exists(passages), then=Value("")), default=F("text"), output_field=models.TextField()
        )
        return self.annotate(words=words).defer("text").fetch_mode(models.FETCH_RAISE)

    def newest_first(self):
        return self.order_by("-made_at", "-pk")

    def older_than(self, made_at: datetime, pk: int):
        """The next page of `newest_first`, after that row."""
        return self.filter(made_at__lte=made_at).filter(Q(made_at__lt=made_at) | Q(pk__lt=pk))

    def newer_than(self, made_at: datetime, pk: int):
        return self.filter(made_at__gte=made_at).filter(Q(made_at__gt=made_at) | Q(pk__gt=pk))


class Correction(models.Model):
    """A dated public note of what was wrong and is right now. It stands; a wrong one is corrected by another."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="corrections")
    made_at = models.DateTimeField()
    text = ProseField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="correction_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_correction_says_what_was_wrong",
                violation_error_message="Say what was wrong.",
            ),
        ]

    def __str__(self):
        return self.text[:80]
