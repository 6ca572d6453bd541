"""One way to change a status: a conditional UPDATE that nobody can win twice."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from coalitie.lib.refused import Refused


def move(obj: models.Model, to: str, *, only_from: Iterable[str], otherwise: str, **fields: Any) -> None:
    """Set ``obj.status`` to ``to`` if it still is one of ``only_from``, along with ``fields``; else ``Refused``.

    Call it inside the transaction that also writes the event. ``otherwise`` is the Dutch sentence of the refusal.
    After a refusal ``obj`` still holds what was loaded, so reload before showing it.
    """
    manager = type(obj)._default_manager
    changed = manager.filter(pk=obj.pk, status__in=list(only_from)).update(status=to, **fields)
    if not changed:
        raise Refused(otherwise)
    for name, value in {"status": to, **fields}.items():
        if not hasattr(value, "resolve_expression"):
            setattr(obj, name, value)
