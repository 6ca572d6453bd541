"""Do requirements/*.txt hold exactly what pyproject.toml asks for, pinned, with hashes and no address of an index?

Cheap, and without network: nothing is resolved again, what is asked is held against what is pinned.
"""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^]]*\])?==(?P<version>[^\s;]+)(?P<rest>.*(?:\n[ #].*)*)", re.MULTILINE)


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = project["project"]["dependencies"]
    develop = project["dependency-groups"]["dev"]
    faults = [*faults_in("requirements/base.txt", run), *faults_in("requirements/dev.txt", run + develop)]
    if faults:
        sys.exit("\n".join([*faults, "Run: make lock"]))


def faults_in(name: str, lines: list[str]) -> list[str]:
    text = (ROOT / name).read_text()
    asked = {canonicalize_name(wanted.name): wanted for wanted in map(Requirement, lines)}
    faults = []
    direct = set()
    for pin in PIN.finditer(text):
        package = canonicalize_name(pin["name"])
        if "(pyproject.toml" in pin["rest"]:
            direct.add(package)
        if "--hash=sha256:" not in pin["rest"]:
            faults.append(f"{name}: {package} has no hash")
        if package in asked and pin["version"] not in asked[package].specifier:
            faults.append(f"{name}: {package} is {pin['version']}, asked is {asked[package].specifier}")
    faults += [f"{name}: {package} is asked for and not pinned" for package in sorted(asked.keys() - direct)]
    faults += [f"{name}: {package} is pinned and not asked for" for package in sorted(direct - asked.keys())]
    if re.search(r"://|^\s*--?(index|extra|find|trusted|i\b)", text, re.MULTILINE):
        faults.append(f"{name}: names the address of an index")
    return faults


main()
