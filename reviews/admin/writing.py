"""The writing page: a piece's working copy as a form, and what its buttons do."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.policy import can
from accounts.text import clean_line
from images import intake
from pagecache.clock import now
from reviews import presence, workflow
from reviews import state as states
from reviews.admin import acts as desk
from reviews.admin import lookups, notes, proposals, stills, when
from reviews.admin.before_publishing import Before, Line
from reviews.admin.before_publishing import before as before_publishing
from reviews.admin.beginning import first_state
from reviews.admin.changes import changes
from reviews.admin.conflict import Theirs, began_from, keep_for_later, put_together
from reviews.admin.elsewhere import Elsewhere
from reviews.admin.in_hand import in_hand
from reviews.admin.names import who
from reviews.admin.standing import standing
from reviews.cards import know_directors
from reviews.clocks import zone_name
from reviews.copies import digest, is_in_history
from reviews.forms import WritingForm
from reviews.forms.disclosures import DISCLOSURES, disclose
from reviews.forms.glance import place_of, refusals, seen
from reviews.forms.piece import LANGUAGES
from reviews.forms.rows import AT_MOST, ROWS
from reviews.forms.shelves import number
from reviews.forms.writing import as_entry
from reviews.models import Review, Section, WorkingCopy
from reviews.reading_counts import Reads, reads_of
from reviews.unit import unit


@dataclass
class Page:
    """One request to the writing page, and what it has found out so far."""

    model_admin: Any
    request: Any
    review: Review | None

    def __post_init__(self):
        self.user, self.at = self.request.user, self.request.at
        self.copy: WorkingCopy | None = None
        if self.review:
            self.copy = getattr(self.review, "working_copy", None) or workflow.working_copy(self.review)
        query = self.request.GET
        self.state = (
            self.copy.state if self.copy else first_state(self.user, query.get("film"), query.get("kind"))
        )
        self.state = states.upgrade(self.state)
        # Who may only propose goes on from what they proposed last.
        self.proposal = proposals.begun(self.review, self.user) if desk.PROPOSE in self.acts else None
        if self.proposal:
            self.state = states.upgrade(self.proposal.state)
        # What is posted goes on in the tab that it comes from.
        self.tab = presence.named(self.request.POST.get("tab", "")) or presence.new_tab()

    @cached_property
    def acts(self) -> list[desk.Act]:
        return desk.acts(self.user, self.review, self.at)

    @property
    def locked(self) -> list[str]:
        """The address is the workflow's once there is one, and so is the time of what readers see."""
        if self.review is None:
            return []
        if self.review.status not in (Review.Status.PUBLISHED, Review.Status.WITHDRAWN):
            # One that readers know already stays the piece's, whatever is typed.
            return ["slug"] if self.review.path else []
        waiting = self.review.status == Review.Status.PUBLISHED and not self.review.is_live(self.at)
        return ["slug"] if waiting else ["slug", "when"]

    def form(self, data=None, *, kept: dict | None = None, said: dict | None = None) -> WritingForm:
        """The piece as it is stored, or as it was posted; `kept`: another state to begin with, and what was `said`
        about it."""
        versions = (self.copy.version, self.review.version) if self.copy else (None, None)
        if self.proposal:
            versions = (self.proposal.base_version, self.review.version)
        form = WritingForm(
            user=self.user,
            at=self.at,
            state=kept or self.state,
            versions=versions,
            locked=self.locked,
            data=data,
        )
        new = {
            kind: reverse(f"admin:reviews_review_new_{kind}")
            for kind in ("film", "person")
            if can(self.user, f"films.add_{kind}")
        }
        form.equip_editor(reverse("admin:reviews_review_lookup", args=["name"]), lookups.address_of, new)
        if self.review:
            form.piece.fields["body"].widget.attrs["data-notes"] = ""
        form.piece.initial |= {name: said[name] for name in ("note", "reason") if said and name in said}
        return form

    def before(self, form: WritingForm) -> Before:
        """The checklist of what stands in the form, saved or not."""
        # The sections on offer are there; nobody need ask again.
        sections = dict.fromkeys(form.piece.sections)
        same = {"user": self.user, "at": self.at, "library": form.known.library | {Section: sections}}
        if not form.piece.is_bound:
            return before_publishing(self.state, self.review, **same)
        with seen(form, by=self.user) as state:
            found = before_publishing(
                state,
                self.review,
                **same,
                place=place_of(form),
                overrides=bool(form.piece.cleaned_data["despite"].strip()),
            )
        refused = [Line("stop", sentence, field, "Go there") for field, sentence in refusals(form)]
        told = {line.field for line in refused}
        found.lines = refused + [
            line for line in found.lines if line.sort != "stop" or line.field not in told
        ]
        return found

    def label(self, act: desk.Act, before: Before) -> str:
        return desk.label(act, before.left, before.appears, self.at, passed=self.passed)

    @property
    def passed(self) -> bool:
        """Whether the piece wants a time that is over."""
        planned = desk.planned(self.state)
        return planned is not None and planned < self.at and "when" not in self.locked

    def show(self, form: WritingForm, *, theirs: Theirs | None = None, status: int = 200):
        before = self.before(form)
        if "stops" in self.request.GET and not form.piece.is_bound:
            form.show_stops(before.stops)
        why_not = desk.why_not(self.user, self.review) if self.acts else ""
        review = self.review
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "title": str(review) if review else "New piece",
            "opts": self.model_admin.opts,
            "review": review,
            "original": review,
            "copy": self.copy,
            "form": form,
            "media": form.media,
            "acts": [(act, self.label(act, before)) for act in self.acts],
            "before": before,
            "standing": standing(review, self.at) if review else "New",
            "is_live": bool(review and review.is_live(self.at)),
            **self.times(before.embargoes),
            "passed": self.passed,
            "waiting_change": bool(
                review and review.status == Review.Status.PUBLISHED and self.state != states.capture(review)
            ),
            "saved_by": who(self.copy.saved_by, review, self.user) if review and self.copy.saved_by else "",
            "theirs": theirs,
            "changes": changes(review, self.user, self.at),
            "may_set_time": bool(
                review and review.is_live(self.at) and can(self.user, "reviews.publish_review", review)
            ),
            "may_correct": desk.may_correct(self.user, review, self.at),
            "disclosures": DISCLOSURES,
            **notes.beside(review, self.request, state=self.state),
            "hand": in_hand(self.user, review, self.at) if review else None,
            "reads": self.reads(),
            "why_not": why_not,
            "publishes_otherwise": desk.publishes_otherwise(why_not),
            "keeps": bool(self.acts) and desk.PROPOSE not in self.acts,
            "tab": self.tab,
            "time_zone": settings.TIME_ZONE,
            "digest": digest(self.copy.state) if self.copy else "",
            "elsewhere": Elsewhere.of(review, self.user, self.tab) if review else None,
            "zone": zone_name(),
            "languages": LANGUAGES,
            "stills": stills.offered(self.state, self.user, form.known.library),
            "pieces": reverse("admin:reviews_review_changelist"),
            "checks": reverse("admin:reviews_review_checks_of", args=[review.pk])
            if review
            else reverse("admin:reviews_review_checks"),
        }
        return TemplateResponse(self.request, "admin/reviews/review/writing.html", context, status=status)

    def reads(self) -> Reads | None:
        """For editors: a writer is not to write for a number."""
        if self.review is None or self.review.first_published_at is None:
            return None
        counted = settings.HALATION_READ_COUNTS and can(self.user, "reviews.edit_others")
        return reads_of(self.review, self.at) if counted else None

    def times(self, embargoes) -> dict:
        """What the panel says about time."""
        if self.review and self.review.is_live(self.at):
            return {}
        know_directors([embargo.film for embargo in embargoes])
        planned = desk.planned(self.state)
        sees = can(self.user, "films.view_embargo")
        return {
            "embargoes": [when.Bound(embargo, embargo.source if sees else "") for embargo in embargoes],
            "waits": when.it_waits(self.state["kind"], len(self.state["subjects"]), embargoes, planned),
            "may_lift": can(self.user, "reviews.lift_embargo"),
            "offers": when.offers(self.state, embargoes, self.user, self.at),
            "clash": when.clash(when.appears(planned, embargoes, self.at), self.review, self.user),
        }


