"""What who does it tells: the list of an initiative, one update with its photos, and writing it."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.lib.text import render_markdown
from coalitie.people.access import signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents
from initiatives.access import allowed, of_update, platform_role
from initiatives.forms.update import UpdateForm
from initiatives.models import Initiative, Result, Update, illustrate, post_update
from initiatives.views import talk
from initiatives.views.load import load

ON_PAGE = 3
A_LIST = 20
MOST_A_DAY = 20
MOST_PHOTO_FORMS = 40
NOT_YOURS = gettext_lazy("Alleen wie dit bericht schreef, kan het veranderen of weghalen.")


def of_page(request: HttpRequest, initiative: Initiative, result: Result | None) -> dict[str, object]:
    """The newest few, for the page of the initiative; their photos and those of what came of it in one question."""
    if not initiative.is_public:
        return {}
    rows = Update.objects.visible_to(request.user).filter(initiative=initiative).newest().select_related("author")
    found = list(rows[: ON_PAGE + 1])
    illustrate(found[:ON_PAGE], result)
    return {"updates": dressed(found[:ON_PAGE], initiative), "more_updates": len(found) > ON_PAGE}


@require_safe
def updates(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("read", may := allowed(request.user, initiative), "")
    rows = Update.objects.visible_to(request.user).filter(initiative=initiative).newest().for_list()
    page = Paginator(rows, A_LIST).get_page(request.GET.get("pagina"))
    page.object_list = dressed(list(page.object_list), initiative)
    return render(request, "initiatives/updates.html", {"initiative": initiative, "page": page, "may": may})


@require_safe
def update(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    initiative, found = load_update(request, slug, pk)
    context = {
        "initiative": initiative,
        "update": dressed([found], initiative)[0],
        "may": of_update(request.user, found),
        "is_writer": found.author_id is not None and found.author_id == request.user.pk,
        "value_slugs": [value.slug for value in initiative.served],
        **talk.of_page(request, found, platform_role(request.user, initiative)),
    }
    return render(request, "initiatives/update.html", context)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een bericht plaatsen"))
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Sent twice it stands there once; the second answer leads to the same update."""
    initiative = load(request, slug)
    require(
        "write_update",
        allowed(request.user, initiative),
        _("Berichten schrijven trekkers, en doeners die zij welkom heetten."),
    )
    form = UpdateForm(*sent(request))
    if not form.is_valid() or too_many(request, form):
        return form_page(request, form, initiative)
    words = {**form.words(), "photos": form.new_photos(), "form_key": form.cleaned_data["sleutel"]}
    posted = post_update(initiative, by=signed_in(request), **words)
    if posted.deleted_at is not None:
        return redirect(initiative)
    messages.success(request, _("Je bericht staat op de pagina. Foto’s zijn na een minuut klaar."))
    return redirect(posted)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een bericht aanpassen"))
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    initiative, found = load_update(request, slug, pk)
    require("edit", of_update(request.user, found), str(NOT_YOURS))
    words = {"title": found.title, "text": found.text, "shows_author": found.shows_author}
    form = UpdateForm(*sent(request), photos=found.pictures, initial=words)
    if not form.is_valid():
        return form_page(request, form, initiative, update=found)
    found.edit(by=signed_in(request), **form.words(), **form.changes())
    messages.success(request, _("Je bericht is aangepast."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een bericht weghalen"))
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    initiative, found = load_update(request, slug, pk)
    require("delete", of_update(request.user, found), str(NOT_YOURS))
    if request.method != "POST":
        return render(request, "initiatives/update_delete.html", {"initiative": initiative, "update": found})
    found.delete_for_good(by=signed_in(request))
    messages.success(request, _("Je bericht is weg, met de foto’s."))
    return redirect(initiative)


def load_update(request: HttpRequest, slug: str, pk: int) -> tuple[Initiative, Update]:
    initiative = load(request, slug)
    rows = Update.objects.visible_to(request.user).filter(initiative=initiative).for_list()
    found = get_object_or_404(rows, pk=pk)
    found.initiative = initiative
    return initiative, found


def dressed(rows: list[Update], initiative: Initiative) -> list[Update]:
    """With what the templates show: its address needs the initiative, its text is Markdown."""
    for row in rows:
        row.initiative = initiative
        row.html = render_markdown(row.text)  # type: ignore[attr-defined]
    return rows


def sent(request: HttpRequest) -> tuple:
    """What a form with photos takes. Redrawing them is the heaviest thing one can ask of us, so it is counted."""
    if request.method != "POST":
        return ()
    if request.FILES and not Limit.take("photos", signed_in(request).pk, most=MOST_PHOTO_FORMS, per=timedelta(hours=1)):
        raise Refused(_("Je stuurde in korte tijd veel foto’s. Probeer het over een uur nog eens."))
    return request.POST, request.FILES


def too_many(request: HttpRequest, form: UpdateForm) -> bool:
    if Limit.take("update", signed_in(request).pk, most=MOST_A_DAY, per=timedelta(days=1)):
        return False
    form.add_error(None, _("Je plaatste vandaag al veel berichten. Morgen kan het weer."))
    return True


def form_page(
    request: HttpRequest, form: UpdateForm, initiative: Initiative, *, update: Update | None = None
) -> HttpResponse:
    context = {"form": form, "initiative": initiative, "update": update}
    return render(request, "initiatives/update_form.html", context, status=422 if form.is_bound else 200)
