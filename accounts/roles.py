"""Which role may do what. Roles are code: read here, tested as a table; who holds them is data."""

from django.db.models import TextChoices


class Role(TextChoices):
    CONTRIBUTOR = "contributor", "Contributor"
    EDITOR = "editor", "Editor"
    CHIEF = "chief", "Chief editor"
    MODERATOR = "moderator", "Moderator"
    LEAD = "lead", "Lead moderator"
    AUDITOR = "auditor", "Auditor"


def _every(app: str, *models: str, verbs: str = "view add change") -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in verbs.split()}


FILM_MODELS = (
    "film", "alternativetitle", "person", "credit", "release", "festival", "edition", "festivalsection",
    "selection", "award", "still",
)  # fmt: skip

WRITES = (
    _every("reviews", "review")
    | _every("reviews", "tag", verbs="view add")
    | _every("reviews", "contributor", verbs="view add")
    | _every("reviews", "section", verbs="view")
    | _every("images", "image", verbs="view add change")
    | _every("films", *FILM_MODELS, verbs="view add")
    # Publishing is narrowed to those who may publish their own.
    | {"reviews.submit_review", "reviews.preview_review", "reviews.publish_review"}
    | {"reviews.propose_change"}
    | {"reviews.undo_publish", "reviews.take_back_review"}
)
EDITS = (
    WRITES
    | _every("films", *FILM_MODELS, "embargo")
    | _every("films", "alternativetitle", "credit", "release", "selection", "award", "still", verbs="delete")
    | _every("reviews", "contributor", "tag", "outsidelink", "pin")
    | _every("reviews", "correction", verbs="view add")
    | _every("reviews", "outsidelink", "pin", verbs="delete")
    | _every("reviews", "bundle")
    | _every("reviews", "revision", "oldpath", verbs="view")
    | {
        "reviews.edit_others", "reviews.ready_review", "reviews.send_back_review", "reviews.schedule_review",
        "reviews.lift_embargo", "reviews.see_restriction", "reviews.claim_review", "reviews.commission_review",
        "reviews.override_stop", "reviews.arrange_home",
        "reviews.choose_of_record",
    }
)  # fmt: skip
RUNS = (
    EDITS
    | _every("reviews", "section", "sponsor")
    | _every("accounts", "user", "rolegrant", verbs="view")
    | {
        "reviews.withdraw_review", "reviews.bin_review", "reviews.change_address", "reviews.merge_tags",
        "reviews.see_pen_names", "films.merge_films", "films.merge_people", "films.view_merge",
    }
)  # fmt: skip
MODERATES = _every(
    "moderation", "case", "report", "copyrightnotice", "decision", "cannedreply", verbs="view"
) | {
    "moderation.decide_case",
    "moderation.see_reporter",
    "moderation.view_registerentry", "moderation.change_registerentry",
    "reviews.see_restriction",
}  # fmt: skip
LEADS = (
    MODERATES
    | _every("moderation", "designatedagent", verbs="view add")
    | _every("moderation", "erasurerequest")
    | _every("moderation", "calendarexception")
    | _every("moderation", "cannedreply")
    | _every("moderation", "hearing", verbs="view change")
    | {"moderation.reopen_case", "accounts.view_auditentry"}
)
READS = {
    "accounts.view_auditentry", "moderation.view_case", "moderation.view_decision", "reviews.see_restriction",
}  # fmt: skip

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.CONTRIBUTOR: frozenset(WRITES),
    Role.EDITOR: frozenset(EDITS),
    Role.CHIEF: frozenset(RUNS),
    Role.MODERATOR: frozenset(MODERATES),
    Role.LEAD: frozenset(LEADS),
    Role.AUDITOR: frozenset(READS),
}


def permissions_of(roles) -> frozenset[str]:
    """Everything that any of the roles allows."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles if role in PERMISSIONS))