def write(model_admin, request, review: Review | None):
    page = Page(model_admin, request, review)
    if request.method != "POST":
        return page.show(page.form())
    if review is None and (begun := presence.begun_here(request.user, page.tab)):
        page = Page(model_admin, request, begun)
    if (stranger := another_account(request)) is not None:
        form = page.form(request.POST)
        form.add_error("__all__", stranger)
        return page.show(form, status=403)
    data, refused = with_uploads(request)
    data["copy_version"] = known_version(page, data)
    act = data.get("act", "save")
    if act.startswith("disclose-"):
        disclose(data, act.removeprefix("disclose-"))
        return page.show(page.form(data))
    if act.startswith("add-"):
        add_row(data, act.removeprefix("add-"))
        return page.show(page.form(data))
    if act.startswith("when-"):
        data["when"], data["when_which"] = [*act.removeprefix("when-").split(" "), ""][:2]
        return page.show(page.form(data))
    if act.startswith(stills.ACT):
        stills.place(data, empty_row(data), act, page.user)
        return page.show(page.form(data))
    form = page.form(data)
    if not form.is_valid() or refused:
        for sentence in refused:
            form.add_error("pictures", sentence)
        return page.show(form, status=422)
    if act == "look":
        return page.show(form)
    if act == desk.PROPOSE.name and desk.PROPOSE in page.acts:
        return proposals.send(page, form)
    try:
        return keep(page, form, act)
    except workflow.Conflict:
        assert page.review  # what is not there yet cannot be stale
        kept = keep_for_later(page.review, form, by=page.user)
        page.copy = workflow.working_copy(page.review)
        return page.show(
            page.form(kept=kept.state, said=form.piece.cleaned_data),
            theirs=Theirs(page.copy, page.review, page.user, kept, began_from(data)),
            status=409,
        )
    except workflow.WrongStep as refusal:
        form.add_error("body", f"{refusal} Nothing was saved: put the passage back as it was.")
        return page.show(form, status=409)
    except PermissionDenied as denied:
        if page.acts and desk.PROPOSE not in page.acts:
            raise
        form.add_error("__all__", f"{denied} Nothing was saved: copy your text from here before you leave.")
        return page.show(form, status=403)


