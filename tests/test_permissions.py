"""Every address of the site × every person. A new address fails here until somebody says who may see it.

The table is in ``permissions.txt``: a method, an address (with the example objects of ``world`` in braces), and the
answer to nobody, alice (member), bob (trekker), carla (coordinator), driss (coordinator of another platform) and els
(coalition team). Coordinators and els have shown their second factor. A POST is sent without fields: 422 means "you
may, but fill it in"; 302 that it was done or that one has to sign in first, and then the address says which.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from budgets.actions.carriers import token_of
from budgets.actions.count import count_round
from budgets.actions.entries import spend, write
from budgets.actions.expenses import hand_in
from budgets.actions.rules import fund, write_down
from budgets.models import Assessment, Entry, Expense, Request, Round
from budgets.models.entry import Kind as EntryKind
from coalitie.people.models import User
from initiatives.models import (
    Body,
    Case,
    Comment,
    Decision,
    Initiative,
    Participation,
    Question,
    Recognition,
    Role,
    Signature,
    Status,
    ask_to_move,
    ask_to_pull,
    post_update,
    recognise,
    report,
)
from initiatives.models import (
    write as say,
)
from platforms.introducing import ask_buddy, write_message
from platforms.models import (
    GroupMessage,
    Introduction,
    PeerReview,
    Platform,
    Right,
    RightState,
    Stage,
    Step,
    Welcome,
    write_post,
)
from platforms.models import Role as Place
from platforms.models.exchange import respond
from platforms.models.means import put
from platforms.models.peer_review import ask_sister
from platforms.models.right import enter, propose
from tests.budgets.books import a_receipt, about
from tests.budgets.boxes import closed_round
from tests.budgets.voting import make_voting
from tests.factories import (
    buurt,
    make_activity,
    make_document,
    make_idea,
    make_initiative,
    make_membership,
    make_participation,
    make_platform,
    make_question,
    make_request,
    make_round,
    make_short_link,
    make_team_member,
    make_user,
    sign_in,
    sign_in_to_desk,
)

TABLE = Path(__file__).with_name("permissions.txt")
PEOPLE = ("nobody", "alice", "bob", "carla", "driss", "els")
# Named as in the URL conf; those of the desk are proven model by model in tests/*/test_*admin*.
DESK = "admin:"


def rows() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            method, address, *answers = line.split()
            yield method, address, tuple(answers)


@pytest.fixture
def people(db: None) -> dict[str, Client]:
    alice, bob = make_user("alice@example.org", "Alice"), make_user("bob@example.org", "Bob")
    carla, driss = make_user("carla@example.org", "Carla"), make_user("driss@example.org", "Driss")
    els = make_team_member("els@example.org", "Els")
    ours = make_platform("Ons", coordinator=carla, areas=[buurt()])
    make_platform("Hun", coordinator=driss, welcome=Welcome.MEET_FIRST, welcome_question="Wie ben je?")
    make_membership(ours, alice)
    make_membership(ours, bob, role=Place.PULLER)
    hidden = make_platform("Weg", stage=Stage.SIGNAL)
    hidden.hide(by=els, reason="Test")
    for status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.DECLINED, Status.SEEKING, Status.DONE):
        initiative = make_initiative(ours, author=bob, status=status, slug=f"i-{status}")
        make_participation(initiative, bob, Role.PULLER)
        make_participation(initiative, alice, Role.DOER)
    make_initiative(hidden, author=bob, status=Status.SEEKING, slug="i-weg")
    make_activity(ours, author=bob, slug="a-soep", places=5)
    make_activity(ours, slug="a-geweest", days=-3)
    make_activity(hidden, author=bob, slug="a-weg")
    talk(alice, bob, carla)
    for phase in ("draft", "ideas"):
        write_down(make_round(ours, phase=phase, slug=f"r-{phase}"), by=carla, reason="Het begin.")
    make_round(hidden, slug="r-weg")
    for name in ("draft", "submitted", "inadmissible"):
        reason = "Past niet." if name == "inadmissible" else ""
        make_request(Round.objects.get(slug="r-ideas"), author=bob, status=name, slug=f"p-{name}", reason=reason)
    count_round(closed_round(ours, slug="r-uitslag", ballots=[[1], [2]]))
    make_voting(ours, slug="r-stemmen", voters=["code", "member"])
    panel = make_round(ours, phase="running", kind="platform", slug="r-running")
    make_request(panel, author=bob, slug="p-panel")
    panel.seats.create(person=alice, name="Alice", how="drawn")
    carrier = Request.objects.get(slug="p-submitted").carriers.create(person=alice, confirmed_at=timezone.now())
    Assessment.objects.create(request=carrier.request, assessor=els, assessor_name="Els")
    money(ours, alice, bob, carla)
    asking(ours, bob)
    make_document("Werkafspraken")
    make_document("Nog niet", shown=False)
    make_short_link("soep")
    for title, of, shown in (("Bericht", ours, True), ("Klad", ours, False), ("Ons klad", None, False)):
        post = write_post(by=els, platform=of, title=title, summary="Kort.", body="Lang.")
        if shown:
            post.publish(by=els)
    growing(alice, carla)
    clients = {name: Client() for name in PEOPLE}
    sign_in(clients["alice"], alice)
    sign_in(clients["bob"], bob)
    for name, user in {"carla": carla, "driss": driss, "els": els}.items():
        sign_in_to_desk(clients[name], user)
    return clients


def money(ours: Platform, alice: User, bob: User, carla: User) -> None:
    """Bob asked for money, alice carries the plan, and carla pays. One receipt is booked, another waits."""
    round_ = make_round(ours, phase="execution", kind="award", slug="r-doen")
    fund(round_, Decimal(1000), by=carla)
    plan = make_request(round_, author=bob, slug="p-geld")
    Request.objects.filter(pk=plan.pk).update(status="granted")
    plan.carriers.create(person=alice, confirmed_at=timezone.now())
    write(round_, EntryKind.PROMISED, Decimal(100), "Bankjes", plan=plan, by=carla)
    write(round_, EntryKind.ADVANCE, Decimal(50), "Voorschot", plan=plan, by=carla)
    spend(plan, by=carla, receipt=a_receipt(), **about("10"))
    hand_in(plan, by=alice, receipt=a_receipt(), own_money=False, **about("10"))


def asking(ours: Platform, bob: User) -> None:
    """Questions of ours in every state; theirs is asked to sign what is ready."""
    for status in ("draft", "ready", "asked", "withdrawn"):
        make_question(ours, author=bob, status=status, slug=f"q-{status}", body=Body.objects.get(slug="stadsdeel-oost"))
    make_question(ours, author=bob, status="answered", took=4, slug="q-answered")
    Signature.objects.create(question=Question.objects.get(slug="q-ready"), platform=Platform.objects.get(slug="hun"))
    into = make_idea(author=bob, slug="v-open")
    make_idea(author=bob, slug="v-weg", hidden_at=timezone.now())
    make_idea(slug="v-samen", merged_into=into)
    recognise(make_idea(author=bob, slug="v-herkend"), by=bob, platform=ours, example="Bij ons ook.")


def talk(alice: User, bob: User, carla: User) -> None:
    """Alice says two things: one is reported, the other was hidden."""
    seeking = Initiative.objects.get(slug="i-seeking")
    reported, hidden = (say(seeking, by=alice, text=text, form_key=uuid4()) for text in ("Gemeld", "Verborgen"))
    report(reported, by=bob, rule="person")
    report(hidden, by=bob, rule="person").case.hide(by=carla, rule="person", reason="Grof")


def growing(alice: User, carla: User) -> None:
    """A group that has asked "hun" to be its buddy, and neighbours who are asked to meet."""
    group = make_platform("Groei", stage=Stage.START_GROUP, coordinator=carla)
    make_membership(group, alice)
    write_message(group, by=alice, text="Dag allemaal", key=uuid4())
    ask_buddy(group, Platform.objects.get(slug="hun"), by=alice, line="Loop je mee?")
    Introduction.objects.create(buurt=buurt("AB01"), needs=3).invitations.create(person=alice)


def filled_in(address: str) -> str:
    """The example's ids in an address: {asked} is somebody who waits to be let in, {member} is alice's membership."""
    ours = Platform.objects.get(slug="ons")
    if "{asked}" in address:
        waiting = make_membership(ours, make_user(), status="asked")
        address = address.replace("{asked}", str(waiting.pk))
    if "{member}" in address:
        address = address.replace("{member}", str(ours.memberships.get(person__email="alice@example.org").pk))
    if "{update}" in address:
        bob, seeking = User.objects.get(email="bob@example.org"), Initiative.objects.get(slug="i-seeking")
        told = post_update(seeking, by=bob, form_key=uuid4(), title="Nieuws", text="Het groeit.")
        address = address.replace("{update}", str(told.pk))
    if "{shift}" in address:
        carla, seeking = User.objects.get(email="carla@example.org"), Initiative.objects.get(slug="i-seeking")
        asked = ask_to_move(seeking, to=Platform.objects.get(slug="hun"), by=carla, reason="Past daar.")
        address = address.replace("{shift}", str(asked.pk))
    if "{key}" in address or "{doer}" in address:
        doer = Participation.objects.get(initiative__slug="i-seeking", role=Role.DOER)
        bob = User.objects.get(email="bob@example.org")
        key = ask_to_pull(doer.initiative, by=bob, person=doer.person, kind="over")
        address = address.replace("{key}", str(key.pk)).replace("{doer}", str(doer.pk))
    address = between_sisters(on_market(register_in(address, ours), ours), ours)
    if "{step}" in address:
        address = address.replace("{step}", str(Step.objects.earliest("position").pk))
    if "{introduction}" in address:
        address = address.replace("{introduction}", str(Introduction.objects.get().pk))
    if "{group_message}" in address:
        address = address.replace("{group_message}", str(GroupMessage.objects.get().pk))
    if "{subject}" in address:
        address = address.replace("{subject}", str(ours.subject_id))
    if "{draft}" in address:
        address = address.replace("{draft}", str(Initiative.objects.get(slug="i-draft").subject_id))
    if "{initiative}" in address:
        address = address.replace("{initiative}", str(Initiative.objects.get(slug="i-submitted").pk))
    for name, text in {"comment": "Gemeld", "hidden": "Verborgen"}.items():
        if f"{{{name}}}" in address:
            address = address.replace(f"{{{name}}}", str(Comment.objects.get(text=text).pk))
    if "{case}" in address:
        address = address.replace("{case}", str(Case.objects.get(comment__text="Gemeld").pk))
    if "{decision}" in address:
        address = address.replace("{decision}", str(Decision.objects.get().pk))
    if "{invitation}" in address:
        address = address.replace("{invitation}", token_of(Request.objects.get(slug="p-draft"), "alice@example.org"))
    if "{receipt}" in address:
        address = address.replace("{receipt}", str(Expense.objects.get().pk))
    if "{row}" in address:
        address = address.replace("{row}", str(Entry.objects.get(kind="spent").pk))
    if "{granted}" in address:
        address = address.replace("{granted}", str(Request.objects.get(slug="p-geld").pk))
    if "{plan}" in address:
        address = address.replace("{plan}", str(Request.objects.get(slug="p-submitted").pk))
    return address


def register_in(address: str, ours: Platform) -> str:
    """{right} stands in the register of the buurtplatformrecht, {proposal} waits there for the team."""
    carla, facts = User.objects.get(email="carla@example.org"), {"standing": "none", "reason": "Nog niets."}
    for name, write_in in {"right": enter, "proposal": propose}.items():
        if f"{{{name}}}" in address:
            state = RightState.PROPOSED if name == "proposal" else RightState.CURRENT
            written = Right.objects.filter(platform=ours, state=state).first()
            row = written or write_in(ours, buurt(), by=carla, **facts)
            address = address.replace(f"{{{name}}}", str(row.pk))
    if "{example}" in address:
        address = address.replace("{example}", str(Recognition.objects.get().pk))
    if "{signature}" in address:
        address = address.replace("{signature}", str(Signature.objects.get().pk))
    return address


def on_market(address: str, ours: Platform) -> str:
    """{means} is offered by us; in {exchange} they answered it, and in {agreed} it was agreed."""
    if not {"{means}", "{exchange}", "{agreed}"} & set(re.findall(r"{\w+}", address)):
        return address
    carla = User.objects.get(email="carla@example.org")
    offered = put(ours, by=carla, form_key=uuid4(), kind="means", direction="offers", title="Bakfiets")
    asked = respond(offered, platform=Platform.objects.get(slug="hun"), by=carla, words="Graag")
    if "{agreed}" in address:
        asked.agree(by=carla, answer="Goed")
    if "{means}" in address:
        asked.call_off(by=carla, side=ours, reason="Toch niet")
    numbers = {"{means}": offered.pk, "{exchange}": asked.pk, "{agreed}": asked.pk}
    return re.sub(r"{(means|exchange|agreed)}", lambda found: str(numbers[found.group()]), address)


def between_sisters(address: str, ours: Platform) -> str:
    """In {sisters} we asked them to look at each other; in {card} they said yes, and nothing was written yet."""
    if not {"{sisters}", "{card}"} & set(re.findall(r"{\w+}", address)):
        return address
    carla = User.objects.get(email="carla@example.org")
    year = 2026 if "{card}" in address else 2025
    asked = PeerReview.objects.filter(year=year).first()
    if asked is None:
        asked = ask_sister(ours, Platform.objects.get(slug="hun"), by=carla, year=year)
        if "{card}" in address:
            asked.accept(by=carla)
    return re.sub(r"{(sisters|card)}", str(asked.pk), address)


def answer(client: Client, method: str, address: str) -> str:
    response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
    to_sign_in = response.status_code == 302 and response["Location"].startswith(("/aanmelden/", "/welkom/"))
    return "in" if to_sign_in else str(response.status_code)


def test_everybody_gets_the_answer_in_the_table(people: dict[str, Client]) -> None:
    """One world for all rows: whatever a row did is taken back, in the database and in the cookies."""
    cookies = {name: client.cookies.output() for name, client in people.items()}
    wrong = []
    for method, address, expected in rows():
        given = []
        for name, client in people.items():
            with transaction.atomic():
                given.append(answer(client, method, filled_in(address)))
                transaction.set_rollback(True)
            client.cookies.clear()
            client.cookies.load(cookies[name].replace("Set-Cookie: ", ""))
        if tuple(given) != expected:
            wrong.append(f"{method} {address}: {' '.join(given)}, not {' '.join(expected)}")
    assert wrong == []


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_address_stands_in_the_table() -> None:
    known = {name for name in names(get_resolver().url_patterns) if not name.startswith(DESK)}
    listed = {resolve(re.sub(r"{\w+}", "1", address.split("?")[0])).view_name for _, address, _ in rows()}
    assert known - listed == set()
