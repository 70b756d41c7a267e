from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.rows import Row
from accounts.text import LineField
from images.models import Image
from reviews.models.link import OutsideLink
from reviews.models.review import Review


class RestrictionQuerySet(models.QuerySet):
    def active(self, at: datetime):
        """In force at that moment. No start means at once, whatever a node's clock says."""
        return self.filter(Q(starts_at=None) | Q(starts_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at))

    def full(self):
        return self.filter(mode=Restriction.Mode.FULL)

    def of_pictures_in(self, review, image, at: datetime):
        """Those that hide the image in the piece: on the image everywhere, or on this use of it."""
        return (
            self.active(at)
            .filter(mode=Restriction.Mode.IMAGE, image=image)
            .filter(Q(review=None) | Q(review=review))
        )


class Restriction(Row):
    """That something is hidden, and until when. Why lies with `moderation`, which alone writes these rows."""

    class Mode(models.TextChoices):
        FULL = "full", "The whole piece"
        IMAGE = "image", "A picture"
        PASSAGE = "passage", "A passage"
        EMBED = "embed", "An embed"
        LINK = "link", "An outside link"

    mode = models.CharField(max_length=8, choices=Mode.choices)
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="restrictions", db_index=False
    )
    image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="restrictions", db_index=False
    )
    link = models.ForeignKey(
        OutsideLink, null=True, blank=True, on_delete=models.PROTECT, related_name="restrictions"
    )
    locator = models.JSONField(
        default=dict, blank=True, help_text="A passage: quote, prefix, suffix. An embed: its address."
    )
    status_code = models.PositiveSmallIntegerField(default=451)
    public_kind = LineField(max_length=60, blank=True, help_text="As readers see it: “copyright”.")
    public_words = LineField(max_length=500, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    register_path = models.CharField(
        max_length=100, blank=True, editable=False, help_text="Where the public register tells of it."
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["review", "mode", "ends_at"], name="restriction_by_review"),
            models.Index(fields=["image", "mode", "ends_at"], name="restriction_by_image"),
            models.Index(fields=["-created_at", "-id"], name="restriction_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(mode="full", review__isnull=False, image=None, link=None)
                    | Q(mode="image", image__isnull=False, link=None)
                    | Q(mode="passage", review__isnull=False, image=None, link=None)
                    | Q(mode="embed", review__isnull=False, image=None, link=None)
                    | Q(mode="link", link__isnull=False, image=None)
                ),
                name="a_restriction_names_what_it_hides",
                violation_error_message="Say what is hidden: a piece, a picture, a passage, an embed or a link.",
            ),
            models.CheckConstraint(
                condition=Q(status_code__in=[451, 410]),
                name="a_restriction_answers_451_or_410",
                violation_error_message="A restricted page answers 451 or 410.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="a_restriction_ends_after_it_starts",
                violation_error_message="The restriction ends before it starts.",
            ),
        ]

    def __str__(self):
        return f"{self.get_mode_display()} {self.reference}".strip()

    def is_active(self, at: datetime) -> bool:
        """The Python twin of `RestrictionQuerySet.active`."""
        return (self.starts_at is None or self.starts_at <= at) and (
            self.ends_at is None or self.ends_at > at
        )
