"""The settings of the site, for tests: an own database server, cheap passwords, files without hashes."""

import os

from coalitie.lib import catalogue
from tests import cluster

os.environ["COALITIE_MODE"] = "test"
# Migrating on a busy machine takes longer than a page may.
os.environ.setdefault("STATEMENT_TIMEOUT_MS", "30000")
cluster.join()
catalogue.compile_stale()

from coalitie.settings import *  # noqa: E402, F403

# Read once, before the tests (conftest.py), so that what a page asks the database is the same for each.
FRAME_SECONDS = float("inf")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ[cluster.MIGRATED]}  # noqa: F405
