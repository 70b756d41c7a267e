"""What a moderator gives with an act. Each field stands here once; `desk.acts` says which act asks for which."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.core.validators import validate_email

from accounts.models import User
from accounts.roles import Role
from images.models import Image
from moderation import tokens
from moderation.desk.acts import Act
from moderation.desk.standing import Standing, Thing
from moderation.desk.whole_notice import REPEATED, TAKEN_BY, alike, token_of
from moderation.forms import Addresses, Papers, WithPapers, Words
from moderation.models import CannedReply, Case, LegalAction, Report
from moderation.reported import page_at
from moderation.services.countering import GOES_BACK, STAYS_DOWN
from moderation.services.papers import NOTHING_OF_A_CHILD, need_original
from moderation.services.steps import Incomplete
from pagecache.clock import now
from reviews import body
from reviews.body.passages import Passage, PassageNotFound, places_of, without_passages
from reviews.models import Restriction

WHOLE = "page"
TYPED = (forms.Textarea, forms.TextInput, forms.Select)


class Moment(forms.DateTimeField):
    """A moment by the magazine's clock, as a browser's own calendar gives it."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)


def words(
    label: str, help_text: str = "", *, needed: str = "", rows: int = 3, longest: int = 5000
) -> forms.Field:
    field = Words(label=label, help_text=help_text, lines=True, longest=longest, attrs={"rows": rows})
    field.error_messages["needed"] = needed
    return field


def reason(act: Act, standing: Standing) -> forms.Field:
    needed = "" if act.verb == "ask_for_what_is_missing" else "Give your reason."
    to_whom = "For colleagues and for the record. Leave out names and addresses of people."
    if act.verb in {"ask_for_what_is_missing", "route"}:
        to_whom = "It goes into the letter. Leave out names and addresses of people."
    return words(act.reason, to_whom, needed=needed)


def letter_words(act: Act, standing: Standing) -> forms.Field:
    whom = "the reporter" if act.verb == "refuse" else "the writer"
    return words(f"What we write to {whom}", "Optional. It goes into the letter as it stands.")


def public_words(act: Act, standing: Standing) -> forms.Field:
    return words(
        "What readers see instead",
        "Left empty, they read that we took it down, and when. Never a private person’s name.",
        rows=2, longest=500,
    )  # fmt: skip


def reply(act: Act, standing: Standing) -> forms.Field:
    ready = CannedReply.objects.for_act(act.verb, standing.case.kind)
    return forms.ModelChoiceField(
        ready, required=False, label="A ready answer", empty_label="None: in my own words",
        help_text="It stands in the letter above your own words.",
    )  # fmt: skip


def image(act: Act, standing: Standing) -> forms.Field:
    open_ones = [one.pk for one in standing.pictures if one.pk not in standing.hidden_pictures]
    field = forms.ModelChoiceField(
        Image.objects.filter(pk__in=open_ones), label="Which picture", empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": "Choose a picture.", "invalid_choice": "Choose a picture."},
    )  # fmt: skip
    field.initial = open_ones[0] if len(open_ones) == 1 else None
    return field


def what(act: Act, standing: Standing) -> forms.Field:
    choices = [(WHOLE, "The whole page")] if standing.case.review_id else []
    choices += [(str(one.pk), f"The picture “{one}”") for one in standing.pictures]
    return forms.ChoiceField(label="What", choices=choices, widget=forms.RadioSelect)


def quote(act: Act, standing: Standing) -> forms.Field:
    return words(
        "The passage, as it stands", "Copy it from the text of the piece, from its first word to its last.",
        needed="Quote the passage.",
    )  # fmt: skip


def where(act: Act, standing: Standing) -> forms.Field:
    return forms.ChoiceField(required=False, label="Which of them", widget=forms.RadioSelect)


def thing(act: Act, standing: Standing) -> forms.Field:
    choices = [(one.value, one.label) for one in standing.things_from_elsewhere]
    return forms.ChoiceField(
        label="Which", choices=choices, widget=forms.RadioSelect, initial=choices[0][0] if len(choices) == 1 else None,
        error_messages={"required": "Choose what goes."},
    )  # fmt: skip


def into(act: Act, standing: Standing) -> forms.Field:
    alike = [case.pk for case in standing.others_alike]
    return forms.ModelChoiceField(
        Case.objects.filter(pk__in=alike).order_by("pk"), label="Which case goes on", empty_label=None,
        widget=forms.RadioSelect, initial=alike[0] if len(alike) == 1 else None,
        error_messages={"required": "Choose a case."},
    )  # fmt: skip


