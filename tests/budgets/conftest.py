"""Real elections are not part of this project; the folder that holds them is looked for beside it."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("PB_DATA") or Path(__file__).resolve().parents[3] / "shared" / "pb")


@pytest.fixture(scope="session")
def data() -> Path:
    if not (DATA / "expected.json").is_file():
        pytest.skip(f"the real elections are not there: {DATA}")
    return DATA
