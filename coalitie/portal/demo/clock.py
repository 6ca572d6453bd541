"""The time of the story. While the clock is open, everything that asks what time it is hears the story's time.

So the site's own verbs can play a past: what they write carries the date on which it would have happened, and what
they refuse they refuse as on that day. For a command that has the process to itself; never for a site that answers.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from coalitie.activity.notices import TOLD

NOW = timezone.now
ASKED = "as_postgresql"
# What is older than this nobody hears of any more, neither by mail nor in the inbox. The crowd hears nothing at all.
HEARD = timedelta(days=30)


class Clock:
    def __init__(self, real: datetime) -> None:
        self.real = real
        self.now = real
        self.told: set[int] = set()

    def __enter__(self) -> "Clock":
        self._ask_database: Any = Now.as_postgresql
        for field in dated_by_themselves():
            field.__dict__["_get_default"] = lambda: self.now
        timezone.now = lambda: self.now
        setattr(Now, ASKED, lambda *_args, **_context: ("%s::timestamptz", [self.now]))
        return self

    def __exit__(self, *error: object) -> None:
        TOLD.set(None)
        timezone.now = NOW
        setattr(Now, ASKED, self._ask_database)
        for field in dated_by_themselves():
            field.__dict__.pop("_get_default", None)

    def ago(self, days: float) -> datetime:
        """It is so many days before the real now; with a negative number, in the days to come."""
        self.now = self.real - timedelta(days=days)
        TOLD.set(self.told if self.real - self.now < HEARD else ())
        return self.now


def dated_by_themselves() -> Iterator["models.Field[Any, Any]"]:
    """Fields that hold the moment at which their row was written."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.DateTimeField) and (field.default is NOW or isinstance(field.db_default, Now)):
                yield field
