"""Run a command with an empty database of the embedded server in DATABASE_URL: with_database.py COMMAND …"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coalitie.lib import postgres  # noqa: E402
from tests import cluster  # noqa: E402

cluster.join()
os.environ["DATABASE_URL"] = postgres.address(cluster.CLUSTER)
code = subprocess.run(sys.argv[1:], check=False).returncode
cluster.leave()
sys.exit(code)
