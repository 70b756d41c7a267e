"""What a merge of films, people or tags means for pieces. Called by `reviews/listeners.py`, inside the merge."""

from collections.abc import Iterable

from films.merge import merge, part
from films.models import Credit, Film, Merge
from films.references import model_of
from films.signals import embargo_changed
from reviews import state as states
from reviews.models import Review, Subject, Tag, TaggedReview, WorkingCopy
from reviews.purging import keys_of
from reviews.unit import unit
from reviews.workflow.times import copy_times

PIECES_NAMED = 2000
SUBJECT, TAGGED = Subject._meta.label_lower, TaggedReview._meta.label_lower
# What lists of pieces print of each kind of thing, and where it stands in a state.
IN_STATES = {SUBJECT: ("review_id", "subjects"), TAGGED: ("content_object_id", "tags")}


def follow(old, new, merge_record: Merge, by) -> None:
    """Pieces about the old record are about the new one: as weightily, bound by the embargoes of both."""
    with unit() as work:
        if isinstance(new, Film):
            _keep_the_weight(new, merge_record)
            embargo_changed.send(Film, films=[old, new])
        if not isinstance(new, Tag):
            _merge_their_tags(old, new, merge_record, by)
        work.changed(*_keys(old, new, merge_record))


def part_again(old, new, merge_record: Merge, by) -> None:
    with unit() as work:
        for tags in merge_record.consequences.standing().order_by("-pk"):
            part(tags, by=by)
        pieces = list(_pieces(merge_record))
        for review in Review.objects.filter(pk__in=_pieces(merge_record, set_aside=True)):
            # What was set aside kept the times of that day.
            copy_times(review)
        for copy in WorkingCopy.objects.filter(review__in=pieces, saved_at__gte=merge_record.at):
            _name_again(copy, old.pk, new.pk, merge_record)
        if isinstance(new, Film):
            embargo_changed.send(Film, films=[old, new])
        work.changed(*_keys(old, new, merge_record))


def _keep_the_weight(film: Film, merge_record: Merge) -> None:
    """Of two rows about one film the survivor's stays; it says what the weightier said, so no embargo is lost."""
    for label, values in merge_record.set_aside:
        if label != SUBJECT:
            continue
        row = Subject.objects.get(review=values["review_id"], film=film)
        weight = min(row.treatment, values["treatment"], key=states.weight_of)
        rating = values["rating"] if row.rating is None else row.rating
        for column, was, since in (("treatment", row.treatment, weight), ("rating", row.rating, rating)):
            if was != since:
                Subject.objects.filter(pk=row.pk).update(**{column: since})
                merge_record.altered.append([SUBJECT, row.pk, column, was, since])


def _merge_their_tags(old, new, merge_record: Merge, by) -> None:
    """Two films with a tag each keep one; the other's name and address go on leading to it."""
    entity = new._meta.model_name
    mine, theirs = (Tag.objects.filter(**{entity: row}).first() for row in (new, old))
    if mine and theirs and not mine.merged_into_id and not theirs.merged_into_id:
        # Whoever may merge the films has decided about their tags as well.
        merge(theirs, mine, by=None, because_of=merge_record)


def _pieces(merge_record: Merge, *, set_aside: bool = False) -> Iterable[int]:
    """Ids of the pieces whose films or tags the merge changed; only those that lost a row, with `set_aside`."""
    found: set[int] = set()
    for label, values in merge_record.set_aside:
        if label in IN_STATES:
            found.add(values[IN_STATES[label][0]])
    if not set_aside:
        for label, _field, ids in merge_record.moved:
            if label in IN_STATES:
                rows = model_of(label)._base_manager.filter(pk__in=ids)
                found |= set(rows.values_list(IN_STATES[label][0], flat=True))
    return found


def _name_again(copy: WorkingCopy, old: int, new: int, merge_record: Merge) -> None:
    """A copy saved while the two were one names the survivor where it meant what is now the other again."""
    state = states.upgrade(copy.state)
    if merge_record.kind == Merge.Kind.FILM:
        named = [entry["film"] for entry in state["subjects"]]
        state["subjects"] = [
            entry | {"film": old} if entry["film"] == new else entry for entry in state["subjects"]
        ]
    elif merge_record.kind == Merge.Kind.TAG:
        named = state["tags"]
        state["tags"] = [old if pk == new else pk for pk in named]
    else:
        return
    both = copy.review_id in set(_pieces(merge_record, set_aside=True))
    if new in named and old not in named and not both:
        WorkingCopy.objects.filter(pk=copy.pk).update(state=state, version=copy.version + 1)


def _keys(old, new, merge_record: Merge) -> set[str]:
    """Every page that prints the name of either. A longer list names them by the record's own key."""
    keys = {f"{row._meta.model_name}:{row.pk}" for row in (old, new)} | {"latest"}
    pieces = sorted(_pieces(merge_record))
    if not isinstance(new, Tag):
        films = (
            [old, new]
            if isinstance(new, Film)
            else Credit.objects.filter(person__in=[old, new]).values("film")
        )
        about = Subject.objects.filter(film__in=films).values_list("review", flat=True)
        pieces = sorted({*pieces, *about[:PIECES_NAMED]})
    for review in Review.objects.filter(pk__in=pieces[:PIECES_NAMED]):
        keys |= keys_of(review) if len(pieces) <= 50 else {f"review:{review.pk}"}
    return keys
