"""Everything a platform made here, to take along at any time: it is theirs. One zip, written while it is sent.

Names and addresses of members are in it as the coordinator sees them on the list of members.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Case, F, Func, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.models import Entry, Request, Round, Sheet
from coalitie.activity.models import record
from coalitie.lib.access import require
from coalitie.lib.spreadsheet import line
from coalitie.people.access import signed_in
from coalitie.people.models import User
from coalitie.people.parked import for_residents
from coalitie.portal.open_data.shape import Column, cell
from initiatives.models import Activity, Initiative, Photo, Question, Quote, Recognition, Reply, Result, Update
from initiatives.models.quote import NAME
from platforms.access import of_platform, own_membership
from platforms.models import Membership, Platform, Right, StepDone
from platforms.models.means import Means
from platforms.models.news import Post
from platforms.models.peer_review import PeerExample, PeerReview
from platforms.models.stage import StageChange

AT_ONCE = 500
# What a sheet keeps quiet stays so: with one's own number others' could be found out.
TOLD = Func(
    F("counts"), Cast("withheld", ArrayField(TextField())),
    template="(%(expressions)s)", arg_joiner=" - ", output_field=JSONField(),
)  # fmt: skip
PIECE = 256 * 1024
COORDINATORS_ONLY = gettext_lazy("Alleen een coördinator van dit platform neemt alles mee.")


@for_residents(gettext_lazy("Alles van je platform meenemen"))
@require_http_methods(["GET", "HEAD", "POST"])
def own_content(request: HttpRequest, slug: str) -> HttpResponse:
    """GET tells what is in it; POST writes down that it was taken along, and sends it."""
    platform = get_object_or_404(Platform.objects.visible_to(request.user), slug=slug)
    user = signed_in(request)
    may = of_platform(user, platform, own_membership(user, platform))
    require("see_members", may, str(COORDINATORS_ONLY))
    if request.method != "POST":
        return render(request, "portal/own_content.html", {"platform": platform})
    record(platform.subject, "platform_taken_along", by=user)
    headers = {"Content-Disposition": f'attachment; filename="{platform.slug}-{timezone.localdate()}.zip"'}
    # The library's types do not know that a stream is an answer too.
    stream: Any = StreamingHttpResponse(whole(platform, user), content_type="application/zip", headers=headers)
    return stream


# --- What is in it ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    name: str
    rows: QuerySet[Any]
    fields: dict[str, Any]
    """By the name in the file: a path or an expression."""


def parts(platform: Platform, user: User) -> list[Part]:
    of = {"platform": platform}
    initiatives = Initiative.objects.visible_to(user).filter(**of)
    rounds = Round.objects.visible_to(user).filter(platforms=platform)
    questions = Question.objects.visible_to(user).filter(**of)
    email = Case(When(contact="email", then=F("person__email")), default=Value(""))
    plan = ("titel", "title"), ("zin", "summary"), ("verhaal", "story"), ("plek", "place"), ("status", "status")
    return [
        Part(
            "platform",
            Platform.objects.filter(pk=platform.pk),
            {
                "naam": "name",
                "eigen_naam_buurt": "own_area_name",
                "zin": "summary",
                "verhaal": "story",
                "fase": "stage",
                "vorm": "legal_form",
                "sinds": "since",
                "foto": "picture",
                "email": "contact_email",
                "telefoon": "contact_phone",
                "plek": "contact_place",
            },
        ),
        Part("buurten", Platform.areas.through.objects.filter(**of), {"code": "area__code", "naam": "area__name"}),
        Part(
            "leden",
            Membership.objects.visible_to(user).filter(**of).current(),
            {"naam": "person__display_name", "rol": "role", "sinds": "joined_at", "email": email},
        ),
        Part(
            "initiatieven",
            initiatives,
            {**dict(plan), "adres": "slug", "buurt": "area__name", "gepubliceerd": "published_at", "reden": "reason"},
        ),
        Part(
            "berichten",
            Update.objects.visible_to(user).filter(initiative__in=initiatives),
            {"initiatief": "initiative__title", "kop": "title", "tekst": "text", "geplaatst": "at"},
        ),
        Part(
            "resultaten",
            Result.objects.visible_to(user).filter(initiative__in=initiatives),
            {
                "initiatief": "initiative__title",
                "bereikt": "achieved",
                "geleerd": "learned",
                "mensen": "people",
                "uren": "hours",
                "kosten": "cost",
                "opgeschreven": "at",
            },
        ),
        Part(
            "zinnen",
            Quote.objects.published().filter(initiative__in=initiatives),
            {"initiatief": "initiative__title", "zin": "sentence", "naam": NAME, "gezegd": "said_at"},
        ),
        Part(
            "activiteiten",
            Activity.objects.visible_to(user).filter(**of),
            {
                "titel": "title",
                "verhaal": "story",
                "plek": "place",
                "begint": "starts_at",
                "eindigt": "ends_at",
                "afgelast": "cancelled_at",
                "kwamen": "came",
                "nieuwe_gezichten": "new_faces",
            },
        ),
        Part(
            "vragen",
            questions,
            {
                "titel": "title",
                "tekst": "text",
                "instantie": "body__name",
                "stand": "status",
                "verstuurd": "asked_on",
                "brief": "letter",
                "wat_wij_ermee_doen": "what_next",
            },
        ),
        Part(
            "antwoorden",
            Reply.objects.standing().filter(wait__question__in=questions.values("pk")),
            {
                "vraag": "wait__question__title",
                "wacht_sinds": "wait__since",
                "antwoord_op": "wait__ended_on",
                "antwoord": "text",
                "bestand": "paper",
            },
        ),
        Part(
            "voorbeelden",
            Recognition.objects.visible_to(user).filter(**of),
            {"veranderidee": "idea__title", "voorbeeld": "example", "gegeven": "at"},
        ),
        Part(
            "zusterblikken",
            PeerReview.objects.visible_to(user).of(platform),
            {
                "jaar": "year",
                "eerste": "first__name",
                "tweede": "second__name",
                "ontmoet": "met_on",
                "in_het_kort": "summary",
                "afspraken": "points",
            },
        ),
        Part(
            "gezien",
            PeerExample.objects.visible_to(user).filter(**of),
            {"jaar": "review__year", "waarde": "value__title", "voorbeeld": "words"},
        ),
        Part(
            "fasen",
            StageChange.objects.visible_to(user).filter(**of),
            {"fase": "stage", "sinds": "since", "reden": "reason"},
        ),
        Part(
            "stappen",
            StepDone.objects.visible_to(user).filter(group=platform),
            {"stap": "step__title", "wanneer": "on", "hoe_het_ging": "note"},
        ),
        Part(
            "rondes",
            rounds,
            {"titel": "title", "verhaal": "story", "soort": "kind", "fase": "phase", "bedrag": "amount"},
        ),
        Part(
            "aanvragen",
            Request.objects.visible_to(user).select_related(None).filter(own_plan(platform)),
            {**dict(plan), "ronde": "round__title", "bedrag": "fixed_total"},
        ),
        Part(
            "kasboek",
            Entry.objects.filter(
                Q(
                    request__isnull=False,
                    request__in=Request.objects.visible_to(user).filter(own_plan(platform)).values("pk"),
                )
                | Q(request=None, round__in=only_ours(rounds, platform))
            ),
            {
                "ronde": "round__title",
                "nummer": "number",
                "datum": "on",
                "soort": "kind",
                "bedrag": "amount",
                "waarvoor": "purpose",
                "plan": "request__title",
            },
        ),
        Part(
            "buurtplatformrecht",
            Right.objects.visible_to(user).filter(**of),
            {
                "gebied": "area__name",
                "stand": "standing",
                "sinds": "since",
                "wat_er_gebeurde": "reason",
                "staat": "state",
            },
        ),
        Part(
            "middelen",
            Means.objects.visible_to(user).filter(**of),
            {"soort": "kind", "richting": "direction", "wat": "title", "meer": "words", "tot": "until"},
        ),
        Part(
            "nieuws",
            Post.objects.visible_to(user).filter(**of),
            {"titel": "title", "zin": "summary", "tekst": "body", "stand": "status", "foto": "picture"},
        ),
        Part(
            "cijfers",
            Sheet.objects.visible_to(user).filter(**of),
            {"jaar": "year", "aantallen": TOLD, "niet_getoond": "withheld", "geteld_op": "counted_at"},
        ),
    ]


def own_plan(platform: Platform) -> Q:
    """Of an initiative of this platform, or, without one, in a round of this platform alone."""
    alone = only_ours(Round.objects.all(), platform)
    return Q(initiative__platform=platform) | Q(initiative=None, round__in=alone)


def only_ours(rounds: QuerySet[Round], platform: Platform) -> QuerySet[Any]:
    others = Round.platforms.through.objects.exclude(platform=platform).values("round")
    return rounds.filter(platforms=platform).exclude(pk__in=others).values("pk")


def files(platform: Platform, user: User) -> Iterator[str]:
    """Pictures and letters, by their names in the storage."""
    if platform.picture:
        yield platform.picture
    yield from (
        Post.objects.visible_to(user).filter(platform=platform).exclude(picture="").values_list("picture", flat=True)
    )
    questions = Question.objects.visible_to(user).filter(platform=platform).exclude(letter="")
    yield from questions.values_list("letter", flat=True)
    answered = Question.objects.visible_to(user).filter(platform=platform).values("pk")
    replies = Reply.objects.standing().filter(wait__question__in=answered).exclude(paper="")
    yield from replies.values_list("paper", flat=True)
    initiatives = Initiative.objects.visible_to(user).filter(platform=platform).values("pk")
    photos = Photo.objects.visible_to(user).filter(
        Q(update__initiative__in=initiatives) | Q(result__initiative__in=initiatives), made_at__isnull=False
    )
    for photo in photos:
        yield photo.src.removeprefix("/media/")


# --- The zip ----------------------------------------------------------------------------------------------------------
class Outbound(io.RawIOBase):
    """Where the zip is written: a place that forgets what was taken from it."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        found = bytes(self.waiting)
        self.waiting.clear()
        return found


