"""Taking over what worked elsewhere, and splitting off a second one: both begin as a proposal filled in before."""

from django.http import HttpRequest

from coalitie.people.models import User
from initiatives.access import allowed
from initiatives.forms.proposal import find_origin
from initiatives.models import Initiative, Kind, Need, Result, descend

LONGEST_STORY = 8000


def prefill(request: HttpRequest) -> dict[str, object]:
    """``?van=`` names what is taken over, ``?soort=split`` that it is split off."""
    origin = find_origin(request.GET.get("van", ""), request.user)
    if origin is None:
        return {}
    if request.GET.get("soort") == Kind.SPLIT:
        where = {"platform": origin.platform.slug, "buurt": origin.area.name if origin.area else ""}
        return {"van": origin.slug, "soort": Kind.SPLIT.value, **where}
    words = {"title": origin.title, "summary": origin.summary, "story": story_of(origin)}
    return {"van": origin.slug, "soort": Kind.COPY.value, **words}


def story_of(origin: Initiative) -> str:
    """The story, and what they would tell whoever begins anew."""
    result = Result.objects.filter(initiative=origin).exclude(learned="").first()
    learned = f"\n\nWat zij ervan leerden:\n\n{result.learned}" if result else ""
    return f"{origin.story}{learned}"[:LONGEST_STORY]


def help_of(origin: Initiative) -> dict[str, object]:
    """The second step of a visitor."""
    initial: dict[str, object] = {"values": [value.slug for value in origin.values.all()]}
    for need in origin.needs.all():
        initial[f"{need.role}_wanted"] = True
        initial[f"{need.role}_how_many"] = need.how_many
        initial[f"{need.role}_what_for"] = need.what_for
    return initial


def follow(draft: Initiative, origin: Initiative, *, kind: str, by: User) -> None:
    """Write down where it comes from, and bring what it needs and serves; once, so that what is changed stays so."""
    splits = kind == Kind.SPLIT and "split" in allowed(by, origin)
    if not descend(draft, origin, kind=Kind.SPLIT if splits else Kind.COPY):
        return
    needs = (
        []
        if splits
        else [Need(role=need.role, how_many=need.how_many, what_for=need.what_for) for need in origin.needs.all()]
    )
    draft.ask_for(by=by, values=origin.values.all(), needs=needs)
