import unicodedata

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from taggit.models import ItemBase, TagBase

from accounts.addresses import address
from accounts.rows import Row
from accounts.text import SLUG_LENGTH, LineField, SlugField, clean_line, fold, free_slug, slug_for
from films.models import Film, Person

NAME_LENGTH = 300
KEY_LENGTH = 400


def tag_key(name: str) -> str:
    """What makes two names one tag: case and compatibility forms do not count, accents do."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean_line(name)).casefold())


def validate_key_fits(name: str) -> None:
    """Some signs become a dozen letters when case and form no longer count."""
    if len(tag_key(name)) > KEY_LENGTH:
        raise ValidationError({"name": "This name is too long for a tag."})


class TagQuerySet(models.QuerySet["Tag"]):
    def current(self):
        """Without tags that were merged into another."""
        return self.filter(merged_into=None)

    def search(self, words: str):
        rows = self
        for word in fold(words.replace("\0", "")).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows

    def called(self, name: str):
        return self.filter(key=tag_key(name))

    def take(self, name: str) -> "Tag":
        """The tag of that name, followed through merges, or a new one. Raises ValidationError for no name."""
        if existing := self.called(name).select_related("merged_into").first():
            return existing.survivor()
        tag = self.model(name=clean_line(name))
        tag.clean_fields(exclude=["slug", "key", "folded"])
        validate_key_fits(tag.name)
        for _attempt in range(3):
            try:
                with transaction.atomic():
                    tag.save()
            except IntegrityError:
                # In the same moment somebody made this tag, or gave its address to one of another name.
                if existing := self.called(name).select_related("merged_into").first():
                    return existing.survivor()
                tag.slug = ""
            else:
                break
        return tag

    def for_film(self, film: Film) -> "Tag":
        """The tag that is this film; its page is the film's page."""
        return self._entity(film.label, film=film)

    def for_person(self, person: Person) -> "Tag":
        return self._entity(person.name, person=person)

    def _entity(self, name: str, **entity) -> "Tag":
        if existing := self.filter(**entity).first():
            return existing
        # A film's label may be longer than a tag's name, and its address may have to go behind it.
        name = name[: NAME_LENGTH - SLUG_LENGTH - len(" ()")]
        free = self.called(name).filter(film=None, person=None, merged_into=None).first()
        if free is not None:
            # A free tag of that very name was meant for it.
            self.filter(pk=free.pk).update(**entity)
            free.refresh_from_db()
            return free
        if self.called(name).exists():
            name = f"{name} ({next(iter(entity.values())).slug})"
        tag = self.model(name=name, **entity)
        tag.save()
        return tag


class Tag(TagBase):
    """A theme, or a film or a person: an entity's tag has the film's or person's page as its own."""

    name = LineField(max_length=NAME_LENGTH)
    slug = SlugField(blank=True)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    folded = models.CharField(max_length=400, editable=False)
    film = models.OneToOneField(Film, null=True, blank=True, on_delete=models.PROTECT, related_name="tag")
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tag")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="synonyms"
    )
    description = LineField(max_length=300, blank=True)

    natural_key_fields = ["key"]
    objects = TagQuerySet.as_manager()

    merge_permission = "reviews.merge_tags"
    merge_choices = (("description",),)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name", "id"], name="tag_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(key=""),
                name="a_tag_has_a_name_and_an_address",
                violation_error_message="A tag needs a name and an address.",
            ),
            models.CheckConstraint(
                condition=Q(film=None) | Q(person=None),
                name="a_tag_is_a_film_or_a_person",
                violation_error_message="A tag cannot be both a film and a person.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="a_tag_is_not_merged_into_itself",
                violation_error_message="A tag cannot be merged into itself.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        validate_key_fits(self.name)
        self.key = tag_key(self.name)
        if Tag.objects.exclude(pk=self.pk).filter(key=self.key).exists():
            raise ValidationError({"name": "There is a tag of that name already."})

    def save(self, **kwargs):
        self.key, self.folded = tag_key(self.name), fold(self.name)[:400]
        if not self.slug:
            self.slug = free_slug(Tag.objects.exclude(pk=self.pk), slug_for(self.name, "tag"))
        super().save(**kwargs)

    def get_absolute_url(self):
        if self.film_id:
            return self.film.get_absolute_url()
        if self.person_id:
            return self.person.get_absolute_url()
        return address("tag", self.slug)

    @property
    def all_names(self) -> list[str]:
        return [self.name]

    def also_called(self, names: list[str]) -> list[models.Model]:
        """Nothing to keep: a merged tag's own row goes on answering to its name (see `take`)."""
        return []

    def survivor(self) -> "Tag":
        return self.merged_into.survivor() if self.merged_into_id else self


class TaggedReview(Row, ItemBase):  # type: ignore[django-manager-missing]  # taggit's
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tagged", db_index=False)
    content_object = models.ForeignKey(
        "reviews.Review",
        on_delete=models.CASCADE,
        related_name="tagged",
        db_column="review_id",
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(default=0)
    # Copies from the piece, null until it is published; they order and narrow, the rule decides.
    visible_from = models.DateTimeField(null=True, editable=False)
    ordered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                F("tag"), F("ordered_at").desc(), F("content_object").desc(),
                name="tagged_review_by_tag", condition=Q(ordered_at__isnull=False),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="a_review_has_a_tag_once"),
        ]
