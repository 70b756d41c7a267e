"""Why two records should stay two, and why a merge cannot be taken back: sentences, or nothing."""

from films.models import Credit, Embargo, Film, Merge, Person
from films.models.merge import UNDO_WITHIN
from films.references import values_of
from films.vocabulary import Role
from pagecache.clock import now

MAKERS = (Role.DIRECTOR, Role.CREATOR)
IDS = {"wikidata_id": "Wikidata", "imdb_id": "IMDb", "tmdb_id": "TMDB"}


def warnings_about(loser, survivor) -> list[str]:
    """What speaks for two films or two people. The person may know better."""
    found = []
    if isinstance(loser, Film):
        years = loser.year and survivor.year and loser.year != survivor.year
        makers = _makers(loser), _makers(survivor)
        strangers = all(makers) and not makers[0] & makers[1]
        unlike = [word for word, differs in (("year", years), ("director", strangers)) if differs]
        if unlike:
            found.append(f"These are two films: different {' and '.join(unlike)}.")
    if isinstance(loser, Person):
        films = [
            set(Credit.objects.filter(person=row).values_list("film", flat=True)) for row in (loser, survivor)
        ]
        if all(films) and not films[0] & films[1]:
            found.append("These two have no film in common. Two people of one name are normal.")
    for column, name in IDS.items():
        mine, theirs = getattr(survivor, column, None), getattr(loser, column, None)
        if mine and theirs and mine != theirs:
            found.append(f"Their {name} ids differ: {theirs} and {mine}.")
    return found


def _makers(film: Film) -> set[int]:
    return set(film.credits.filter(role__in=MAKERS).values_list("person", flat=True))


def refuse_parts(loser, survivor) -> str:
    """A season and its series are no doubles, and would end up part of themselves."""
    if not isinstance(loser, Film):
        return ""
    for whole, piece in ((loser, survivor), (survivor, loser)):
        above, seen = piece, set()
        while above.part_of_id and above.pk not in seen:
            seen.add(above.pk)
            above = above.part_of
            if above.pk == whole.pk:
                return f"{piece} is part of {whole}. Take that out first, if it is wrong."
    return ""


def refuse_undo(told: Merge, loser, survivor) -> str:
    if told.undone_at is not None:
        return "This merge was undone already."
    if not (told.because_of or told).at + UNDO_WITHIN > now():
        return "A merge can be undone for 24 hours, and these are over."
    if survivor.merged_into_id:
        return f"{survivor} was merged into {survivor.merged_into} since. Undo that first."
    if loser.merged_into_id != survivor.pk:
        return f"{loser} is not part of {survivor} any more, so this cannot be undone."
    if later := _later(told):
        return f"Another merge came after this one and builds on it: {later}. Undo that first."
    for label, pk, column, _was, since in told.altered:
        row = next(
            (row for row in (loser, survivor) if row._meta.label_lower == label and row.pk == pk), None
        )
        if row is None:
            continue
        field = next(field for field in row._meta.concrete_fields if field.attname == column)
        if field.editable and values_of(row)[column] != since:
            return f"The {field.verbose_name} of {row} was changed since. Undoing would lose that change."
    if isinstance(survivor, Film):
        new = Embargo.objects.active(now()).filter(film=survivor).exclude(pk__in=told.embargoes)
        if new.exists():
            return f"An embargo was set on {survivor} since. Undoing would free pieces from it too early."
    return ""


def _later(told: Merge) -> Merge | None:
    """The next merge whose rows are ours, too."""
    ours, names = _rows(told), _ends(told)
    mine = {told.because_of_id, *told.consequences.values_list("pk", flat=True)}
    for later in (
        Merge.objects.standing().filter(pk__gt=told.pk).exclude(pk__in=mine - {None}).order_by("-pk")
    ):
        refers = {
            (later.kind, value)
            for _label, values in told.set_aside
            for name, value in values.items()
            if name == f"{later.kind}_id" and value == later.loser
        }
        if ours & _rows(later) or names & _ends(later) or refers:
            return later
    return None


def _rows(told: Merge) -> set[tuple[str, int]]:
    """What the merge moved, set aside or altered."""
    rows = {(label, pk) for label, _field, ids in told.moved for pk in ids}
    rows |= {(label, values["id"]) for label, values in told.set_aside}
    return rows | {(label, pk) for label, pk, *_column in told.altered}


def _ends(told: Merge) -> set[tuple[str, int]]:
    return {(told.kind, told.loser), (told.kind, told.survivor)}
