"""Everything about one person, found through what each model declares as personal; shown, downloaded, forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from coalitie.lib.mail import compose, said
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from coalitie.people.personal import OF_LIBRARIES, Mine

ABOUT_ME = ("email", "display_name", "language", "joined_at", "sixteen_at", "last_login", "team_since", "desk_since")


@dataclass(frozen=True)
class Found:
    """Rows of one model that are about a person, through one of its fields."""

    mine: Mine
    field: str
    rows: models.QuerySet[Any]


def declared() -> Iterator[tuple[type[models.Model], str, Mine]]:
    """Each personal field of each model: its own declaration, or ours for a library."""
    for model in apps.get_models():
        for name, mine in getattr(model, "personal", {}).items():
            yield model, name, mine
        for key, mine in OF_LIBRARIES.items():
            label, _dot, name = key.rpartition(".")
            if model._meta.label == label:
                yield model, name, mine


def found(user: User) -> Iterator[Found]:
    for model, name, mine in declared():
        rows = model._base_manager.filter(**naming(model, name, user))
        if rows.exists():
            yield Found(mine, name, rows)


def naming(model: type[models.Model], name: str, user: User) -> dict[str, Any]:
    """How one asks for the rows in which this field is about this person."""
    field = model._meta.get_field(name)
    if isinstance(field, ArrayField):
        return {f"{name}__contains": [user.pk]}
    return {name: user if field.is_relation else user.email}


def everything_about(user: User) -> dict[str, Any]:
    """The download. Keys are the Dutch titles; rows hold the declared fields, foreign keys as text."""
    data: dict[str, Any] = {"account": {name: getattr(user, name) for name in ABOUT_ME}}
    for part in found(user):
        data.setdefault(part.mine.title, []).extend(
            {name: _plain(getattr(row, name)) for name in part.mine.fields} for row in part.rows.iterator(2000)
        )
    return data


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value


def preview(user: User) -> list[dict[str, Any]]:
    """What would happen to each kind of thing, counted."""
    totals: dict[tuple[str, str], int] = {}
    for part in found(user):
        key = (part.mine.title, part.mine.erase)
        totals[key] = totals.get(key, 0) + part.rows.count()
    return [{"title": title, "erase": how, "count": count} for (title, how), count in sorted(totals.items())]


def refusals(user: User) -> list[str]:
    """What must happen first, as sentences; empty when the account can go."""
    models_asked = (model for model in apps.get_models() if hasattr(model, "refuse_erasing"))
    return [sentence for model in models_asked if (sentence := model.refuse_erasing(user))]


@transaction.atomic
def erase(user: User) -> None:
    """Forget the person. Work done with others stays without the name, what is only theirs is deleted."""
    # Asking holds what it counts, such as platforms. That comes before the person, as in every verb: else two of them
    # could wait for each other.
    refusals(user)
    if not User.objects.select_for_update().filter(pk=user.pk):
        return  # somebody pressed twice
    if sentences := refusals(user):
        raise Refused(" ".join(sentences))
    address, language = user.email, user.language
    forget(user)
    compose("erased", to=address, context={}, reason=said("je je account weghaalde"), language=language).send()


@transaction.atomic
def forget(user: User) -> None:
    """What erasing does, without asking and telling."""
    try:
        for part in found(user):
            if part.mine.erase == "delete":
                part.rows.delete()
            else:
                part.rows.update(**{part.field: None}, **part.mine.also)
        user.delete()
    except ProtectedError:
        raise Refused(
            _("Er staat nog iets op je naam dat eerst over moet naar iemand anders. Mail ons, dan helpen we je.")
        ) from None
