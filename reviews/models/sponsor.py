from datetime import datetime

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.text import LineField
from images.models import Image
from reviews.models.restriction import Restriction


class SponsorQuerySet(models.QuerySet):
    def at_its_time(self, at: datetime):
        """Those whose time it is; of several the one that began last stands first."""
        begun = self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))
        return begun.order_by("-starts_at", "-pk")

    def with_picture(self, at: datetime):
        hidden = Restriction.objects.active(at).filter(
            mode=Restriction.Mode.IMAGE, review=None, image=OuterRef("image")
        )
        return self.select_related("image").annotate(picture_is_hidden=Exists(hidden))


class Sponsor(models.Model):
    """Who pays for the one labelled place on our pages, and what stands there. Written by `reviews/workflow/` alone."""

    name = LineField("who", max_length=120)
    words = LineField(max_length=200, help_text="One sentence, which is the link.")
    link = models.URLField(max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    image = models.ForeignKey(
        Image, verbose_name="picture", null=True, blank=True, on_delete=models.PROTECT, related_name="sponsors"
    )  # fmt: skip
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until", null=True, blank=True)

    objects = SponsorQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(words=""),
                name="a_sponsor_has_a_name_and_words",
                violation_error_message="Say who it is, and give the link its words.",
            ),
            models.CheckConstraint(
                condition=Q(link__startswith="http://") | Q(link__startswith="https://"),
                name="a_sponsor_has_a_web_address",
                violation_error_message="The address must begin with http:// or https://.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="a_sponsor_ends_after_it_starts",
                violation_error_message="It ends before it starts.",
            ),
        ]

    def __str__(self):
        return self.name

    def picture_at(self, at: datetime) -> Image | None:
        """The picture, unless it is restricted or its licence has run out. For rows of `with_picture(at)`."""
        if self.image is None or self.picture_is_hidden:  # type: ignore[attr-defined]  # of `with_picture`
            return None
        return self.image if self.image.is_licensed(at) else None
