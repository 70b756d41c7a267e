from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import address
from accounts.rows import Row
from accounts.text import LineField, ProseField, SlugField, fold, free_slug, slug_for
from films.models.person import surname_first
from images.models import Image


class ContributorQuerySet(models.QuerySet):
    def search(self, words: str):
        rows = self
        for word in fold(words.replace("\0", "")).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows


class Contributor(Row):
    """A byline, with or without a login. The account behind a pen name is shown only to chief editors."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        FORMER = "former", "Former"
        DECEASED = "deceased", "Deceased"

    class Standing(models.TextChoices):
        GOOD = "good", "Good"
        NOTICED = "noticed", "Noticed"
        WARNED = "warned", "Warned"
        UNDER_REVIEW = "under_review", "Under review"
        ENDED = "ended", "Ended"
        REINSTATED = "reinstated", "Reinstated"

    name = LineField(max_length=200)
    sort_name = LineField(max_length=200, blank=True, help_text="Left empty: surname first.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributors",
        verbose_name="account",
    )  # fmt: skip
    is_pen_name = models.BooleanField("pen name", default=False)
    publishes_own = models.BooleanField(
        default=False, help_text="May publish their own pieces without an editor."
    )
    role = LineField(
        max_length=100, blank=True, default="Contributor", help_text="As printed: “Contributor”."
    )
    place = LineField(max_length=100, blank=True, help_text="As printed: “Slovakia”.")
    handles = models.JSONField(default=list, blank=True, help_text="Pairs of a handle and its address.")
    pronouns = LineField(max_length=50, blank=True)
    bio = ProseField(blank=True)
    portrait = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="portrait_of"
    )
    email = models.EmailField(blank=True, help_text="Never printed.")
    masthead_position = models.PositiveSmallIntegerField(
        "place on the masthead", null=True, blank=True, help_text="1 stands first. Left empty: not on it."
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    standing = models.CharField(
        max_length=15, choices=Standing.choices, default=Standing.GOOD, editable=False
    )
    slug = SlugField(blank=True)
    folded = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug=""),
                name="a_contributor_has_a_name_and_an_address",
                violation_error_message="A contributor needs a name and an address.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("contributor", self.slug)

    def save(self, **kwargs):
        self.sort_name = self.sort_name or surname_first(self.name)
        self.folded = fold(self.name)
        if not self.slug:
            self.slug = free_slug(Contributor.objects.exclude(pk=self.pk), slug_for(self.name, "contributor"))
        super().save(**kwargs)
