"""Every text that people leave, full of scripts, on every page that shows it, in a real browser: nothing runs.

The texts are stored past the forms, so that what shows them has to hold by itself. The ``visit`` fixture fails the
test when the content security policy had to refuse something: then the page already let it through.
"""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page

from coalitie.pages.models import Page as TextPage
from coalitie.people.models import User
from initiatives.models import (
    Case,
    Comment,
    CommentVersion,
    Decision,
    Initiative,
    Need,
    Objection,
    Participation,
    Report,
    Status,
)
from platforms.models import LinkKind, Membership, Platform, PlatformLink, Role
from tests.browser.conftest import Visit
from tests.browser.test_every_page import come_in
from tests.factories import buurt, make_initiative, make_membership, make_platform, make_team_member, make_user

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
    TextPage.objects.update_or_create(
        slug=f"xss-{team.pk}",
        defaults={
            "title": PAYLOADS[8][:120],
            "summary": PAYLOADS[5],
            "body": STORY,
            "published_at": "2020-01-01T00:00Z",
        },
    )
    talk(initiatives[0], team)
    yield platform, initiatives
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
    assert opened > 55


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
