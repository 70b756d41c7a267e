"""The rows of a piece: what it is about, who made it, its pictures, links and pins."""

from django import forms

from accounts.policy import can
from films.forms import NewFilmForm, Year
from reviews.forms.fields import Handles, Line, Prose, Rating, WebAddress
from reviews.forms.picking import Known, Pick
from reviews.forms.piece import Language
from reviews.models import Authorship, PictureUse, Subject

AT_MOST = 100
NEW_FILM = {"title": "film", "year": "new_year", "director": "new_director", "why_another": "why_another"}


class Row(forms.Form):
    """One row. `picks`: the field that names a thing; a row in which nothing was chosen or typed is left out."""

    picks = ""

    def __init__(self, *args, known: Known, **given):
        super().__init__(*args, **given)
        self.known = known
        if self.picks:
            self.fields[self.picks].knows(known)  # type: ignore[attr-defined]  # it is a Pick

    @property
    def thing(self):
        """What the row is about, for its template; None while nothing is chosen."""
        if self._errors and self.picks in self._errors:
            return None  # the words say something else than the id that came along
        value = self[self.picks].value()
        return self.known.get(self.fields[self.picks].kind, getattr(value, "pk", value))

    @property
    def is_blank(self) -> bool:
        """Nothing in it, and nothing wrong with it: it need not take room."""
        return not self.has_changed() and not self.errors if self.is_bound else not self.initial

    @property
    def says_something(self) -> bool:
        picked = self.cleaned_data.get(self.picks)
        return bool(picked and not picked.is_empty)


class SubjectRow(Row):
    picks = "film"
    film = Pick("film", can_be_new=True)
    work = Line(200, label="Or a book or a disc")
    treatment = forms.ChoiceField(choices=Subject.Treatment.choices, initial=Subject.Treatment.REVIEWED)
    rating = Rating(label="Its rating")
    new_year = Year(label="Year")
    new_director = Line(200, label="Director")
    why_another = Line(300, label="Why it is another film")

    new_film: NewFilmForm | None = None

    def clean(self):
        given = super().clean()
        film = given.get("film")
        if film and film.is_new and not self.errors:
            self.new_film = NewFilmForm(
                {name: given.get(field) for name, field in NEW_FILM.items()} | {"title": film.words}
            )
            for name, sentences in self.new_film.errors.items():
                for sentence in sentences:
                    self.add_error(NEW_FILM.get(name), sentence)
            if self.new_film.errors:
                self.fields["film"].ask()
        return given

    @property
    def says_something(self) -> bool:
        return super().says_something or bool(self.cleaned_data.get("work"))


class AuthorRow(Row):
    picks = "contributor"
    contributor = Pick("contributor", can_be_new=True)
    credit = forms.ChoiceField(choices=Authorship.Credit.choices, initial=Authorship.Credit.WORDS)
    role = Line(100, help_text="Left empty: as it is when the piece is published.")
    place = Line(100)
    handles = Handles(
        label="Handle of a new guest",
        widget=forms.TextInput(attrs={"placeholder": "@ann https://example.org/@ann"}),
    )

    def clean(self):
        given = super().clean()
        name = given.get("contributor")
        if given.get("handles") and not (name and name.is_new):
            self.add_error(
                "handles", "Handles of somebody who is here already are changed on their own page."
            )
        if name and name.is_new and not name.is_another:
            namesakes = [
                found for found in self.known.find("contributor", name.words) if found.is_called(name.words)
            ]
            if namesakes:
                self.fields["contributor"].ask(tuple(namesakes))
                self.add_error(
                    "contributor", f"Somebody here is called {namesakes[0].label} already. Is it them?"
                )
        return given


class PictureRow(Row):
    picks = "image"
    image = Pick("image")
    place = forms.ChoiceField(choices=PictureUse.Place.choices, initial=PictureUse.Place.BODY)
    alt = Line(
        300,
        label="Alternative text",
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": "What would you say on the phone?"}),
    )
    decorative = forms.BooleanField(required=False, label="Decorative: says nothing to who cannot see it")
    caption = Prose(1000)
    credit = Line(200, widget=forms.TextInput(attrs={"placeholder": "Distributor or photographer"}))

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        image = self.shown
        if image is not None:
            self.initial.setdefault("credit", image.credit)
            self.fields["credit"].disabled = not can(self.known.user, "images.change_image", image)

    @property
    def shown(self):
        """The picture itself; None while none is chosen."""
        found = self.thing
        return found.thing if found else None


class LinkRow(Row):
    url = WebAddress(label="Address")
    title = Line(300)
    source = Line(150, help_text="Left empty: the address’s host.")
    language = Language()

    def clean(self):
        given = super().clean()
        if given.get("title") and not given.get("url") and "url" not in self.errors:
            self.add_error("url", "Where does the link lead?")
        if given.get("url") and not given.get("title") and "title" not in self.errors:
            self.add_error("title", "Give the link a title.")
        return given

    @property
    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("url"))


class PinRow(Row):
    picks = "review"
    review = Pick("review")
    exclude = forms.BooleanField(required=False, label="Never show it")


class Rows(forms.BaseFormSet):
    """Rows in the order in which they were put, without those that are to go and those that say nothing."""

    can_order = can_delete = True

    def told(self) -> list[Row]:
        """The valid rows in their order. Rows without a number come last, as they stand."""
        kept = [
            row
            for row in self.forms
            if row.cleaned_data and not row.errors and not self.is_going(row) and row.says_something
        ]
        return sorted(kept, key=self.place)

    def place(self, row: forms.Form) -> int:
        number = row.cleaned_data.get("ORDER")
        return len(self.forms) if number is None else number

    def is_going(self, row: forms.Form) -> bool:
        return self._should_delete_form(row)  # type: ignore[attr-defined]  # Django's own

    @property
    def is_blank(self) -> bool:
        return not self.is_bound and not self.initial

    def get_form_kwargs(self, index):
        """A row that its page began with nothing is judged by what it says, whatever was stored meanwhile."""
        given = super().get_form_kwargs(index)
        if self.is_bound and index is not None and index >= self.initial_form_count():
            given["initial"] = {}
        return given

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].widget = forms.NumberInput(attrs={"min": 0, "max": AT_MOST})
        form.fields["ORDER"].max_value = AT_MOST * 10


def rows_of(row: type[Row]) -> type[Rows]:
    return forms.formset_factory(  # type: ignore[return-value]  # of the class that it is given
        row, formset=Rows, extra=0, can_order=True, can_delete=True, max_num=AT_MOST, absolute_max=AT_MOST * 2,
        validate_max=True,
    )  # fmt: skip


ROWS = {
    "subjects": rows_of(SubjectRow),
    "authors": rows_of(AuthorRow),
    "pictures": rows_of(PictureRow),
    "links": rows_of(LinkRow),
    "pins": rows_of(PinRow),
}
