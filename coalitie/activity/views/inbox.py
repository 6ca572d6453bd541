"""What concerns somebody personally, and the news of what is followed."""

from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coalitie.activity.forms import PageForm
from coalitie.activity.models import Notice
from coalitie.activity.recent import news_for
from coalitie.lib.mail import as_html
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents

PER_PAGE = 20


@never_cache
@require_safe
@for_residents(gettext_lazy("Je berichten lezen"))
def inbox(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PageForm(request.GET)
    number = form.cleaned_data["pagina"] if form.is_valid() else 1
    own = Notice.objects.visible_to(user).select_related("named").order_by("-at", "-pk")
    page = Paginator(own, PER_PAGE).get_page(number or 1)
    for notice in page:
        notice.html = as_html(notice.words)  # type: ignore[attr-defined]
    return render(request, "activity/inbox.html", {"page": page, "stories": news_for(user)})


@require_POST
@for_residents(gettext_lazy("Je berichten lezen"))
def read(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One notice, or all. Somebody else's is not found among the own ones, so nothing happens to it."""
    own = Notice.objects.visible_to(signed_in(request)).unread()
    (own.filter(pk=pk) if pk else own).update(read_at=Now())
    return redirect("activity:inbox")
