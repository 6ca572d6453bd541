"""The imports of an operator: what the city and CBS export comes in whole, or not at all."""

import json
import os
import re
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from platforms.models import Area, Outline, Postcode

pytestmark = pytest.mark.django_db

EXPORT = Path(__file__).resolve().parents[3] / "shared" / "geo" / "vl09_buurten.geojson"


def square(west: float, south: float, size: float = 0.01) -> dict[str, Any]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def feature(code: str, name: str, geometry: dict[str, Any], **values: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {
            "code": code,
            "naam": name,
            "cbsCode": f"BU0363{code}",
            "beginGeldigheid": "2022-03-24T00:00:00",
            "eindGeldigheid": None,
            "ligtInGgwgebiedId": "03630950000022" if code[0] != "B" else None,
        }
        | values,
    }


@pytest.fixture
def city() -> dict[str, Any]:
    """All 518 buurten as one long row of squares: a map of our own, the shape of an export."""
    areas = Area.objects.buurten().select_related("parent")
    return {
        "type": "FeatureCollection",
        "features": [
            feature(
                area.code,
                area.name,
                square(4.70 + number % 40 * 0.01, 52.25 + number // 40 * 0.01),
                beginGeldigheid=f"{area.valid_from}T00:00:00",
                ligtInGgwgebiedId=area.parent.code if area.parent and area.parent.level == "gebied" else None,
            )
            for number, area in enumerate(areas)
        ],
    }


def put(folder: Path, content: object) -> Path:
    path = folder / "buurten.geojson"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def run(command: str, path: Path | str) -> str:
    out = StringIO()
    call_command(command, str(path), stdout=out)
    return out.getvalue()


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Area, Outline, Postcode)]


def test_outlines_come_in_and_a_second_time_nothing_changes(city: dict[str, Any], tmp_path: Path) -> None:
    path = put(tmp_path, city)
    assert "518 changed" in run("import_areas", path)
    assert Outline.objects.count() == 518
    before = everything()
    assert run("import_areas", path) == "0 added\n0 changed\n0 ended\n"
    assert everything() == before


def test_a_new_buurt_a_changed_one_and_one_that_ended(city: dict[str, Any], tmp_path: Path) -> None:
    run("import_areas", put(tmp_path, city))
    features = city["features"]
    features[0]["properties"]["naam"] = "Nieuwe naam"
    features[1]["properties"]["eindGeldigheid"] = "2026-01-01T00:00:00"
    gone = features.pop(2)["properties"]["code"]
    features.append(feature("AA99", "Gloednieuwe buurt", square(4.7, 52.45), ligtInGgwgebiedId="GA01"))
    assert run("import_areas", put(tmp_path, city)) == f"1 added: AA99\n1 changed: AA01\n2 ended: AA02, {gone}\n"
    new = Area.objects.get(code="AA99")
    assert new.parent is not None
    assert new.wijk is not None
    assert (new.parent.code, new.wijk.code, new.slug) == ("GA01", "AA", "gloednieuwe-buurt")
    renamed = Area.objects.get(code="AA01")
    assert (renamed.name, renamed.slug) == ("Nieuwe naam", "planciusbuurt-noord")
    assert Area.objects.get(code=gone).ended_at is not None


def test_a_point_lies_in_the_buurt_its_outline_says(city: dict[str, Any], tmp_path: Path) -> None:
    city["features"][0]["geometry"] = {  # with a hole, in which its neighbour lies
        "type": "Polygon",
        "coordinates": [square(4.70, 52.25)["coordinates"][0], square(4.704, 52.254, 0.002)["coordinates"][0]],
    }
    city["features"][39]["geometry"] = square(4.704, 52.254, 0.002)
    run("import_areas", put(tmp_path, city))
    outer, inner = (city["features"][at]["properties"]["code"] for at in (0, 39))
    assert getattr(Area.objects.at(52.2501, 4.7001), "code", None) == outer
    assert getattr(Area.objects.at(52.255, 4.705), "code", None) == inner
    assert Area.objects.at(52.0, 4.0) is None


def spoil(city: dict[str, Any], at: int, **values: object) -> dict[str, Any]:
    city["features"][at]["properties"] |= values
    return city


