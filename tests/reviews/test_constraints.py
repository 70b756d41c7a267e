"""The database refuses nonsense, whoever writes it; forms say which nonsense it was."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.audit import record
from accounts.models import AuditEntry, Notice, NoticeChoice, RoleGrant
from films.models import (
    AlternativeTitle,
    Award,
    Edition,
    Festival,
    FestivalSection,
    Film,
    Merge,
    Release,
    Selection,
    Still,
)
from moderation.models import (
    Appeal,
    CalendarException,
    CannedReply,
    Case,
    CounterNotice,
    Decision,
    DesignatedAgent,
    ErasureRequest,
    EvidenceSnapshot,
    Hearing,
    LegalAction,
    Letter,
    Paper,
    RegisterEntry,
    SavedFilter,
    Strike,
    TransparencyPeriod,
)
from moderation.models import Note as CaseNote
from moderation.models.paper import LARGEST
from pagecache.changes import changed
from pagecache.models import Counter
from reviews import workflow
from reviews.models import (
    Bundle,
    Clearance,
    Correction,
    HomePage,
    HomePlace,
    Lease,
    Note,
    OldPath,
    OutsideLink,
    Pin,
    ReadingCount,
    Restriction,
    Review,
    Revision,
    Sponsor,
)
from reviews.restrictions import restrict
from tests.factories import (
    make_contributor,
    make_credit,
    make_embargo,
    make_film,
    make_image,
    make_link,
    make_person,
    make_published,
    make_review,
    make_section,
    make_state,
    make_tag,
    make_user,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OURS = ("pagecache", "accounts", "images", "films", "reviews", "moderation", "importers")
# What nobody fills in by hand needs no sentence of its own.
BY_MACHINES_ONLY = {
    "there_is_only_one_counter", "audit_entries_are_counted_from_one", "a_review_has_a_tag_once",
    "revisions_are_numbered_by_piece", "a_case_reference_is_given_once",
    "a_frozen_year_has_its_versions_once",
}  # fmt: skip


def counter_notice(**fields) -> CounterNotice:
    case = fields.pop("case", None) or cases()
    given = {"signer": make_user("contributor"), "received_at": NOON, "complete_at": NOON, "planned_at": NOON}
    return CounterNotice.objects.create(case=case, **given | {"state": "running"} | fields)


def second_counter_notice() -> CounterNotice:
    return counter_notice(case=counter_notice().case, state="ended")


def legal_action() -> LegalAction:
    return LegalAction.objects.create(
        counter_notice=counter_notice(), received_at=NOON, forum="ccb", filed_on=NOON.date(), by_the_sender=True,
        seeks_restraint=True, stops_the_clock=True,
    )  # fmt: skip


def appeal() -> Appeal:
    made = decision()
    return Appeal.objects.create(case=made.case, decision=made, side="writer", text="No.", filed_at=NOON)


def ready_answers() -> CannedReply:
    given = {"key": "moss", "act": "refuse", "body": "We may quote.", "written_at": NOON}
    CannedReply.objects.create(**given)
    return CannedReply.objects.create(**given, version=2)


def strikes() -> Strike:
    case, given = cases(), {"at": NOON, "counts_from": NOON, "expires_at": NOON}
    Strike.objects.create(case=case, contributor=make_contributor(), **given)
    return Strike.objects.create(case=case, contributor=make_contributor(), **given)


def evidence() -> EvidenceSnapshot:
    review = make_published()
    EvidenceSnapshot.objects.create(review=review, sha256="moss", taken_at=NOON)
    return EvidenceSnapshot.objects.create(review=review, sha256="soup", taken_at=NOON)


def paper() -> Paper:
    return Paper.objects.create(
        case=cases(), kept_by=make_user("moderator"), name="scan.pdf", kind="pdf", size=1, sha256="moss", key="moss",
        given_at=NOON,
    )  # fmt: skip


def filters() -> SavedFilter:
    given = {"whose": make_user("moderator"), "query": "due=today"}
    SavedFilter.objects.create(name="Mine", **given)
    return SavedFilter.objects.create(name="Today", **given)


def letter() -> Letter:
    given = {"subject": "Here", "text": "It is back.", "created_at": NOON, "next_try_at": NOON}
    return Letter.objects.create(code="E18", recipient="writer", address="a@example.org", key="moss", **given)


def exceptions() -> CalendarException:
    CalendarException.objects.create(day=NOON.date(), reason="Snow")
    return CalendarException.objects.create(day=NOON.date() + timedelta(days=1), reason="Snow")


def agent() -> DesignatedAgent:
    given = {
        "legal_name": "Halation", "name": "Agent", "postal_address": "Here", "telephone": "1", "email": "a@b.example",
    }  # fmt: skip
    DesignatedAgent.objects.create(valid_from=NOON, **given)
    return DesignatedAgent.objects.create(valid_from=NOON, valid_to=NOON, is_current=False, **given)


def erasure() -> ErasureRequest:
    given = {"received_at": NOON, "due_at": NOON, "email": "a@b.example"}
    ErasureRequest.objects.create(email_digest="moss", **given)
    return ErasureRequest.objects.create(email_digest="soup", **given)


def hearing() -> Hearing:
    given = {"contributor": make_contributor(), "opened_at": NOON, "heard_until": NOON, "due_at": NOON}
    Hearing.objects.create(**given)
    return Hearing.objects.create(**given, outcome="kept", decided_at=NOON, reasons="So.")


def frozen() -> TransparencyPeriod:
    given = {"year": 2024, "numbers": {}, "csv": "", "sha256": "moss", "made_at": NOON}
    TransparencyPeriod.objects.create(**given)
    return TransparencyPeriod.objects.create(**given, version=2, note="A case was counted twice.")


def clearance() -> Clearance:
    given = {"reason": "A quotation.", "cleared_by": make_user("moderator"), "cleared_at": NOON}
    hidden = restrict(mode=Restriction.Mode.FULL, review=make_published())
    Clearance.objects.create(review=make_review(), restriction=hidden, **given)
    return Clearance.objects.create(review=make_review(), restriction=hidden, **given)


def note(**fields) -> Note:
    given = {"review": make_review(), "author": make_user("editor"), "text": "Moss?", "created_at": NOON}
    return Note.objects.create(**given | fields)


def answer() -> Note:
    asked = note()
    return note(review=asked.review, parent=asked)


def notices() -> Notice:
    given = {"account": make_user("editor"), "sort": "note", "sentence": "Look.", "created_at": NOON}
    Notice.objects.create(**given, key="moss")
    return Notice.objects.create(**given, key="soup", link="/admin/")


def sponsor() -> Sponsor:
    given = {"name": "Cinematek", "words": "All of Akerman.", "link": "https://example.org/"}
    return Sponsor.objects.create(**given, starts_at=NOON)


def reading_count() -> ReadingCount:
    piece, day = make_published(), NOON.date()
    ReadingCount.objects.create(review=piece, day=day, times=3)
    return ReadingCount.objects.create(review=piece, day=day + timedelta(days=1), times=1)


def lease() -> Lease:
    holder, review = make_user("editor"), make_review()
    return Lease.objects.create(review=review, holder=holder, token="tab", taken_at=NOON, seen_at=NOON)


def merges() -> Merge:
    first = {
        "kind": "film",
        "loser": 1,
        "survivor": 2,
        "loser_name": "Here",
        "survivor_name": "Here",
        "at": NOON,
    }
    Merge.objects.create(**first)
    return Merge.objects.create(**first | {"loser": 3})


def stills() -> Still:
    film = make_film()
    film.stills.create(image=make_image())
    return film.stills.create(image=make_image())


def notice_choices() -> NoticeChoice:
    user = make_user("editor")
    user.notice_choices.create(sort="live", mail="never")
    return user.notice_choices.create(sort="note", mail="never")


def counter():
    changed("moss")
    return Counter.objects.get()


def grants():
    user = make_user("editor")
    user.grants.create(role="moderator")
    return user.grants.get(role="editor")


def alternative_titles():
    film = make_film()
    film.alternative_titles.create(title="Hier", language="nl")
    return film.alternative_titles.create(title="Ici", language="nl")


def credits_twice():
    film, person = make_film(), make_person()
    make_credit(film, person, "writer")
    return make_credit(film, person, "director")


def edition(**fields) -> Edition:
    return Edition.objects.create(festival=Festival.objects.create(name="Berlinale"), year=2023, **fields)


def next_edition():
    return Edition.objects.create(festival=edition().festival, year=2024)


def festival_sections():
    FestivalSection.objects.create(edition=(berlin := edition()), name="Encounters")
    return FestivalSection.objects.create(edition=berlin, name="Panorama")


def selections():
    Selection.objects.create(edition=(berlin := edition()), film=Film.objects.create(title="Here"))
    return Selection.objects.create(edition=berlin, film=Film.objects.create(title="There"))


def award():
    return Award.objects.create(edition=edition(), name="Best Film", film=make_film())


def release():
    return Release.objects.create(film=make_film(), date=date(2024, 2, 9))


def link():
    return OutsideLink.objects.create(url="https://example.org", title="Interview", film=make_film())


def tagged():
    return make_review(tags=["moss", "lichen"]).tagged.last()


def subjects():
    return make_review(films=[make_film(), make_film()]).subjects.last()


def bylines():
    return make_review(contributors=[make_contributor(), make_contributor()]).authorships.last()


def pictures():
    return make_review(lead=make_image(), pictures=[make_image(), make_image()]).pictures.last()


def old_path():
    return OldPath.objects.create(path="/old/", film=make_film())


def pins():
    return make_review(pins=[make_review(), make_review()]).pins.last()


def correction():
    return Correction.objects.create(review=make_review(), made_at=NOON, text="It was moss.")


def full_restriction():
    return restrict(mode="full", review=make_published())


def revisions():
    review = make_review("submitted")
    return review.revisions.first()


def scheduled_change(review=None, **fields):
    return Revision.objects.create(
        review=review or make_published(), schema_version=1, state={}, purpose="scheduled", apply_at=NOON,
        created_at=NOON, **{"number": 9} | fields,
    )  # fmt: skip


def second_change():
    first = scheduled_change()
    return scheduled_change(first.review, number=10, decision="cancelled", decided_at=NOON)


def case(number=1) -> Case:
    return Case.objects.create(year=2024, number=number, kind="copyright", opened_at=NOON, due_at=NOON + HOUR)


def cases():
    case(1)
    return case(2)


def decision():
    return Decision.objects.create(
        case=case(), kind="refuse", reason="It is moss.", decided_by=make_user("moderator"), decided_at=NOON
    )


def claimed():
    piece = make_review("submitted")
    workflow.claim(piece, by=make_user(), version=piece.version)
    return piece


def commissioned():
    return workflow.commission(make_state(), by=make_user(), words_wanted=800)


# For each rule, by its name: a row that keeps it, and what breaks it.
CASES: dict[str, tuple[Callable[[], models.Model], list[Any]]] = {
    "there_is_only_one_counter": (counter, [{"id": 2}]),
    "an_account_holds_a_role_once": (grants, [{"role": "moderator"}]),
    "a_role_is_one_we_know": (grants, [{"role": "king"}, {"role": ""}]),
    "a_picture_has_a_size": (make_image, [{"width": 0}, {"height": 0}, {"size_bytes": 0}]),
    "a_hue_is_a_whole_degree": (make_image, [{"hue": 360, "saturation": 30}]),
    "a_saturation_is_between_25_and_65": (make_image, [{"saturation": 24}, {"saturation": 66}]),
    "a_picture_has_hue_and_saturation_or_neither": (make_image, [{"hue": None}, {"saturation": None}]),
    "a_picture_is_used_on_a_basis_we_know": (make_image, [{"basis": "found"}]),
    "a_film_has_a_title": (make_film, [{"title": ""}, {"title": "  "}]),
    "a_film_has_an_address": (make_film, [{"slug": ""}]),
    "a_film_year_is_one_of_cinema": (make_film, [{"year": 1873}, {"year": 2101}]),
    "a_film_colour_has_hue_and_saturation": (
        make_film,
        [{"hue": 10}, {"saturation": 30}, {"hue": 360, "saturation": 30}, {"hue": 10, "saturation": 24}],
    ),
    "a_film_is_not_merged_into_itself": (make_film, [lambda row: {"merged_into_id": row.pk}]),
    "a_film_is_not_part_of_itself": (make_film, [lambda row: {"part_of_id": row.pk}]),
    "an_alternative_title_stands_once": (alternative_titles, [{"folded": "hier"}]),
    "a_person_has_a_name": (make_person, [{"name": ""}]),
    "a_person_has_an_address": (make_person, [{"slug": ""}]),
    "a_person_is_not_merged_into_themselves": (make_person, [lambda row: {"merged_into_id": row.pk}]),
    "a_credit_stands_once": (credits_twice, [{"role": "writer"}]),
    "a_credit_role_is_one_we_know": (credits_twice, [{"role": "king"}]),
    "only_cast_play_characters": (credits_twice, [{"character": "Herself"}]),
    "an_embargo_is_lifted_with_a_reason": (lambda: make_embargo(make_film(), NOON), [{"lifted_at": NOON}]),
    "a_festival_has_a_name_and_an_address": (lambda: edition().festival, [{"name": ""}, {"slug": ""}]),
    "a_festival_has_one_edition_a_year": (next_edition, [{"year": 2023}]),
    "an_edition_year_is_one_of_cinema": (edition, [{"year": 1873}, {"year": 2101}]),
    "an_edition_ends_after_it_starts": (
        edition,
        [{"starts_on": date(2023, 2, 26), "ends_on": date(2023, 2, 16)}],
    ),
    "a_festival_section_stands_once": (festival_sections, [{"name": "Encounters"}]),
    "a_film_is_selected_once_an_edition": (
        selections,
        [lambda row: {"film_id": Film.objects.get(title="Here").pk}],
    ),
    "an_award_goes_to_a_film_or_a_person": (award, [{"film_id": None}]),
    "an_award_has_a_name": (award, [{"name": ""}]),
    "a_release_has_a_date_or_is_to_be_announced": (release, [{"date": None}, {"precision": "unknown"}]),
    "a_contributor_has_a_name_and_an_address": (make_contributor, [{"name": ""}, {"slug": ""}]),
    "a_section_has_a_name_and_an_address": (make_section, [{"name": ""}, {"slug": ""}]),
    "a_published_review_has_a_date": (make_published, [{"publish_at": None}, {"visible_from": None}]),
    "a_published_review_has_its_place_in_lists": (make_published, [{"ordered_at": None}]),
    "a_published_review_has_an_address": (make_published, [{"path": None}]),
    "a_published_review_has_a_headline": (make_published, [{"headline": ""}]),
    "a_published_review_has_a_body": (make_published, [{"body": ""}]),
    "only_published_reviews_have_a_time_to_show": (
        make_review,
        [{"visible_from": NOON}, {"ordered_at": NOON}],
    ),
    "a_review_shows_no_earlier_than_it_is_published": (
        make_published,
        [lambda row: {"visible_from": row.publish_at - HOUR}],
    ),
    "a_review_is_withdrawn_with_a_date_and_a_reason": (
        lambda: make_review("withdrawn"),
        [{"withdrawn_at": None}, {"withdrawn_because": ""}],
    ),
    "an_address_starts_with_a_slash": (make_review, [{"path": "here/"}, {"path": ""}]),
    "a_rating_has_at_most_ten_half_stars": (make_review, [{"rating": 11}]),
    "a_review_is_of_a_kind_we_know": (make_review, [{"kind": "poem"}]),
    "a_review_is_not_its_own_translation": (make_review, [lambda row: {"translation_of_id": row.pk}]),
    "a_claim_has_its_person_and_its_time": (claimed, [{"claimed_by_id": None}, {"claimed_at": None}]),
    "a_commission_asks_for_some_words": (commissioned, [{"words_wanted": 0}]),
    "only_a_commission_asks_for_a_length": (commissioned, [{"commissioned_at": None}]),
    "an_outside_link_is_about_something": (link, [{"film_id": None}]),
    "an_outside_link_has_a_title": (link, [{"title": ""}]),
    "an_outside_link_is_a_web_address": (
        link,
        [{"url": "javascript:alert(1)"}, {"url": "ftp://example.org"}, {"url": ""}],
    ),
    "a_tag_has_a_name_and_an_address": (make_tag, [{"slug": ""}, {"key": ""}]),
    "a_tag_is_a_film_or_a_person": (
        make_tag,
        [lambda row: {"film_id": make_film().pk, "person_id": make_person().pk}],
    ),
    "a_tag_is_not_merged_into_itself": (make_tag, [lambda row: {"merged_into_id": row.pk}]),
    "a_review_has_a_tag_once": (
        tagged,
        [lambda row: {"tag_id": row.content_object.tagged.first().tag_id}],
    ),
    "an_old_address_starts_with_a_slash": (old_path, [{"path": "old/"}]),
    "an_old_address_leads_to_one_thing": (
        old_path,
        [{"film_id": None}, lambda row: {"person_id": make_person().pk}],
    ),
    "a_review_has_a_film_once": (
        subjects,
        [lambda row: {"film_id": row.review.subjects.first().film_id}],
    ),
    "a_subject_is_a_film_or_a_named_work": (subjects, [{"film_id": None}, {"work": "A book"}]),
    "a_subject_rating_has_at_most_ten_half_stars": (subjects, [{"rating": 11}]),
    "a_byline_stands_once": (
        bylines,
        [lambda row: {"contributor_id": row.review.authorships.first().contributor_id}],
    ),
    "a_picture_stands_once_in_a_place": (
        pictures,
        [lambda row: {"image_id": row.review.pictures.filter(place="body").first().image_id}],
    ),
    "a_review_has_one_lead_picture": (pictures, [{"place": "lead"}]),
    "a_piece_is_pinned_once": (pins, [lambda row: {"target_id": row.source.pins.first().target_id}]),
    "a_piece_is_not_pinned_to_itself": (pins, [lambda row: {"target_id": row.source_id}]),
    "a_correction_says_what_was_wrong": (correction, [{"text": ""}]),
    "an_update_has_its_date": (make_published, [{"updated_words": "More moss."}]),
    "a_note_says_something": (note, [{"text": ""}]),
    "an_answer_stands_and_falls_with_its_note": (
        answer,
        [{"quote": "Moss."}, lambda row: {"resolved_at": NOON, "resolved_by_id": row.author_id}],
    ),
    "a_note_does_not_answer_itself": (note, [lambda row: {"parent_id": row.pk}]),
    "somebody_resolves_a_note_at_a_time": (
        note,
        [{"resolved_at": NOON}, lambda row: {"resolved_by_id": row.author_id}],
    ),
    "nobody_is_told_twice": (notices, [{"key": "moss"}]),
    "a_notice_says_something": (notices, [{"sentence": ""}]),
    "a_notice_leads_to_a_page_of_ours": (notices, [{"link": "https://example.org/"}]),
    "a_notice_is_of_a_sort_we_know": (notices, [{"sort": "gossip"}]),
    "an_account_chooses_once_for_each_sort": (notice_choices, [{"sort": "live"}]),
    "a_choice_is_one_we_know": (notice_choices, [{"sort": "gossip"}, {"mail": "by pigeon"}]),
    "a_failed_plan_is_always_mailed": (notice_choices, [{"sort": "schedule_failed"}]),
    "there_is_one_home_page": (lambda: HomePage.objects.create(), [{"id": 2}]),
    "the_home_page_has_seven_places": (
        lambda: HomePlace.objects.create(position=0, review=make_review()), [{"position": 7}],
    ),
    "a_bundle_has_a_name": (lambda: Bundle.objects.create(name="Berlin", created_at=NOON), [{"name": ""}]),
    "a_sponsor_has_a_name_and_words": (sponsor, [{"name": ""}, {"words": ""}]),
    "a_sponsor_has_a_web_address": (sponsor, [{"link": "javascript:alert(1)"}, {"link": ""}]),
    "a_sponsor_ends_after_it_starts": (sponsor, [{"ends_at": NOON}, {"ends_at": NOON - HOUR}]),
    "a_day_is_counted_once_a_piece": (reading_count, [{"day": NOON.date()}]),
    "what_nobody_read_is_not_counted": (reading_count, [{"times": 0}]),
    "a_lease_belongs_to_a_tab": (lease, [{"token": ""}]),
    "a_lease_is_not_seen_before_it_was_taken": (lease, [{"seen_at": NOON - HOUR}]),
    "a_merge_is_undone_after_it_was_made": (merges, [{"undone_at": NOON - HOUR}]),
    "a_record_is_merged_away_once": (merges, [{"loser": 1}]),
    "a_record_is_merged_into_another": (merges, [{"survivor": 3}]),
    "a_still_stands_once_with_a_film": (stills, [lambda row: {"image_id": row.film.stills.first().image_id}]),
    "a_preview_link_ends_after_it_was_made": (
        lambda: make_link(make_review()),
        [lambda row: {"expires_at": row.created_at}],
    ),
    "a_preview_link_is_revoked_at_a_time": (
        lambda: make_link(make_review()),
        [lambda row: {"revoked_by_id": make_user("editor").pk}],
    ),
    "a_preview_link_says_for_whom_it_is": (lambda: make_link(make_review()), [{"label": ""}]),
    "a_restriction_names_what_it_hides": (
        full_restriction,
        [{"review_id": None}, {"mode": "image"}, {"mode": "link"}, {"mode": "page"},
         lambda row: {"image_id": make_image().pk}],
    ),
    "a_restriction_answers_451_or_410": (full_restriction, [{"status_code": 200}, {"status_code": 404}]),
    "a_restriction_ends_after_it_starts": (
        full_restriction,
        [{"starts_at": NOON, "ends_at": NOON - HOUR}],
    ),
    "revisions_are_numbered_by_piece": (revisions, [{"number": 1}]),
    "only_a_scheduled_change_waits_for_its_time": (revisions, [{"apply_at": NOON}]),
    "a_scheduled_change_is_not_applied_early": (
        scheduled_change,
        [{"applied_at": NOON - HOUR, "decision": "applied", "decided_at": NOON}],
    ),
    "a_scheduled_change_has_its_time": (scheduled_change, [{"apply_at": None}]),
    "a_piece_has_one_change_set_for_a_time": (second_change, [{"decision": "", "decided_at": None}]),
    "a_decision_has_its_moment": (scheduled_change, [{"decision": "cancelled"}, {"decided_at": NOON}]),
    "only_what_waits_is_decided": (
        scheduled_change,
        [{"decision": "taken", "decided_at": NOON}, {"decision": "lost", "decided_at": NOON}],
    ),
    "what_is_applied_says_so": (scheduled_change, [{"applied_at": NOON + HOUR}]),
    "a_case_reference_is_given_once": (cases, [{"number": 1}]),
    "a_case_closes_after_it_opens": (cases, [{"closed_at": NOON - HOUR}]),
    "a_decided_case_has_the_date_of_its_decision": (
        cases,
        [{"state": state} for state in ("restricted", "refused", "restored")],
    ),
    "an_exception_of_the_calendar_has_a_reason": (exceptions, [{"reason": ""}]),
    "a_day_is_excepted_once": (exceptions, [{"day": NOON.date()}]),
    "there_is_one_agent_at_a_time": (agent, [{"is_current": True, "valid_to": None}]),
    "an_agent_who_is_one_no_more_has_an_end": (agent, [{"valid_to": None}, {"valid_to": NOON - HOUR}]),
    "one_erasure_is_asked_for_at_a_time": (erasure, [{"email_digest": "moss"}]),
    "a_decided_erasure_has_its_reason": (
        erasure, [{"state": "granted"}, {"state": "refused", "decided_at": NOON}],
    ),
    "an_erased_address_is_erased": (
        erasure,
        [
            {"state": "done", "decided_at": NOON, "reason": "So.", "done_at": NOON},
            {"state": "done", "decided_at": NOON, "reason": "So.", "email": ""},
        ],
    ),
    "a_contributor_is_heard_once_at_a_time": (
        hearing, [{"outcome": "open", "decided_at": None}],
    ),
    "a_decided_hearing_has_its_reasons": (hearing, [{"reasons": ""}, {"decided_at": None}]),
    "a_published_notice_was_read_by_somebody": (
        lambda: RegisterEntry.objects.create(case=cases()), [{"published_at": NOON}],
    ),
    "a_frozen_year_has_its_versions_once": (frozen, [{"version": 1}]),
    "a_correction_of_a_frozen_year_has_a_note": (frozen, [{"note": ""}]),
    "a_piece_is_cleared_once_of_a_restriction": (
        clearance, [lambda row: {"review_id": Clearance.objects.order_by("pk")[0].review_id}],
    ),
    "a_clearance_has_a_reason": (clearance, [{"reason": ""}]),
    "a_counter_notice_is_somebodys": (counter_notice, [{"signer": None}]),
    "a_clock_that_runs_knows_its_end": (
        counter_notice, [{"planned_at": None}, {"complete_at": None, "state": "stopped"}],
    ),
    "one_clock_runs_at_a_time": (second_counter_notice, [{"state": "running"}]),
    "only_a_restraining_action_of_the_sender_stops_the_clock": (
        legal_action, [{"by_the_sender": False}, {"seeks_restraint": False}, {"filed_on": None}],
    ),
    "a_note_on_a_case_says_something": (
        lambda: CaseNote.objects.create(
            case=cases(), text="Moss?", written_by=make_user("moderator"), written_at=NOON
        ),
        [{"text": ""}],
    ),
    "a_paper_has_five_megabytes_at_most": (paper, [{"size": 0}, {"size": LARGEST + 1}]),
    "a_paper_is_from_a_reporter_or_a_colleague": (paper, [{"kept_by": None}]),
    "an_emptied_paper_keeps_no_name_and_no_digest": (
        paper, [{"erased_at": NOON}, {"sha256": ""}, {"erased_at": NOON, "sha256": ""}],
    ),
    "a_filter_is_saved_once_under_a_name": (filters, [{"name": "Mine"}]),
    "a_saved_filter_has_a_name_and_filters_something": (filters, [{"name": ""}, {"query": ""}]),
    "a_ready_answer_has_words": (ready_answers, [{"body": ""}]),
    "a_version_of_an_answer_is_written_once": (ready_answers, [{"version": 1}]),
    "a_decided_appeal_has_its_reasons": (appeal, [{"state": "upheld"}, {"decided_at": NOON}]),
    "a_contributor_has_one_strike_a_case": (
        strikes, [lambda row: {"contributor_id": row.case.strikes.first().contributor_id}],
    ),
    "the_same_evidence_is_kept_once": (
        evidence, [lambda row: {"sha256": row.review.snapshots.first().sha256}],
    ),
    "a_letter_is_sent_or_given_up": (letter, [{"sent_at": NOON, "dead_at": NOON}]),
    "a_decision_has_a_reason": (decision, [{"reason": ""}]),
    "a_decision_to_hide_or_put_back_names_the_restriction": (
        decision,
        [{"kind": kind} for kind in ("restrict_piece", "restrict_image", "lift")],
    ),
}  # fmt: skip


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def our_constraints() -> dict[str, models.BaseConstraint]:
    return {constraint.name: constraint for model in our_models() for constraint in model._meta.constraints}


# Half a colour passes: a comparison with NULL is neither true nor false, and a check asks only for "not false".
PASSES = pytest.mark.xfail(strict=True, reason="the rule does not ask that both are there")
HALF_A_COLOUR = [{"hue": 10}, {"saturation": 30}]

EVERY_BREACH = [
    pytest.param(name, breach, id=f"{name}-{number}", marks=PASSES if breach in HALF_A_COLOUR else ())
    for name, (_make, breaches) in CASES.items()
    for number, breach in enumerate(breaches, start=1)
]


@pytest.mark.parametrize(("name", "breach"), EVERY_BREACH)
def test_the_database_refuses_it_and_forms_say_why(name, breach):
    row = CASES[name][0]()
    row.validate_constraints()
    wrong = breach(row) if callable(breach) else breach
    constraint = our_constraints()[name]

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**wrong)
    if isinstance(constraint, models.CheckConstraint):
        assert name in str(refused.value)

    for column, value in wrong.items():
        setattr(row, column, value)
    with pytest.raises(ValidationError) as said:
        row.validate_constraints()
    if name not in BY_MACHINES_ONLY:
        assert constraint.violation_error_message in said.value.messages


def test_no_audit_entry_is_numbered_nought():
    """Written by itself, because an entry that stands is not changed at all."""
    entry = record("first.act")
    for name, value in (("pk", None), ("seq", 0), ("previous_hash", "x"), ("hash", "y")):
        setattr(entry, name, value)
    with pytest.raises(IntegrityError, match="audit_entries_are_counted_from_one"), transaction.atomic():
        AuditEntry.objects.bulk_create([entry])


def test_every_rule_has_its_case():
    assert set(our_constraints()) - {"audit_entries_are_counted_from_one"} == set(CASES)


def test_every_rule_that_a_person_can_break_has_a_sentence():
    silent = {
        name
        for name, constraint in our_constraints().items()
        if constraint.violation_error_message == constraint.default_violation_error_message
    }
    assert silent == BY_MACHINES_ONLY


def test_every_rule_is_in_the_database():
    """A rule that stands in the model but in no migration guards nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        for model in our_models():
            stored = connection.introspection.get_constraints(cursor, model._meta.db_table)
            if connection.vendor == "sqlite":
                cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [model._meta.db_table])
                text = " ".join(row[0] or "" for row in cursor.fetchall())
            else:
                text = " ".join(stored)
            for constraint in model._meta.constraints:
                assert constraint.name in text, constraint.name


