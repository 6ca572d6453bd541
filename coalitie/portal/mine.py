"""My page: what I am asked, what waits for me, what I do, what is on, what I began, what I hear."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from coalitie.activity.models import Notice
from coalitie.activity.recent import news_for
from coalitie.people.access import signed_in
from coalitie.people.models import User
from initiatives import mine as initiatives
from initiatives.models import Activity, Initiative, Participation

MOST = 30
MOST_THIS_WEEK, MOST_NEWS, MOST_NOTICES = 8, 5, 3


@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    unread = Notice.objects.visible_to(user).unread().annotate(unread=Window(Count("pk")))
    notices = list(unread.select_related("named").order_by("-at", "-pk")[:MOST_NOTICES])
    own, part = initiatives.all_of(user), participations(user)
    context = {
        "own": own,
        "participations": part,
        "this_week": this_week(user),
        "news": news_for(user)[:MOST_NEWS],
        "notices": notices,
        # The head of the page shows it too, so it is counted here once.
        "unread": notices[0].unread if notices else 0,
        "nothing_yet": not (part or own.platforms or own.drafts),
    }
    return render(request, "portal/mine.html", context)


def participations(user: User) -> list[Participation]:
    """One row for each role; who pulls it sees that first."""
    seen = Initiative.objects.visible_to(user).filter(pk=OuterRef("initiative"))
    rows = user.participations.current().filter(Exists(seen)).select_related("initiative__platform")
    rows = rows.defer("initiative__search", "initiative__story", "initiative__platform__story")
    return list(rows.order_by("-joined_at", "-pk")[:MOST])


def this_week(user: User) -> list[Activity]:
    """Around the platforms and initiatives one belongs to, and where one said to come."""
    coming = user.sign_ups.current()
    around = Activity.objects.around(user).values("pk")
    rows = Activity.objects.visible_to(user).published().on().this_week()
    rows = rows.filter(Q(pk__in=around) | Q(pk__in=coming.values("activity")))
    mine = Exists(coming.filter(activity=OuterRef("pk")))
    return list(rows.for_rows().annotate(mine=mine).by_date()[:MOST_THIS_WEEK])