BROKEN = {
    "empty": (lambda city: b"", "the file is empty"),
    "half": (lambda city: json.dumps(city, indent=1).encode()[:90_000], r"line \d+, column \d+: broken or half"),
    "no json": (lambda city: b"<html>\nnee</html>", "line 1, column 1: broken"),
    "other encoding": (lambda city: b'{"a":\n"Chass\xe9"}', "line 2: not UTF-8"),
    "utf-16": (lambda city: json.dumps(city).encode("utf-16"), "line 1: not UTF-8"),
    "a list": (lambda city: [], "no GeoJSON"),
    "no features": (lambda city: city | {"features": []}, "holds no features"),
    "one page": (lambda city: city | {"_links": [{"rel": "next", "href": "x"}]}, "one page of several"),
    "twice": (
        lambda city: city | {"features": [*city["features"], city["features"][3]]},
        "feature 519: buurt .* twice",
    ),
    "too few": (lambda city: city | {"features": city["features"][:300]}, "lacks 218 of 518 buurten"),
    "no code": (lambda city: spoil(city, 4, code=None), "feature 5: no code"),
    "a wijk": (lambda city: spoil(city, 4, code="AA"), "feature 5 .*no code of a buurt"),
    "no date": (lambda city: spoil(city, 4, beginGeldigheid="gisteren"), "feature 5 .*is no date"),
    "NUL": (lambda city: spoil(city, 4, naam="a\x00b"), "feature 5 .*cannot be kept"),
    "unknown wijk": (lambda city: spoil(city, 4, code="ZZ01"), "buurt ZZ01: its wijk or gebied is not known"),
    "deep": (lambda city: b"[" * 200_000, "broken or half|nested deeper"),
}
SHAPES = {
    "none": None,
    "a point": {"type": "Point", "coordinates": [4.9, 52.37]},
    "a bow tie": {
        "type": "Polygon",
        "coordinates": [[[4.8, 52.3], [4.9, 52.4], [4.9, 52.3], [4.8, 52.4], [4.8, 52.3]]],
    },
    "metres": {
        "type": "Polygon",
        "coordinates": [[[121000, 487000], [122000, 487000], [122000, 488000], [121000, 487000]]],
    },
    "text": {"type": "Polygon", "coordinates": "overal"},
    "not a number": {"type": "Polygon", "coordinates": [[[None, 52.3], [4.9, 52.4], [4.9, 52.3], [None, 52.3]]]},
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_changes_nothing_and_is_named(kind: str, city: dict[str, Any], tmp_path: Path) -> None:
    run("import_areas", put(tmp_path, city))  # so that there is something to lose
    before = everything()
    spoilt, message = BROKEN[kind]
    with pytest.raises(CommandError, match=message):
        run("import_areas", put(tmp_path, spoilt(city)))
    assert everything() == before


@pytest.mark.parametrize("kind", SHAPES)
def test_a_broken_shape_changes_nothing_and_is_named(kind: str, city: dict[str, Any], tmp_path: Path) -> None:
    before = everything()
    city["features"][7]["geometry"] = SHAPES[kind]
    with pytest.raises(CommandError, match=r"feature 8 .*(no shape|not a valid polygon|outside Amsterdam)"):
        run("import_areas", put(tmp_path, city))
    assert everything() == before


@pytest.mark.parametrize("source", ["http://example.org/x", "file:///etc/passwd", "ftp://example.org/x"])
def test_only_https_is_fetched(source: str) -> None:
    with pytest.raises(CommandError, match="only https"):
        run("import_areas", source)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for command in ("import_areas", "import_postcodes"):
        with pytest.raises(CommandError, match=r"No such file.*Nothing was changed"):
            run(command, tmp_path / "nergens.csv")


def test_the_citys_own_export() -> None:
    if not EXPORT.exists():
        pytest.skip(f"the city's export is not at {EXPORT}, so only the made-up map was imported")
    assert run("import_areas", EXPORT).startswith("0 added\n518 changed")
    assert run("import_areas", EXPORT) == "0 added\n0 changed\n0 ended\n"
    centres = Area.objects.buurten().values_list("code", "latitude", "longitude")
    hits = sum(
        getattr(Area.objects.at(float(lat or 0), float(lon or 0)), "code", "") == code for code, lat, lon in centres
    )
    assert hits >= 510  # a centre rounded to four decimals may fall over the border of a buurt with a bend in it
    drawn = sum(len(json.dumps(outline.drawing)) for outline in Outline.objects.all())
    assert drawn < 700_000


# --- Postcodes ----------------------------------------------------------------------------------------------------
SAMPLE = """PC6,Huisnummer,Buurt2025,Wijk2025,Gemeente2025
1013AA,1,BU0363AA01,WK0363AA,GM0363
1013AA,3,BU0363AA01,WK0363AA,GM0363
1013AA,5,BU0363AA02,WK0363AA,GM0363
1013AB,2,BU0363AA02,WK0363AA,GM0363
9711AA,2,BU00140000,WK001400,GM0014
3511AB,363,BU03440101,WK034401,GM0344
"""


def csv(folder: Path, text: str | bytes) -> Path:
    path = folder / "pc6hnr20250801_gwb.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def kept() -> list[tuple[str, str, int]]:
    return list(Postcode.objects.order_by("pc6", "buurt__code").values_list("pc6", "buurt__code", "addresses"))


SAMPLE_KEPT = [("1013AA", "AA01", 2), ("1013AA", "AA02", 1), ("1013AB", "AA02", 1)]


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        SAMPLE.replace("\n", "\r\n"),
        SAMPLE.replace(",", ";"),
        "\ufeff" + SAMPLE,
        SAMPLE.replace("BU0363", "363").replace("1013AA", '"1013 AA"'),
        SAMPLE.rstrip("\n"),
        SAMPLE + "\n",
    ],
    ids=["plain", "windows", "semicolons", "bom", "numbers and quotes", "no last line end", "empty last line"],
)
def test_postcodes_come_in(text: str, tmp_path: Path) -> None:
    assert "2 postcodes in Amsterdam, 1 of them in more than one buurt" in run("import_postcodes", csv(tmp_path, text))
    assert kept() == SAMPLE_KEPT