def lifting(act: Act, standing: Standing) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        Restriction.objects.filter(pk__in=[one.pk for one in standing.ours]), label="What comes back",
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Tick what comes back."},
    )  # fmt: skip


def outcome(of: set, act: Act, standing: Standing) -> forms.Field:
    choices = [(value, label) for value, label in LegalAction.Outcome.choices if value in of]
    return forms.ChoiceField(label="How it ended", choices=choices)


def reasons(act: Act, standing: Standing) -> forms.Field:
    return words("Your reasons", "They go to who objected, as they stand.", needed="Give your reasons.")


def until(act: Act, standing: Standing) -> forms.Field | None:
    # A notice under 512(c) hides until it is countered or withdrawn.
    if standing.case.kind == Case.Kind.COPYRIGHT:
        return None
    return Moment(required=False, label="Until", help_text="Left empty: for good.")


def tick(label: str, act: Act, standing: Standing) -> forms.Field:
    return forms.BooleanField(required=False, label=label)


def line(label: str, longest: int, act: Act, standing: Standing) -> forms.Field:
    return Words(label=label, longest=longest)


FIELDS: dict[str, Callable[[Act, Standing], forms.Field | None]] = {
    "reason": reason,
    "words": letter_words,
    "public_words": public_words,
    "reply": reply,
    "image": image,
    "what": what,
    "quote": quote,
    "where": where,
    "thing": thing,
    "into": into,
    "lifting": lifting,
    "outcome_back": partial(outcome, GOES_BACK),
    "outcome_down": partial(outcome, STAYS_DOWN),
    "reasons": reasons,
    "until": until,
    "forum": lambda act, standing: forms.ChoiceField(label="Where", choices=LegalAction.Forum.choices),
    "court": partial(line, "The court", 200),
    "docket": partial(line, "Its number there", 100),
    "filed_on": lambda act, standing: forms.DateField(
        required=False, label="Filed on", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    ),
    "received_at": lambda act, standing: Moment(
        required=False, label="It reached us on", help_text="Left empty: now."
    ),
    "by_the_sender": partial(tick, "Who sent the notice has filed it"),
    "seeks_restraint": partial(tick, "It asks to restrain the writer regarding this material"),
}


