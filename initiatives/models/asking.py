"""Beginning a question: a draft with an address of its own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from coalitie.activity.models import Subject
from coalitie.people.models import User
from initiatives.models.question import Question

RESERVED = {"nieuw", "bij"}


@transaction.atomic
def draft_question(*, by: User, form_key: UUID, title: str, **words: Any) -> Question:
    """Begin a question. The same form sent twice gives the same draft."""
    made = Question.objects.filter(author=by, form_key=form_key).first()
    for slug in slugs(title) if made is None else ():
        try:
            with transaction.atomic():
                subject = Subject.objects.create(kind="question")
                return Question.objects.create(
                    title=title, slug=slug, author=by, form_key=form_key, subject=subject, **words
                )
        except IntegrityError as error:
            made = Question.objects.filter(author=by, form_key=form_key).first()
            if made is not None:
                break
            if "slug" not in str(error):
                raise
    assert made is not None  # noqa: S101 — slugs() never ends
    return made


def slugs(title: str) -> Iterable[str]:
    base = slugify(title)[:90].strip("-") or "vraag"
    taken = set(Question.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken | RESERVED:
            yield slug
        number += 1