def test_postcodes_from_a_zip_and_again(tmp_path: Path) -> None:
    path = tmp_path / "2025-cbs-pc6huisnr20250801_buurt.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("buurt2025.csv", "code;naam\n")
        archive.writestr("pc6hnr20250801_gwb.csv", SAMPLE)
    for _ in range(2):
        run("import_postcodes", path)
        assert kept() == SAMPLE_KEPT


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("naam,waarde\n1,2\n", "line 1: no columns PC6 and Buurt"),
        (SAMPLE + "1013AB,9,BU03", "line 8: 3 columns instead of 5"),
        (SAMPLE + "1013AC,9,BU0363ZZ99,WK0363ZZ,GM0363\n", "line 8: buurt 0363ZZ99 is not known here"),
        (SAMPLE + "0013AC,9,BU0363AA01,WK0363AA,GM0363\n", "line 8: '0013AC' is no postcode"),
        (SAMPLE.encode() + b"1013A\xcb,9,BU0363AA01,WK0363AA,GM0363\n", "line 8: holds a byte"),
        (SAMPLE.encode("utf-16"), "line 1: no columns"),
        (SAMPLE.encode() + b"x" * 100_000 + b"\n", "line 8: 1 columns"),
        (SAMPLE.split("\n")[0] + "\n9711AA,2,BU00140000,WK001400,GM0014\n", "no address in Amsterdam"),
        (SAMPLE.replace("1013AA,3,BU0363AA01,WK0363AA,GM0363\n", ""), "holds 3 addresses .* where there were 4"),
        (b"\x00" * 5000, "line 1: no columns"),
    ],
)
def test_a_broken_postcode_file_changes_nothing(text: str | bytes, message: str, tmp_path: Path) -> None:
    run("import_postcodes", csv(tmp_path, SAMPLE))
    with pytest.raises(CommandError, match=f"{message}.*Nothing was changed"):
        run("import_postcodes", csv(tmp_path, text))
    assert kept() == SAMPLE_KEPT


def test_half_a_zip_changes_nothing(tmp_path: Path) -> None:
    run("import_postcodes", csv(tmp_path, SAMPLE))
    path = tmp_path / "half.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pc6hnr20250801_gwb.csv", SAMPLE * 50)
    whole = path.read_bytes()
    for part in (whole[: len(whole) // 2], whole.replace(b"1013AA,3", b"1013AA,4")):
        path.write_bytes(part)
        with pytest.raises(CommandError, match="zip file"):
            run("import_postcodes", path)
    assert kept() == SAMPLE_KEPT


@pytest.mark.parametrize("command", ["import_areas", "import_postcodes"])
def test_at_the_prompt_a_broken_file_is_one_line_and_exit_code_1(command: str, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    path = tmp_path / "leeg"
    path.touch()
    here = re.sub(r"/run_\d+\?", f"/{connection.settings_dict['NAME']}?", os.environ["DATABASE_URL"])
    done = subprocess.run(
        [sys.executable, "manage.py", command, str(path)],
        cwd=root,
        env=os.environ | {"DATABASE_URL": here},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "the file is empty. Nothing was changed." in done.stderr
    assert "Traceback" not in done.stderr