def whole(platform: Platform, user: User) -> Iterator[bytes]:
    out = Outbound()
    with transaction.atomic(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LEES-MIJ.txt", read_me(platform))
        for part in parts(platform, user):
            for ending, lines in (("csv", as_csv(part)), ("json", as_json(part))):
                with archive.open(f"{part.name}.{ending}", "w") as file:
                    for each in lines:
                        file.write(each.encode())
                        if len(out.waiting) > PIECE:
                            yield out.taken()
        for name in files(platform, user):
            yield from copied(archive, out, name)
    yield out.taken()


def copied(archive: zipfile.ZipFile, out: Outbound, name: str) -> Iterator[bytes]:
    """A file that is lost keeps the others from nobody."""
    if not default_storage.exists(name):
        return
    with default_storage.open(name) as stored, archive.open(f"bestanden/{name}", "w") as file:
        while piece := stored.read(PIECE):
            file.write(piece)
            yield out.taken()


def read_me(platform: Platform) -> str:
    words = _("Alles wat %(platform)s op deze site heeft, op %(day)s. Elk onderdeel staat erin als CSV en als JSON.")
    return words % {"platform": platform, "day": timezone.localdate().isoformat()} + "\n"


def columns_of(part: Part) -> list[Column]:
    return [Column(name, gettext_lazy("tekst"), source) for name, source in part.fields.items()]


def read(part: Part) -> Iterator[list[Any]]:
    columns = columns_of(part)
    asked = {f"c{at}": F(one.source) if isinstance(one.source, str) else one.source for at, one in enumerate(columns)}
    rows = part.rows.order_by("pk").annotate(**asked).values_list(*asked)
    for row in rows.iterator(AT_ONCE):
        yield [column.value((value,)) for column, value in zip(columns, row, strict=True)]


def as_csv(part: Part) -> Iterator[str]:
    yield "\ufeff" + line(part.fields)
    for row in read(part):
        yield line(map(cell, row))


def as_json(part: Part) -> Iterator[str]:
    yield "[\n"
    for number, row in enumerate(read(part)):
        yield (",\n" if number else "") + json.dumps(dict(zip(part.fields, row, strict=True)), ensure_ascii=False)
    yield "\n]\n"
