"""Every text that people leave, full of scripts, on every page that shows it, in a real browser: nothing runs.

The texts are stored past the forms, so that what shows them has to hold by itself. The ``visit`` fixture fails the
test when the content security policy had to refuse something: then the page already let it through.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Dialog, Page

from coalitie.activity.models import Notice, Reach, Silence, Subject, follow, record
from coalitie.activity.notices import notify
from coalitie.activity.stop import stop_address
from coalitie.pages.actions import publish, start_page
from coalitie.pages.models import Page as TextPage
from coalitie.people.models import User
from initiatives.models import (
    Activity,
    Case,
    Comment,
    CommentVersion,
    Decision,
    EnergyCheck,
    EnergyRound,
    Handover,
    Initiative,
    Need,
    Objection,
    Participation,
    Photo,
    Report,
    Result,
    SavedSearch,
    Shift,
    SignUp,
    Status,
    Update,
)
from platforms.models import LinkKind, Membership, Platform, PlatformLink, Role
from tests.browser.conftest import Visit
from tests.browser.test_every_page import come_in
from tests.factories import (
    buurt,
    make_activity,
    make_initiative,
    make_membership,
    make_platform,
    make_team_member,
    make_user,
)

RUN = "window.__ran=(window.__ran||0)+1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}',
    f"' autofocus onfocus='{RUN}",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"[klik](javascript:{RUN})",
    f"[klik](JaVaScRiPt&colon;{RUN})",
    f"[klik](java&#x09;script:{RUN})",
    f"<javascript:{RUN}>",
    f"[klik](data:text/html;base64,PHNjcmlwdD4)[k](vbscript:x) {RUN}",
    f"![x](x 'onerror={RUN}')",
    f'[x](https://voorbeeld.example/"onmouseover="{RUN})',
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"<base href=javascript:{RUN}//><a href=x>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<link rel=stylesheet href=data:,*{{color:red}}><style>@import'x'</style>{RUN}",
    f"<form action=javascript:{RUN}><input type=submit id=x><button formaction=javascript:{RUN}>",
    f"{{{{constructor.constructor('{RUN}')()}}}}${{{RUN}}}{{% debug %}}",
)
# In one story all of them, each in a paragraph of its own; in one line as many as fit.
STORY = "\n\n".join(PAYLOADS)
LINK = f"javascript:{RUN}//https://voorbeeld.example/"


def lines(longest: int) -> list[str]:
    """Every payload that fits, so that no column hides one from the test."""
    return [payload for payload in PAYLOADS if len(payload) <= longest]


@pytest.fixture
def team(site: str) -> User:
    """Somebody of the team whose own name is one of them too."""
    return make_team_member(name=PAYLOADS[0][:60])


@pytest.fixture
def things(team: User) -> Iterator[tuple[Platform, list[Initiative]]]:
    """A platform and its initiatives, whose every text is a payload; taken away after the test."""
    platform = make_platform(f"Xss {team.pk}", coordinator=team, areas=[buurt()])
    Platform.objects.filter(pk=platform.pk).update(
        name=PAYLOADS[1],
        summary=PAYLOADS[13],
        own_area_name=PAYLOADS[2],
        story=STORY,
        contact_place=PAYLOADS[4],
        contact_hours=PAYLOADS[6],
        contact_phone='"><svg onload=alert(1)>',
        contact_email='"onfocus="alert(1)"autofocus="@voorbeeld.example',
        welcome="meet_first",
        welcome_question=PAYLOADS[9],
    )
    for kind in LinkKind:
        PlatformLink.objects.create(platform=platform, kind=kind, label=PAYLOADS[7], url=LINK)
    platform.refresh_from_db()
    initiatives = []
    for number, payload in enumerate(lines(100)[:12]):
        status = (Status.SEEKING, Status.SUBMITTED, Status.RESTING, Status.DECLINED)[number % 4]
        author = make_user(name=lines(60)[number % len(lines(60))])
        one = make_initiative(
            platform,
            author=author,
            status=status,
            title=payload,
            summary=PAYLOADS[-1 - number],
            story=STORY,
            area=buurt(),
        )
        Initiative.objects.filter(pk=one.pk).update(
            place=PAYLOADS[12 + number], shows_author=True, reason=payload if status in {"resting", "declined"} else ""
        )
        Need.objects.create(initiative=one, role="doer", how_many=3, what_for=PAYLOADS[12 + number])
        Participation.objects.create(
            initiative=one, person=author, role="doer", line=PAYLOADS[-3 - number], shows_name=True
        )
        if status == Status.DECLINED:
            Objection.objects.create(initiative=one, by=author, text=payload)
        make_membership(platform, author, role=Role.PULLER, shows_name=True)
        initiatives.append(one)
    make_membership(platform, make_user(name=PAYLOADS[2]), status="asked", answer=STORY[:1000])
    make_membership(platform, make_user(name=PAYLOADS[2]), status="declined", reason=PAYLOADS[0])
    page = start_page(f"xss-{team.pk}", by=team, title=PAYLOADS[8][:120], summary=PAYLOADS[5], body=STORY)
    publish(page, by=team)
    talk(initiatives[0], team)
    life(initiatives[0], team)
    dates(initiatives[0], team)
    post(initiatives[0], team)
    yield platform, initiatives
    Activity.objects.filter(platform=platform).delete()
    TextPage.objects.filter(slug=f"xss-{team.pk}").delete()
    Initiative.objects.filter(platform=platform).delete()
    platform.memberships.all().delete()
    platform.delete()


def talk(initiative: Initiative, team: User) -> None:
    """Every payload as a comment, one of them reported, and one by somebody of the team that was decided about."""
    author = make_user(name=PAYLOADS[4])
    said = [Comment.objects.create(initiative=initiative, author=author, text=payload) for payload in PAYLOADS]
    CommentVersion.objects.create(comment=said[0], text=STORY[:2000], by=author)
    case = Case.objects.create(comment=said[0], author=author, words=STORY)
    Report.objects.create(case=case, by=team, rule="person", line=PAYLOADS[5])
    own = Comment.objects.create(initiative=initiative, author=team, text=STORY[:2000])
    Decision.objects.create(
        case=Case.objects.create(comment=own, author=team, words=STORY, closed_at=timezone.now()),
        kind="hide",
        rule="person",
        reason=STORY[:1000],
        words=STORY,
        author=team,
        by=author,
        platform=initiative.platform,
    )


def life(initiative: Initiative, team: User) -> None:
    """Stages with reasons and thanks, the question and its answers, the key, news with photos, a result, a move."""
    author = make_user(name=PAYLOADS[1])
    Initiative.objects.filter(pk=initiative.pk).update(thanks=STORY[:500], join_question=PAYLOADS[13])
    marks: dict[str, dict[str, Any]] = {
        "initiative_running": {"stage": "running", "thanks": PAYLOADS[0]},
        "initiative_try_longer": {"review": "2026-12-01"},
        "initiative_needs": {"needs": {"doer": 2}},
        "initiative_moved": {},
    }
    for verb, mark in marks.items():
        record(initiative.subject, verb, by=author, reason=STORY[:1000], **mark)
    for number, role in enumerate(("puller", "doer", "thinker", "place")):
        said: dict[str, Any] = {
            "answer": PAYLOADS[5],
            "parting": "",
            "reply": PAYLOADS[number],
            "answered_at": timezone.now(),
        }
        Participation.objects.create(
            initiative=initiative, person=team, role=role, line=PAYLOADS[14 + number], shows_name=True, **said
        )
    waits = Participation.objects.create(
        initiative=initiative, person=author, role="stuff", line=PAYLOADS[15], answer=PAYLOADS[16]
    )
    round_ = EnergyRound.objects.create(initiative=initiative, number=1)
    EnergyCheck.objects.create(round=round_, person=team, answer="no", line=PAYLOADS[2])
    Handover.objects.create(initiative=initiative, person=waits.person, by=team, kind="over", line=PAYLOADS[9])
    Shift.objects.create(
        initiative=initiative,
        kind="move",
        platform=Platform.objects.exclude(pk=initiative.platform_id)[0],
        reason=STORY[:1000],
        asked_by=author,
    )
    told = Update.objects.create(
        initiative=initiative,
        title=PAYLOADS[8],
        text=STORY[:4000],
        author=author,
        shows_author=True,
        subject=Subject.objects.create(kind="update"),
    )
    result = Result.objects.create(initiative=initiative, achieved=STORY[:4000], learned=STORY[:4000], author=author)
    of_whom: list[dict[str, Any]] = [{"update": told}, {"result": result}]
    for place, of in enumerate(of_whom):
        Photo.objects.create(
            **of, place=place, alt=PAYLOADS[6], name=uuid4().hex, width=900, height=600, made_at=timezone.now()
        )
    record(initiative.subject, "result_corrected", by=author, reason=STORY[:1000])


def dates(initiative: Initiative, team: User) -> None:
    """What is to come, what was called off and what was reported, and who comes."""
    words: dict[str, Any] = {"story": STORY[:4000], "languages": PAYLOADS[4], "author": team, "area": buurt()}
    states: list[dict[str, Any]] = [
        {"days": 2, "places": 1},
        {"days": 3, "cancelled_at": timezone.now(), "cancelled_reason": PAYLOADS[7]},
        {"days": -3, "reported_at": timezone.now(), "came": 3},
    ]
    for number, fields in enumerate(states):
        activity = make_activity(
            initiative.platform,
            initiative=initiative,
            title=PAYLOADS[number],
            place=PAYLOADS[5 + number],
            slug=f"xss-{initiative.pk}-{number}",
            **fields,
            **words,
        )
        for status in ("coming", "waiting"):
            person = make_user(name=PAYLOADS[3][:60])
            SignUp.objects.create(activity=activity, person=person, status=status, shares_email=True)


def post(initiative: Initiative, team: User) -> None:
    """What stands in the inbox, what is followed and what was switched off."""
    notify(team, "comment_answered", {"title": PAYLOADS[0], "writer": PAYLOADS[1], "link": LINK}, reason=PAYLOADS[2])
    Notice.objects.create(person=team, kind="x", title=PAYLOADS[8], text=STORY)
    Notice.objects.create(person=team, kind="comment_new", title=PAYLOADS[6], text=f"{PAYLOADS[5]}\n\n{LINK}")
    follow(initiative.subject, by=team)
    other = make_user()
    record(initiative.subject, "update_posted", by=other, reach=Reach.AROUND)
    Silence.objects.create(person=team, kind="comment_new", subject=initiative.subject)
    name = f"Initiatieven: {PAYLOADS[1]}"
    subject = Subject.objects.create(kind="saved_search")
    SavedSearch.objects.create(query=f"q={uuid4()}", name=name, words=PAYLOADS[1], subject=subject)
    follow(subject, by=team)


def addresses(team: User, platform: Platform, initiatives: list[Initiative]) -> Iterator[str]:
    ours = platform.get_absolute_url()
    yield from ("/", "/mijn/", "/mijn/profiel/", "/platforms/", "/initiatieven/", "/zoeken/?q=onerror", "/buurten/")
    yield from (
        f"{ours}{tab}" for tab in ("", "mensen/", "over/", "poster/", "initiatieven/", "leden/", "lidmaatschap/")
    )
    yield from (buurt().get_absolute_url(), f"/xss-{team.pk}/", f"/initiatieven/?platform={platform.slug}")
    for payload in (PAYLOADS[4], PAYLOADS[6], PAYLOADS[17]):
        asked = payload.replace("%", "%25").replace("&", "%26").replace("#", "%23").replace("+", "%2B")
        yield from (f"/zoeken/?q={asked}", f"/initiatieven/?q={asked}&waar={asked}", f"/platforms/?zoek={asked}")
        yield from (f"/initiatieven/nieuw/?titel={asked}", f"/aanmelden/?next={asked}")
    for one in initiatives:
        yield one.get_absolute_url()
    for one in initiatives[:2]:
        page = one.get_absolute_url()
        yield from (f"{page}{door}" for door in ("poster/", "mensen/", "meedoen/", "fase/"))
        base = f"/beheer/initiatives/initiative/{one.pk}/"
        yield from (f"{base}{door}/" for door in ("change", "history", "doe/decline"))
    yield from new_addresses(team, initiatives[0])
    case = Case.objects.filter(comment__initiative=initiatives[0], closed_at=None).get()
    mine = Comment.objects.get(author=team, initiative=initiatives[0])
    yield from (f"/reacties/{case.comment_id}/{door}/" for door in ("antwoord", "melden"))
    yield from (f"/reacties/{mine.pk}/verwijderen/", f"/beslissingen/{mine.case.decisions.get().pk}/")
    yield from (f"/beheer/initiatives/case/{case.pk}/{door}/" for door in ("change", "doe/hide"))
    for model in (
        "initiatives/case",
        "initiatives/initiative",
        "initiatives/objection",
        "platforms/platform",
        "platforms/membership",
    ):
        yield f"/beheer/{model}/"
    yield from (
        "/beheer/",
        "/beheer/people/user/?q=onerror",
        "/beheer/pages/page/",
        "/beheer/platforms/platform/?q=<svg onload=x>",
    )
    yield from (f"/beheer/platforms/platform/{platform.pk}/{door}/" for door in ("change", "history", "doe/hide"))
    member = Membership.objects.filter(platform=platform, status="asked").get()
    yield from (f"/beheer/platforms/membership/{member.pk}/change/", f"{ours}leden/{member.pk}/weigeren/")
    objection = Objection.objects.filter(initiative__platform=platform).earliest("pk")
    yield from (f"/beheer/people/user/{team.pk}/change/", f"/beheer/initiatives/objection/{objection.pk}/change/")


def new_addresses(team: User, one: Initiative) -> Iterator[str]:
    page, told = one.get_absolute_url(), one.updates.get()
    key, move = one.handovers.get(), one.shifts.get()
    doors = ("energie", "gevraagd", "sleutel", f"sleutel/{key.pk}", "titel", "verhuizen", "samenvoegen", "berichten")
    yield from (f"{page}{door}/" for door in (*doors, f"verzoek/{move.pk}", "resultaat", "fase/stop", "reageren"))
    yield from (f"{page}stoppen/?rol=doer", f"{page}melden/", told.get_absolute_url())
    yield from (f"{told.get_absolute_url()}{door}/" for door in ("reageren", "melden"))
    waits = one.participations.get(role="stuff")
    yield from (f"{page}mensen/{waits.pk}/{door}/" for door in ("welkom", "afscheid"))
    yield from (f"/initiatieven/nieuw/?van={one.slug}", f"/initiatieven/nieuw/?van={one.slug}&soort=split")
    for activity in one.activities.all():
        there = activity.get_absolute_url()
        doors = (
            "",
            "aanmelden/",
            "wie-er-komen/",
            "veranderen/",
            "afgelasten/",
            "nog-een-keer/",
            "verslag/",
            "melden/",
        )
        yield from (f"{there}{door}" for door in doors)
        yield f"/beheer/initiatives/activity/{activity.pk}/change/"
    ours = one.platform.get_absolute_url()
    yield from ("/agenda/", "/agenda/?week=nu", "/agenda/nieuw/", "/mijn/agenda/", f"{ours}agenda/")
    yield from (f"/agenda/nieuw/?initiatief={one.slug}", f"/agenda/nieuw/?platform={one.platform.slug}")
    yield from (
        "/mijn/berichten/",
        "/mijn/volgen/",
        f"/volgen/{one.subject_id}/",
        "/initiatieven/volgen/?q=<svg onload=x>",
    )
    searches = SavedSearch.objects.filter(subject__subscriptions__person=team)
    yield from (f"/volgen/{search.subject_id}/" for search in searches)
    token = stop_address(team.pk, "comment_new", one.subject_id)
    yield f"/mail-uit/{token.rsplit('/', 2)[1]}/"
    yield from ("/beheer/initiatives/activity/", "/beslissingen/")


def test_calendars_and_feeds_hold_the_words_as_words(
    visit: Visit, team: User, things: tuple[Platform, list[Initiative]]
) -> None:
    """No page, and nothing that could break out of a line of a calendar or an element of a feed."""
    platform, initiatives = things
    page = visit()
    page.goto("/")
    ours = platform.get_absolute_url()
    there = initiatives[0].activities.earliest("pk").get_absolute_url()
    for address in ("/agenda/agenda.ics", f"{ours}agenda.ics", f"{there}agenda.ics"):
        answer = page.request.get(address)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        found = Calendar.from_ical(answer.body()).walk("VEVENT")
        assert PAYLOADS[0] in {str(event["summary"]) for event in found}
        assert {name for event in found for name in event} <= EVENT_HOLDS
    feeds = (
        f"{ours}nieuws.atom",
        f"{initiatives[0].get_absolute_url()}nieuws.atom",
        "/initiatieven/nieuws.atom?q=<svg>",
    )
    for address in feeds:
        answer = page.request.get(address)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        root = ElementTree.fromstring(answer.body())  # noqa: S314 — our own
        assert {node.tag.removeprefix("{http://www.w3.org/2005/Atom}") for node in root.iter()} <= FEED_HOLDS


EVENT_HOLDS = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION"),
    *("DESCRIPTION", "URL", "STATUS"),
}
FEED_HOLDS = {
    *("feed", "title", "link", "id", "updated", "author", "name", "entry", "summary", "published", "subtitle"),
}


def test_nothing_that_people_leave_is_run(visit: Visit, team: User, things: tuple[Platform, list[Initiative]]) -> None:
    platform, initiatives = things
    page = visit()
    dialogs: list[str] = []

    def opened_a_dialog(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened_a_dialog)
    come_in(page, team)
    ran, opened = [], 0
    for address in addresses(team, platform, initiatives):
        response = page.goto(address)
        assert response is not None
        assert response.status in {200, 403, 404, 422}, (address, response.status)
        opened += response.status == 200
        ran += [f"{address}: {what}" for what in planted(page)]
    assert dialogs == []
    assert ran == []
    assert opened > 120


def planted(page: Page) -> list[str]:
    """What ran; and what would, once pressed or pointed at: the policy stops that too, but it must not be there."""
    found: list[str] = page.evaluate(
        """() => {
            const wrong = window.__ran ? ["ran"] : [];
            for (const node of document.querySelectorAll("*")) {
                for (const {name, value} of node.attributes) {
                    if (name.startsWith("on")) wrong.push(`${node.tagName} ${name}`);
                    if (["href", "action", "formaction", "src", "srcdoc"].includes(name)
                        && /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)/i.test(value))
                        wrong.push(`${node.tagName} ${name}=${value.slice(0, 60)}`);
                }
                if (node.tagName === "SCRIPT" && !node.src && node.type !== "application/json"
                    && node.textContent.includes("__ran")) wrong.push("script");
                if (["IFRAME", "BASE", "OBJECT", "EMBED"].includes(node.tagName)) wrong.push(node.tagName);
            }
            return wrong;
        }"""
    )
    return found