class Others(forms.MultipleChoiceField):
    """Other cases of the notice for which the same is done, each as it was seen. Whether it can be says its verb."""

    def __init__(self, cases: list[Case]):
        self.cases = {str(case.pk): case for case in cases}
        choices = [(token_of(case), f"{case}, {case.review or 'a picture'}") for case in cases]
        super().__init__(
            required=False, label="The same for these of the notice", choices=choices,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    def valid_value(self, value):
        pk, _dot, version = str(value).partition(".")
        return pk in self.cases and version.isascii() and version.isdecimal() and len(version) < 10


class ActForm(forms.Form):
    """One act of one case. `given` is what its verb wants to know."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, data=None, *, act: Act, standing: Standing):
        self.act, self.standing = act, standing
        super().__init__(
            data, label_suffix="", auto_id=f"{act.verb}-%s", initial={"version": standing.case.version}
        )
        for name in act.asks:
            if field := FIELDS[name](act, standing):
                self.fields[name] = field
        if act.verb in REPEATED and (others := alike(act.verb, standing.case, standing.whole_notice)):
            self.fields["others"] = Others(others)
        if isinstance(where := self.fields.get("where"), forms.ChoiceField):
            self._offer_places(where)
        typed = [field for field in self.asked if isinstance(field.field.widget, TYPED)]
        self.starts_typing = bool(typed)
        for field in typed[:1]:
            field.field.widget.attrs["autofocus"] = True

    def begin_as(self, reference: str) -> None:
        """Begin with what was decided of another case of the notice, for all that stand alike."""
        other = next((case for case in self.standing.whole_notice if case.reference == reference), None)
        decision = other.decisions.select_related("restriction").last() if other else None
        if decision is None or TAKEN_BY.get(decision.kind) != self.act.verb:
            return
        hidden = decision.restriction
        self.initial["reason"] = decision.reason
        if hidden:
            self.initial["public_words"] = hidden.public_words
        if hidden and hidden.image_id in [one.pk for one in self.standing.pictures]:
            self.initial["image"] = hidden.image_id
        if isinstance(others := self.fields.get("others"), Others):
            self.initial["others"] = [token_of(case) for case in others.cases.values()]

    @property
    def others(self) -> list[tuple[Case, int]]:
        """For which else it is done, each as it is now, with the version that was seen."""
        seen = dict(token.split(".") for token in self.cleaned_data.get("others", []))
        cases = Case.objects.filter(pk__in=seen).select_related("review").order_by("pk")
        return [(case, int(seen[str(case.pk)])) for case in cases]

    @property
    def asked(self) -> list:
        """The fields that a person sees."""
        return [self[name] for name in self.fields if name != "version" and not self._is_idle(name)]

    def _is_idle(self, name: str) -> bool:
        """Places are only offered once the words were found in several; an answer only where one is ready."""
        match self.fields[name]:
            case forms.ModelChoiceField() as field if name == "reply":
                return field.queryset is None or not field.queryset.exists()
            case forms.ChoiceField() as field if name == "where":
                return not field.choices
        return False

    # Passages

    def _offer_places(self, field: forms.ChoiceField) -> None:
        said = self.data.get("quote", "") if self.is_bound else ""
        review = self.standing.case.review
        self.places = places_of(review.body, said) if said and review else []
        if len(self.places) > 1:
            field.choices = [
                (str(number), f"… {place.prefix[-40:]}[{body.shorten(place.quote, 40)}]{place.suffix[:40]} …")
                for number, place in enumerate(self.places)
            ]

    def _locate(self, said: dict) -> None:
        if not said.get("quote") or "quote" in self.errors:
            return
        if len(self.places) > 1 and not said.get("where"):
            if "where" not in self.errors:
                self.add_error("where", f"These words stand in {len(self.places)} places. Choose one.")
            return
        place = self.places[int(said.get("where") or 0)] if self.places else Passage(said["quote"])
        try:
            without_passages(self.standing.case.review.body, [place])
        except PassageNotFound:
            self.add_error("quote", "These words do not stand in the text. Copy them from it.")
            return
        self.place = place

    def clean(self):
        said = super().clean()
        for name, field in self.fields.items():
            needed = field.error_messages.get("needed")
            if needed and not said.get(name) and name not in self.errors:
                self.add_error(name, needed)
        if self.act.verb == "ask_for_what_is_missing" and not (said.get("reason") or said.get("reply")):
            self.add_error("reason", "Give your reason.")
        if "where" in self.fields:
            self._locate(said)
        moment = said.get("received_at")
        if moment and moment > now():
            self.add_error("received_at", "It cannot have come later than now.")
        return said

    @property
    def given(self) -> dict:
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given = {name: value for name, value in said.items() if name in PLAIN and value not in (None, "")}
        if answer := said.get("reply"):
            name = "reason" if self.act.verb == "ask_for_what_is_missing" else "words"
            given[name] = "\n\n".join(part for part in (answer.body, given.get(name, "")) if part)
        if "quote" in said:
            given |= {"quote": self.place.quote, "prefix": self.place.prefix, "suffix": self.place.suffix}
        if value := said.get("outcome_back") or said.get("outcome_down"):
            given["outcome"] = value
        if value := said.get("thing"):
            chosen = next(one for one in self.standing.things_from_elsewhere if one.value == value)
            given |= _of(chosen)
        if value := said.get("what"):
            given["image"] = next((one for one in self.standing.pictures if str(one.pk) == value), None)
        return given | {"version": self.cleaned_data["version"]}

    @property
    def typed(self) -> str:
        """The longest that somebody wrote, for when there is no field any more to put it into."""
        return max((self.data.get(name, "") for name in ("reason", "reasons", "words")), key=len)

    @property
    def answer(self) -> CannedReply | None:
        return self.cleaned_data.get("reply")


PLAIN = frozenset({
    "reason", "words", "public_words", "image", "into", "lifting", "reasons", "until", "forum", "court", "docket",
    "filed_on", "received_at", "by_the_sender", "seeks_restraint",
})  # fmt: skip


def _of(thing: Thing) -> dict:
    return {"link": thing.link} if thing.link else {"address": thing.address}


# Who decides


def moderators():
    chosen = User.objects.filter(is_active=True, grants__role__in=[Role.MODERATOR, Role.LEAD])
    return chosen.distinct().order_by("name", "username")


class PapersForm(forms.Form):
    """What a moderator adds to a case later."""

    papers = Papers(label="Add a paper", error_messages={"required": "Choose a file first."}, required=True)

    use_required_attribute = False


# A report that came by post


class EnterForm(WithPapers, forms.Form):
    """What came by post, by e-mail or on the telephone, as a moderator types it in: kept as it is, complete or not."""

    PHONE = "phone"
    NOTICE = (
        "work", "location", "postal_address", "telephone", "good_faith", "accurate_and_authorised", "signature",
    )  # fmt: skip

    # Makes a double click harmless.
    secret = forms.CharField(max_length=100, initial=tokens.new_secret, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label="How it came",
        choices=[(Report.Channel.EMAIL, "E-mail"), (Report.Channel.POST, "Post"), (PHONE, "Telephone")],
    )
    received_at = Moment(
        label="When it came", help_text="By our own clock. The time to answer runs from then.",
        error_messages={"required": "Say when it came."},
    )  # fmt: skip
    kind = forms.ChoiceField(label="What is the matter?", choices=Case.Kind.choices)
    address = Words(label="Address of the page", longest=1000, help_text="As it says, or as you found it.")
    more_addresses = Addresses(
        label="Other pages that it names", help_text="One address a line. Each that is ours becomes a case."
    )
    explanation = Words(
        label="What it says", lines=True, attrs={"rows": 5}, help_text="In the reporter’s own words."
    )
    papers = Papers(
        label="The letter or e-mail itself",
        help_text="A scan, or the e-mail saved as a file: PDF, PNG, JPEG or plain text; at most five, of 5 MB each.",
    )
    without_original = Words(
        label="Or why there is none",
        longest=300,
        help_text="For the record: lost, unreadable, kept by the police.",
    )
    name = Words(label="Who sent it", longest=200)
    email = Words(label="Email", longest=254, attrs={"type": "email"})
    postal_address = Words(label="Postal address", lines=True, attrs={"rows": 3})
    telephone = Words(label="Telephone", longest=50, attrs={"type": "tel"})
    work = Words(label="The work that is theirs", lines=True, attrs={"rows": 3})
    location = Words(label="Where it appears on our page", lines=True, attrs={"rows": 2})
    good_faith = forms.BooleanField(label="It states good faith", required=False)
    accurate_and_authorised = forms.BooleanField(
        label="It states accuracy and, under penalty of perjury, authority", required=False
    )
    signature = Words(label="Who signed it", longest=200)

    use_required_attribute = False

    def __init__(self, *args, at, host="", **options):
        self.at, self.host = at, host
        super().__init__(*args, label_suffix="", **options)

    @property
    def first(self) -> list:
        return [
            self[name]
            for name in ("channel", "received_at", "kind", "address", "more_addresses", "explanation")
        ]

    @property
    def original(self) -> list:
        return [self["papers"], self["without_original"]]

    @property
    def sender(self) -> list:
        return [self[name] for name in ("name", "email", "postal_address", "telephone")]

    @property
    def elements(self) -> list:
        return [
            self[name] for name in ("work", "location", "good_faith", "accurate_and_authorised", "signature")
        ]

    def clean_received_at(self):
        received_at = self.cleaned_data["received_at"]
        if received_at > now():
            raise forms.ValidationError("It cannot have come later than now.")
        return received_at

    def clean_email(self):
        if email := self.cleaned_data["email"]:
            validate_email(email)
        return self.cleaned_data["email"]

    def clean(self):
        said = super().clean()
        if said.get("channel") == self.PHONE and said.get("kind") == Case.Kind.COPYRIGHT:
            self.add_error(
                "channel", "A copyright notice has to be written. Ask them to send it by e-mail or post."
            )
        address = said.get("address", "")
        self.found = page_at(address, self.at, self.host) if address else None
        if address and self.found is None and said.get("kind") != Case.Kind.COPYRIGHT:
            self.add_error("address", "We have no page at that address.")
        if not any(said.get(name) for name in ("explanation", "work", "location")):
            self.add_error("explanation", "Type in what it says.")
        self._ask_for_the_original(said)
        return said

    def _ask_for_the_original(self, said: dict) -> None:
        if "papers" in self.errors or "channel" in self.errors:
            return
        files, kind = said.get("papers", []), said.get("kind", "")
        if files and kind == Case.Kind.CHILD_SAFETY:
            self.add_error("papers", NOTHING_OF_A_CHILD)
            return
        try:
            need_original(kind, said.get("channel", ""), files, said.get("without_original", ""))
        except Incomplete as refusal:
            self.add_error("papers", str(refusal))

    @property
    def report(self) -> dict:
        """What `services.submit_report` wants to know."""
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "address": said["address"],
            "more_addresses": said["more_addresses"],
            "host": self.host,
            "review": self.found and self.found.review,
            "image": self.found and self.found.image,
            "name": said["name"],
            "email": said["email"],
            "explanation": said["explanation"],
            "notice": {name: said[name] for name in self.NOTICE},
            "secret": said["secret"],
            "channel": Report.Channel.STAFF if said["channel"] == self.PHONE else said["channel"],
            "received_at": said["received_at"],
            "files": said["papers"],
            "without_original": said["without_original"],
        }