def keep(page: Page, form: WritingForm, act: str):
    """Save what was typed, then do what the button says. The text stays saved when that is refused."""
    given, trouble, stopped = form.piece.cleaned_data, "", False
    with unit():
        state = form.read(by=page.user)
        if page.review and page.copy:
            state = put_together(page.review, page.copy, state, page.request.POST, by=page.user)
        review = saved(page, state, act, given)
        presence.release(review, by=page.user, tab=page.tab)
        version = given["review_version"] if page.review else review.version
        try:
            desk.perform(
                act, review, state, by=page.user, version=version, at=page.at,
                reason=given["reason"], note=given["note"], despite=given["despite"], correction=given["correction"],
                updated=given["update_words"] if given["tell_readers"] or given["update_words"] else None,
            )  # fmt: skip
        except workflow.NotReady as not_ready:
            stopped = True
            trouble = "Saved, but not published: " + " ".join(stop.sentence for stop in not_ready.stops)
        except (workflow.WrongStep, workflow.Conflict, workflow.Held) as refusal:
            trouble = f"Your text is saved. {refusal}"
    if trouble:
        messages.error(page.request, trouble)
    else:
        waits = review.publish_at and review.visible_from and review.visible_from > review.publish_at
        (messages.warning if waits else messages.success)(page.request, said(act, review))
    # A change for a time is looked at once more before it is set.
    where = "change_at" if act == "change_at" and not trouble else "change"
    return HttpResponseRedirect(
        reverse(f"admin:reviews_review_{where}", args=[review.pk]) + ("?stops=1" if stopped else "")
    )


