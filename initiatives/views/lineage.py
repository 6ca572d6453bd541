"""Where an initiative comes from and where it was taken over, on its own page."""

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import ngettext

from initiatives.models import Initiative, Kind, Lineage

MOST_SHOWN = 12


def of_page(request: HttpRequest, initiative: Initiative, may: set[str]) -> dict[str, object]:
    """Both directions, one query. What cannot be seen is not counted either."""
    if not initiative.is_public or not initiative.has_lineage:  # type: ignore[attr-defined]
        return {}
    rows = Lineage.objects.visible_to(request.user).filter(Q(child=initiative) | Q(origin=initiative))
    found = list(rows.for_page().order_by("-since")[:200])
    born = [row for row in found if row.origin_id == initiative.pk]
    copied = [row.child for row in born if row.kind == Kind.COPY]
    return {
        "from_": next((row for row in found if row.child_id == initiative.pk), None),
        "copied": copied[:MOST_SHOWN],
        "copied_words": copied_words(len({child.area_id or -child.pk for child in copied})),
        "split_off": [row.child for row in born if row.kind == Kind.SPLIT][:MOST_SHOWN],
    }


def copied_words(buurten: int) -> str:
    if not buurten:
        return ""
    words = ngettext("Overgenomen in %(number)d buurt", "Overgenomen in %(number)d buurten", buurten)
    return words % {"number": buurten}
