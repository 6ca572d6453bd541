"""The files by which others know the project: they agree with each other, with standards, and with what is there."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.test_architecture import LADDER

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TEXTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")

# publiccode.yml 0.4, the core of the standard: what must be there, and which words are known.
MANDATORY = {
    *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation"),
}
OPTIONAL = {
    *("applicationSuite", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo", "usedBy", "roadmap"),
    *("intendedAudience", "dependsOn"),
}
LANGUAGE_KEYS = {
    *("localisedName", "shortDescription", "longDescription", "documentation", "apiDocumentation", "features"),
    *("screenshots", "videos", "awards"),
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {
    *("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend"),
    *("standalone/other", "addon", "library", "configurationFiles"),
}
# Of the two controlled lists, those that can be said of a portal such as this.
CATEGORIES = {
    *("appointment-scheduling", "blog", "budgeting", "collaboration", "communications", "content-management"),
    *("data-visualization", "digital-citizenship", "document-management", "event-management", "grant-management"),
    *("online-community", "project-collaboration", "survey", "web-collaboration"),
}
SCOPES = {"culture", "environment", "government", "local-authorities", "society", "welfare"}
LICENCE = "b265314fe0920ed66121307961dabb70eb3c26c508d2362783e821bbb4a0e16c"
BCP_47 = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))


def test_publiccode_has_every_key_of_the_standard_and_no_other(known: dict[str, Any]) -> None:
    assert known.keys() >= MANDATORY
    assert known.keys() <= MANDATORY | OPTIONAL
    assert known["publiccodeYmlVersion"] == "0.4"
    for address in (known["url"], known["landingURL"]):
        assert re.fullmatch(r"https://[a-z0-9.-]+(/\S*)?", address)
    assert date.fromisoformat(known["releaseDate"])
    assert set(known["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert set(known["categories"]) <= CATEGORIES
    assert known["developmentStatus"] in STATUSES
    assert known["softwareType"] in TYPES
    assert set(known["intendedAudience"]["scope"]) <= SCOPES


def test_publiccode_describes_itself_in_the_lengths_allowed(known: dict[str, Any]) -> None:
    for language, said in known["description"].items():
        assert BCP_47.fullmatch(language)
        assert said.keys() <= LANGUAGE_KEYS
        assert len(said["shortDescription"]) <= 150
        assert "\n" not in said["shortDescription"]
        assert 150 <= len(said["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in said["features"])
        assert all((ROOT / path).suffix in {".png", ".jpg"} for path in said["screenshots"])
        assert all((ROOT / path).is_file() for path in said["screenshots"])


def test_publiccode_says_who_maintains(known: dict[str, Any]) -> None:
    """``internal`` and ``community`` promise a person by name, ``contract`` a party and an end."""
    kept = known["maintenance"]
    assert kept["type"] in {"internal", "contract", "community", "none"}
    if kept["type"] == "contract":
        assert all(party["name"] and date.fromisoformat(party["until"]) for party in kept["contractors"])
    elif kept["type"] != "none":
        assert kept["contacts"]
        assert all(person["name"] for person in kept["contacts"])


def test_publiccode_tells_what_the_project_is(known: dict[str, Any]) -> None:
    assert known["softwareVersion"] == PROJECT["version"]
    assert known["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"
    assert known["localisation"]["localisationReady"] is True
    assert known["localisation"]["availableLanguages"] == [code for code, _ in settings.LANGUAGES]
    needs = {need["name"]: need["versionMin"] for need in known["dependsOn"]["open"]}
    assert needs["Python"] == PROJECT["requires-python"].removeprefix(">=")
    assert f"PostgreSQL {needs['PostgreSQL']} or newer" in (ROOT / "README.md").read_text()


def test_the_licence_is_the_official_text() -> None:
    """Word for word, as the SPDX list has it; where lines end does not matter."""
    words = " ".join((ROOT / "LICENSE").read_text(encoding="utf-8").split())
    assert words.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2 EUPL © the European Union 2007, 2016")
    assert hashlib.sha256(words.encode()).hexdigest() == LICENCE


def test_the_changelog_begins_with_this_version(known: dict[str, Any]) -> None:
    first = re.search(r"^## (\S+) \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first
    assert first.groups() == (PROJECT["version"], known["releaseDate"])


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_that_a_text_points_to_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]
    assert [target for target in linked if not ((ROOT / name).parent / target).exists()] == []


def test_the_ladder_of_the_guide_is_the_one_that_is_kept() -> None:
    line = re.search(r"^ {4}settings, urls ‹ (.+)$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert line
    assert line[1].split(" ‹ ") == [layer.removeprefix("coalitie.") for layer in reversed(LADDER[:-1])]


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    said = subprocess.check_output([sys.executable, ".ci/sbom.py", str(tmp_path / "sbom.json")], cwd=ROOT, text=True)
    bill = json.loads((tmp_path / "sbom.json").read_text())
    locked = dict(re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", (ROOT / "requirements/base.txt").read_text(), re.M))
    assert {part["name"]: part["version"] for part in bill["components"]} == locked
    assert f"{len(locked)} packages" in said
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == PROJECT["version"]
    django = next(part for part in bill["components"] if part["name"] == "django")
    assert django["purl"] == f"pkg:pypi/django@{locked['django']}"
    assert django["licenses"] == [{"license": {"acknowledgement": "declared", "id": "BSD-3-Clause"}}]
    assert {value["alg"] for part in bill["components"] for value in part["hashes"]} == {"SHA-256"}
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    assert django["bom-ref"] in needs["coalitie"]
    assert all(part["bom-ref"] in {ref for refs in needs.values() for ref in refs} for part in bill["components"])
