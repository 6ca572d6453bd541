"""One way to change a status: a conditional UPDATE that nobody can win twice."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.functional import Promise

from coalitie.lib.refused import Refused


def move(
    obj: models.Model,
    to: str,
    *,
    only_from: Iterable[str],
    otherwise: str | Promise,
    field: str = "status",
    **also: Any,
) -> None:
    """Set ``obj.status`` (or ``field``) to ``to`` if it still is one of ``only_from``, with ``also``; else ``Refused``.

    Call it inside the transaction that also writes the event. ``otherwise`` is the Dutch sentence of the refusal.
    After a refusal ``obj`` still holds what was loaded, so reload before showing it.
    """
    rows = type(obj)._default_manager.filter(pk=obj.pk, **{f"{field}__in": list(only_from)})
    if not rows.update(**{field: to, **also}):
        raise Refused(otherwise)
    for name, value in {field: to, **also}.items():
        if not hasattr(value, "resolve_expression"):
            setattr(obj, name, value)
