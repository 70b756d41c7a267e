from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import LineField
from reviews.models.review import Review


class BundleQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Those with nothing in them yet, and those with at least one piece that this person sees."""
        mine = Review.objects.seen_by(user).filter(bundled__bundle=models.OuterRef("pk"))
        inside = BundledPiece.objects.filter(bundle=models.OuterRef("pk"))
        return self.filter(models.Exists(mine) | ~models.Exists(inside))


class Bundle(models.Model):
    """Pieces that appear at the same second or not at all. Written by `reviews/workflow/` alone."""

    name = LineField(max_length=120)
    # Null while it is put together; from then on the moment that its pieces share.
    at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    pieces = models.ManyToManyField(Review, through="reviews.BundledPiece", related_name="+")
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )  # fmt: skip

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["at"], name="bundle_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="a_bundle_has_a_name",
                violation_error_message="Give the bundle a name.",
            ),
        ]

    def __str__(self):
        return self.name


class BundledPiece(models.Model):
    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="inside")
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="bundled")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.review)
