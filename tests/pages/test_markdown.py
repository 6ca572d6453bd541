"""What a text becomes, what stands in it, and what can never stand in it."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from coalitie.lib.pictures import sheet_of
from coalitie.pages.actions import publish
from coalitie.pages.cards import whole
from coalitie.pages.markdown import CardMark, PictureMark, rendered
from coalitie.pages.models import Picture, Value, add_picture
from coalitie.pages.previews import link_to
from coalitie.pages.reading import read
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import make_initiative, make_page, make_platform, make_team_member, sign_in_to_desk


# --- Markdown ---------------------------------------------------------------------------------------------------------
def test_headings_have_addresses_and_three_make_a_contents() -> None:
    text = rendered("# Eén\n\n## Twee & drie\n\n## Twee & drie\n\n### Klein\n\n## Inhoud")
    assert [(heading.level, heading.anchor) for heading in text.headings] == [
        *((2, "eén"), (2, "twee-drie"), (2, "twee-drie-2"), (3, "klein"), (2, "inhoud-2")),
    ]
    assert '<h2 id="eén">Eén</h2>' in text.html
    assert len(text.contents) == 4
    assert rendered("## Een\n\n## Twee").contents == ()


def test_a_notice_holds_words_and_lists() -> None:
    html = rendered(":::let op\nLees *dit*.\n\n- een\n:::\n\nDaarna.").html
    assert '<div class="notice notice--warning">' in html
    assert '<p class="notice__title">Let op</p>' in html
    assert "<em>dit</em>" in html
    assert html.rstrip().endswith("<p>Daarna.</p>")
    assert rendered(":::Zo gaat het\nopen einde").html.count("<div") == rendered(":::x\ny").html.count("</div>")


def test_cards_and_pictures_stand_on_a_line_of_their_own() -> None:
    text = rendered(
        "{{platform: de-pekkers}}\n\n![Vijf buren](foto:bollen)\n\nZin met {{platform: x}} en ![weg](foto:y).\n\n"
        "```\n{{waarde: zorg}}\n```\n\n> {{waarde: zorg}}\n\n![elders](https://elders.example/x.png)"
    )
    marks = [part for part in text.parts if isinstance(part, CardMark | PictureMark)]
    assert marks == [CardMark("platform", "de-pekkers"), PictureMark("bollen", "Vijf buren")]
    assert text.lost_pictures == ("foto:y", "https://elders.example/x.png")
    assert "<img" not in text.html
    assert "elders.example" not in text.html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](JaVaScRiPt&#58;alert(1))",
        "[klik](data:text/html,<script>alert(1)</script>)",
        "![x](javascript:alert(1))",
        '## <svg onload=alert(1)> {#"><script>alert(1)</script>}',
        ':::"><script>alert(1)</script>\nx\n:::',
        '[x]: javascript:alert(1)\n\n[x][x]\n\n[a](<https://x.nl/" onmouseover="alert(1)>)',
        "{{platform: x}}<script>alert(1)</script>",
        "| <script>alert(1)</script> |\n|-|\n| [x](vbscript:alert(1)) |",
        "<style>*{display:none}</style><iframe src=//evil.example></iframe>",
    ],
)
def test_no_text_carries_a_script(text: str) -> None:
    html = rendered(text).html.lower()
    for bad in ("<script", "<img", "<svg", "<iframe", "<style", 'href="javascript', 'href="data', 'href="vbscript'):
        assert bad not in html
    assert ' onerror="' not in html
    assert ' onmouseover="' not in html
    assert ' style="' not in html


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 20_000, "> " * 9_000, "- " * 9_000, "*a " * 9_000, "`" * 30_000, ":::x\n" * 9_000, "# a\n" * 9_000),
        *("![a](foto:b)\n\n" * 3_000, "{{a: b}}\n" * 6_000, "&" * 30_000, "|" * 30_000, "\n" * 30_000, "[a](" * 9_000),
        *("\x00\u202e", "{{", "{{:}}", ":::", ":::\n", "![", "![]()", "| a\n|-", "[a]: \n", "\\", "```"),
    ],
    ids=lambda text: repr(text[:8]),
)
def test_no_text_is_too_odd(text: str) -> None:
    assert rendered(text).html is not None
    assert read(text).words >= 0


# --- Reading ----------------------------------------------------------------------------------------------------------
def test_a_hint_names_what_is_long() -> None:
    easy = read("## Kom eten\n\nElke week is er soep. Neem een kom mee!\n\n- Brood\n- Boter\n\n{{platform: x}}")
    assert easy.is_easy
    assert (easy.words, easy.sentences, easy.average) == (13, 5, 3)
    hard = read(f"Wij {'praten en ' * 12}eten. Verantwoordelijkheidsgevoel en buurt-platform-recht.")
    assert len(hard.long_sentences) == 1
    assert hard.long_words == ("Verantwoordelijkheidsgevoel",)
    assert read("").average == 0


# --- Cards ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_cards_show_what_everybody_may_see(els: User) -> None:
    ours = make_platform("Soepbuurt", coordinator=els)
    plan = make_initiative(ours, author=els, title="Soep op straat")
    text = rendered(f"{{{{platform: {ours.slug}}}}}\n\n{{{{initiatief: {plan.slug}}}}}\n\n{{{{waarde: zorg}}}}")
    shown = whole(text)
    assert "Soepbuurt" in shown.html
    assert "Soep op straat" in shown.html
    assert str(Value.objects.get(slug="zorg").line) in shown.html
    assert shown.remarks == ()
    assert "css/platforms.css" in shown.styles
    ours.hide(by=els, reason="Test")
    hidden = whole(text)
    assert "Soepbuurt" not in hidden.html
    assert "Soep op straat" not in hidden.html
    assert "page-remark" not in hidden.html
    assert len(hidden.remarks) == 2
    assert whole(text, editor=True).html.count("page-remark") == 2


@pytest.mark.django_db
def test_a_figure_counts_itself_and_says_how(els: User) -> None:
    make_platform("Soepbuurt", coordinator=els)
    hidden = make_platform("Weg", coordinator=els)
    hidden.hide(by=els, reason="Test")
    shown = whole(rendered("{{cijfer: platforms}}"))
    assert f"<strong>{Platform.objects.filter(hidden_at=None).count()}</strong>" in shown.html
    assert "Zo geteld:" in shown.html
    assert whole(rendered("{{cijfer: geluk}}\n\n{{soep: x}}")).html == ""
    assert "kennen we niet" in whole(rendered("{{soep: x}}")).remarks[0]


# --- Pictures ---------------------------------------------------------------------------------------------------------
def a_photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (900, 600), "orange").save(out, "JPEG")
    return SimpleUploadedFile("bollen.jpg", out.getvalue(), "image/jpeg")


@pytest.mark.django_db
def test_a_picture_is_as_hidden_as_the_pages_that_show_it(client: Client, els: User) -> None:
    picture = add_picture(sheet_of(a_photo()), "bollen", "Vijf buren", by=els)
    page = make_page("bollen", by=els, body="![Buren planten](foto:bollen)")
    small = picture.url(480, "webp")
    assert client.get(small).status_code == 404
    assert sign_in_to_desk(Client(), els).get(small).status_code == 200
    preview = client.get("/voorbeeld/" + link_to(page.versions.get())[0].split("/voorbeeld/")[1]).text
    assert 'alt="Buren planten"' in preview
    passed = preview.split('srcset="')[1].split(" ")[0]
    assert client.get(passed).status_code == 200
    assert client.get(passed + "x").status_code == 404
    publish(page, by=els)
    assert client.get(small).status_code == 200
    text = client.get("/bollen/").text
    assert f"{picture.name}-480.avif 480w" in text
    assert 'width="900" height="600"' in text


@pytest.mark.django_db
def test_a_picture_needs_words(els: User) -> None:
    desk = sign_in_to_desk(Client(), els)
    assert (
        desk.post("/beheer/pages/picture/add/", {"photo": a_photo(), "slug": "bollen", "alt": " "}).status_code == 422
    )
    odd = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    assert desk.post("/beheer/pages/picture/add/", {"photo": odd, "slug": "bollen", "alt": "x"}).status_code == 422
    assert not Picture.objects.exists()
    words = {"photo": a_photo(), "slug": "bollen", "alt": "Vijf buren", "credit": "Noor"}
    assert desk.post("/beheer/pages/picture/add/", words).status_code == 302
    picture = Picture.objects.get()
    assert picture.by == els
    other = {"slug": "anders", "alt": "Vijf buren planten bollen", "credit": ""}
    assert desk.post(f"/beheer/pages/picture/{picture.pk}/change/", other).status_code == 302
    picture.refresh_from_db()
    assert (picture.slug, picture.alt) == ("bollen", "Vijf buren planten bollen")
    assert desk.get("/beheer/pages/picture/").status_code == 200


@pytest.mark.django_db
def test_a_picture_without_words_is_kept_by_nobody() -> None:
    with pytest.raises(ValidationError):
        Picture(slug="x", alt="", name="a" * 32, width=1, height=1).full_clean()
    assert make_team_member().in_team
