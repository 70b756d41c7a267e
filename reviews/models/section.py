from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import address
from accounts.rows import Row
from accounts.text import LineField, SlugField, free_slug, slug_for


class Section(Row):
    """A department of the magazine: Hollywood, International..."""

    name = LineField(max_length=80, unique=True)
    slug = SlugField(blank=True)
    standfirst = LineField(max_length=300, blank=True)
    in_menu = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="sections",
        help_text="An editor named in any section edits only those that name them.",
    )  # fmt: skip

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug=""),
                name="a_section_has_a_name_and_an_address",
                violation_error_message="A section needs a name and an address.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("section", self.slug)

    def save(self, **kwargs):
        if not self.slug:
            self.slug = free_slug(Section.objects.exclude(pk=self.pk), slug_for(self.name, "section"))
        super().save(**kwargs)