class TestUniqueColumns:
    """Said once, of every column that may hold a value only once."""

    MAKERS = {
        "films.Film": make_film, "films.Person": make_person, "films.Festival": lambda: edition().festival,
        "reviews.Contributor": make_contributor, "reviews.Section": make_section, "reviews.Tag": make_tag,
        "reviews.Review": make_published, "images.Image": make_image,
    }  # fmt: skip

    @pytest.mark.parametrize("label", MAKERS)
    def test_a_value_is_taken_once(self, label):
        make = self.MAKERS[label]
        model = apps.get_model(label)
        for column in [field for field in model._meta.fields if field.unique and not field.primary_key]:
            if column.is_relation:
                value = {"film": make_film, "person": make_person}[column.name]().pk
            else:
                value = f"/{column.name}/" if column.name == "path" else "Q123"
            one, other = make(), make()
            model._base_manager.filter(pk=one.pk).update(**{column.attname: value})
            with pytest.raises(IntegrityError), transaction.atomic():
                model._base_manager.filter(pk=other.pk).update(**{column.attname: value})

    def test_no_id_at_all_may_stand_many_times(self):
        make_film()
        make_film()
        assert Film.objects.filter(imdb_id=None, tmdb_id=None, wikidata_id=None).count() == 2


class TestWhatIsProtected:
    """What readers or the log may still refer to is not deleted under them."""

    PROTECTED = {
        "a film that a piece is about": lambda: make_review().main_film,
        "a contributor with a byline": lambda: make_review().authors.get(),
        "a section with pieces": lambda: make_review().section,
        "a picture in use": lambda: make_review(lead=make_image()).lead_image,
        "a tag in use": lambda: make_review(tags=["moss"]).tagged.get().tag,
        "a person with a credit": lambda: make_film(director="Bas Devos").credits.get().person,
        "a restricted piece": lambda: full_restriction().review,
        "a piece with a correction": lambda: correction().review,
        "a piece with a case": lambda: (
            Case.objects.create(
                year=2024, number=1, kind="copyright", opened_at=NOON, due_at=NOON, review=make_published()
            ).review
        ),
        "an account that began a piece": lambda: make_review(by=make_user("editor")).created_by,
    }

    @pytest.mark.parametrize("what", PROTECTED)
    def test_it_stays(self, what):
        row = self.PROTECTED[what]()
        with pytest.raises(models.ProtectedError):
            row.delete()
        assert type(row).objects.filter(pk=row.pk).exists()


def test_names_of_rows_that_only_say_what_they_are():
    """The words the desk reads in lists."""
    assert str(RoleGrant(role="editor")) == "Editor"
    assert str(Pin(target=Review(headline="Here"), exclude=True)) == "Not Here"
    assert str(Restriction(mode="full", reference="M-2024-0001")) == "The whole piece M-2024-0001"
    assert str(AlternativeTitle(title="Hier")) == "Hier"
    assert subject(make_film())["treatment"] == "reviewed"
