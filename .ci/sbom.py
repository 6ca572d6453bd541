"""What the portal is made of, as a bill of materials (CycloneDX 1.6, JSON): sbom.py FILE

Every package of requirements/base.txt with its version, hashes, licence and what brings it along. Read from the lock
and from the packages as installed; nothing is fetched. The same lock gives the same file but for its moment and number.
"""

import re
import sys
import tomllib
from collections import defaultdict
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License, LicenseAcknowledgement
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)(.*(?:\n[ #].*)*)", re.MULTILINE)
LICENCES = LicenseFactory()


def main() -> None:
    target = Path(sys.argv[1])
    bom = bill()
    target.parent.mkdir(parents=True, exist_ok=True)
    written = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    target.write_text(written + "\n", encoding="utf-8")
    print(f"{target}: {len(bom.components)} packages")


def bill() -> Bom:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    bom = Bom()
    ours = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        description=project["description"],
        bom_ref=project["name"],
        licenses=[licence(project["license"])],
    )
    bom.metadata.component = ours
    parts: dict[str, Component] = {ours.name: ours}
    needs: dict[str, set[str]] = defaultdict(set)
    for name, version, rest in PIN.findall((ROOT / "requirements/base.txt").read_text()):
        parts[name] = package(name, version, re.findall(r"--hash=sha256:(\w+)", rest))
        bom.components.add(parts[name])
        for wanted_by in re.findall(r"#(?: via)?  *([a-z0-9][\w.-]*)", rest.replace("# via\n", "")):
            needs[wanted_by].add(name)
    for wanted_by, names in needs.items():
        bom.register_dependency(parts[wanted_by], [parts[name] for name in sorted(names)])
    return bom


def package(name: str, version: str, hashes: list[str]) -> Component:
    """Packages for other systems are in the lock too, and not installed here: their licence stays unsaid."""
    purl = PackageURL("pypi", None, canonicalize_name(name), version)
    try:
        said = metadata(name)
    except PackageNotFoundError:
        said = None
    return Component(
        name=name,
        version=version,
        purl=purl,
        bom_ref=str(purl),
        description=said.get("Summary") if said else None,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value) for value in hashes],
        licenses=licences(said) if said else [],
    )


def licences(said: PackageMetadata) -> list[License]:
    """As the package says it: an expression, or the one line that older packages have, or its classifiers."""
    if expression := said.get("License-Expression"):
        return [licence(expression)]
    line = (said.get("License") or "").strip()
    if line and "\n" not in line:
        return [licence(line)]
    classes = [name for name in said.get_all("Classifier", []) if name.startswith("License ::")]
    return [licence(name.rpartition(" :: ")[2]) for name in classes]


def licence(said: str) -> License:
    return LICENCES.make_from_string(said, license_acknowledgement=LicenseAcknowledgement.DECLARED)


if __name__ == "__main__":
    main()
