import secrets
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.rows import Row
from accounts.text import LineField, ProseField, fold
from images import colour, ratios
from images.signals import rights_changed
from images.storage import Originals, forget
from pagecache import clock

KEY_BYTES = 9  # twelve characters
SEARCHED = frozenset({"alt", "caption", "credit", "source"})


def new_key() -> str:
    """Twelve characters for an address that nobody can guess from another picture's."""
    return secrets.token_urlsafe(KEY_BYTES)


class Basis(models.TextChoices):
    PRESS_KIT = "press_kit", "Press kit"
    LICENSED = "licensed", "Licensed"
    QUOTATION = "quotation", "Quotation"
    OWN = "own", "Our own"
    PUBLIC_DOMAIN = "public_domain", "Public domain"


class ImageQuerySet(models.QuerySet):
    def licensed_at(self, at):
        """The twin of `Image.is_licensed`."""
        return self.filter(Q(rights_until=None) | Q(rights_until__gt=at))

    def at_hand(self):
        """Without what was put in the bin."""
        return self.filter(binned_at=None)

    def ending_within(self, span, at):
        """Still licensed at that moment, and not for longer than that."""
        return self.licensed_at(at).filter(rights_until__lte=at + span)

    def without_credit(self):
        return self.filter(credit="")

    def without_alt(self):
        return self.filter(alt="")

    def waiting_for_renditions(self):
        """Only the base rendition exists, or not even that: the task has not run, or failed."""
        return self.exclude(renditions__has_key="avif")

    def same_file_as(self, image):
        return self.filter(checksum=image.checksum).exclude(pk=image.pk)

    def search(self, words: str):
        """Every word must stand somewhere in alt, caption, credit or source; half a word will do."""
        rows = self
        for word in fold(words.replace("\0", "")).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def delete(self):
        with transaction.atomic():
            files = list(self.values_list("key", "file"))
            deleted = super().delete()
            for key, name in files:
                transaction.on_commit(partial(forget, key, name))
        return deleted

    # Read off the function by Django: templates may not call it, and the manager does not offer it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Image(Row):
    """A picture and what we may do with it. Pages show its renditions; the original stays private.

    `width` and `height` are the pixels of the whole upright picture. `renditions` lists the widths that
    exist: `{"avif": [360, 480], "webp": [...], "jpeg": [...]}`. Make one with `intake.take_in`.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    file = models.FileField(storage=Originals, max_length=60, editable=False)
    alt = LineField(
        "alternative text", max_length=300, blank=True, help_text="What would you say on the phone?"
    )
    caption = ProseField(max_length=1000, blank=True)
    credit = LineField(max_length=200, blank=True, help_text="Printed with the picture, wherever it stands.")
    source = LineField(max_length=300, blank=True, help_text="A person, a page, a press kit.")
    basis = models.CharField("why we may use it", max_length=15, choices=Basis.choices, blank=True)
    rights_territory = LineField(max_length=100, blank=True, help_text="Left empty: everywhere.")
    rights_until = models.DateTimeField(
        null=True, blank=True, help_text="From then on the picture is not shown. Left empty: no end."
    )
    checksum = models.CharField("SHA-256 of the original", max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    format = models.CharField(max_length=5, editable=False)
    size_bytes = models.PositiveIntegerField(editable=False)
    hue = models.PositiveSmallIntegerField(null=True, editable=False)
    saturation = models.PositiveSmallIntegerField(null=True, editable=False)
    renditions = models.JSONField(default=dict, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    binned_at = models.DateTimeField(null=True, editable=False)
    folded = models.TextField(editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = "picture"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="picture_newest_first"),
            models.Index(fields=["checksum"], name="picture_by_checksum"),
            models.Index(fields=["id"], name="picture_without_credit", condition=Q(credit="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0, size_bytes__gt=0),
                name="a_picture_has_a_size",
                violation_error_message="A picture is at least one pixel wide and high.",
            ),
            models.CheckConstraint(
                condition=Q(hue=None) | Q(hue__range=(colour.HUES[0], colour.HUES[-1])),
                name="a_hue_is_a_whole_degree",
                violation_error_message="A hue is a number of degrees from 0 to 359.",
            ),
            models.CheckConstraint(
                condition=Q(saturation=None)
                | Q(saturation__range=(colour.SATURATIONS[0], colour.SATURATIONS[-1])),
                name="a_saturation_is_between_25_and_65",
                violation_error_message="The saturation of a film colour is from 25 to 65 percent.",
            ),
            models.CheckConstraint(
                condition=Q(hue=None, saturation=None) | Q(hue__isnull=False, saturation__isnull=False),
                name="a_picture_has_hue_and_saturation_or_neither",
                violation_error_message="Give hue and saturation, or leave both empty for black and white.",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["", *Basis.values]),
                name="a_picture_is_used_on_a_basis_we_know",
                violation_error_message="Say why we may use this picture.",
            ),
        ]

    def __str__(self):
        return self.alt or self.credit or f"Picture {self.key}"

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None and not self._state.adding:
            # The list of renditions is the task's alone: whoever read the row before it ran must not undo it.
            known = {field.name for field in self._meta.concrete_fields if field.attname in self.__dict__}
            update_fields = known - {"id", "renditions"}
        if update_fields is None or SEARCHED.intersection(update_fields):
            self.folded = fold(f"{self.alt} {self.caption} {self.credit} {self.source}")
            update_fields = update_fields and {*update_fields, "folded"}
        with transaction.atomic():
            was = list(Image.objects.filter(pk=self.pk).values_list("rights_until", flat=True))
            super().save(*args, update_fields=update_fields, **kwargs)
            is_now = list(Image.objects.filter(pk=self.pk).values_list("rights_until", flat=True))
            before = was[0] if was else None
            if is_now[0] != before:
                rights_changed.send(Image, image=self, was=before, now=is_now[0])

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            transaction.on_commit(partial(forget, self.key, self.file.name))
        return deleted

    def is_licensed(self, at) -> bool:
        """The twin of `ImageQuerySet.licensed_at`."""
        return self.rights_until is None or self.rights_until > at

    @property
    def ratio(self) -> float:
        return self.width / self.height

    @property
    def ratio_class(self) -> str:
        return ratios.class_for(self.ratio)

    @property
    def ratio_name(self) -> str:
        return ratios.name_for(self.ratio)

    @property
    def shape(self) -> str:
        """Where the whole picture fits: "beside" a headline or "stacked" above it."""
        return ratios.shape_for(self.ratio)

    @property
    def hue_class(self) -> str:
        return colour.hue_class(self.hue)