def saved(page: Page, state: dict, act: str, given: dict) -> Review:
    if page.review is None:
        return workflow.begin(state, by=page.user, note=given["note"])
    assert page.copy  # as every piece has
    # Before anything else: what was typed is kept even when it comes too late, and not everybody's may be.
    if not can(page.user, "reviews.change_review", page.review):
        raise PermissionDenied("Your role does not allow this.")
    version = given["copy_version"] or 0
    if act == "save" or state != page.state or not is_in_history(page.copy):
        workflow.save(page.review, state, by=page.user, version=version, note=given["note"])
    elif version != page.copy.version:
        raise workflow.Conflict
    return page.review


def said(act: str, review: Review) -> str:
    """What a person is told once it is done."""
    done = next(
        (one.done for one in vars(desk).values() if isinstance(one, desk.Act) and one.name == act), "Saved."
    )
    if act not in ("publish", "change"):
        return done
    if review.is_live(now()):
        return format_html('Live at <a href="{0}">{0}</a>.', review.path)
    return format_html("Scheduled: {}", when.told(review, now()))


def another_account(request) -> str | None:
    """A sentence when the page was opened by somebody else than who is signed in now; None when it was not."""
    writer = number(request.POST.get("writer"))
    if writer is None or writer == request.user.pk:
        return None
    return (
        f"You are signed in as {request.user} now, and this was written under another account. Nothing is saved. "
        f"Press Save once more to save it as {request.user}, or sign in again first."
    )


def known_version(page: Page, data) -> str:
    """The version that was posted, or the one which this very tab has stored since without hearing of it."""
    posted = data.get("copy_version", "")
    if page.review is None or (posted and number(posted) is None):
        return posted
    known = presence.version_known(page.review, by=page.user, tab=page.tab, version=number(posted) or 0)
    return str(known or "")


# Rows and pictures without JavaScript


def add_row(data, name: str) -> int:
    """One more empty row of that kind in what was posted. Returns its number."""
    total = number(data.get(f"{name}-TOTAL_FORMS")) or 0
    if name in ROWS and total < AT_MOST:
        data[f"{name}-TOTAL_FORMS"] = str(total + 1)
    return total


def empty_row(data) -> int:
    """The first row of pictures in which nothing was chosen, or a new one."""
    total = min(number(data.get("pictures-TOTAL_FORMS")) or 0, AT_MOST)
    for number_of_row in range(total):
        row = f"pictures-{number_of_row}"
        if not data.get(f"{row}-image") and not data.get(f"{row}-image_words", "").strip():
            return number_of_row
    return add_row(data, "pictures")


def with_uploads(request) -> tuple[Any, list[str]]:
    """What was posted, with a row for every picture that came along, and a sentence for each that was refused.

    A picture is in the library from then on, whatever else is wrong with the form.
    """
    data, refused = request.POST.copy(), []
    for file in request.FILES.getlist("upload"):
        if not can(request.user, "images.add_image"):
            raise PermissionDenied
        try:
            image = intake.take_in(file, by=request.user)
        except ValidationError as refusal:
            refused += [f"{clean_name(file.name)}: {sentence}" for sentence in refusal.messages]
            continue
        row = f"pictures-{empty_row(data)}"
        data.pop(f"{row}-image_words", None)  # the words that were not there must not take the picture away
        for column, value in as_entry(image).items():
            if value:
                data[f"{row}-{column}"] = str(value)
        data[f"{row}-credit"] = image.credit
    return data, refused


def clean_name(name: str) -> str:
    try:
        return clean_line(name)[:80]
    except ValidationError:
        return "This file"
