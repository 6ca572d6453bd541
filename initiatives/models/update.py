"""What who does it tells of how it goes, with pictures."""

from collections.abc import Mapping, Sequence
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, follow, record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models import photo as photos_of
from initiatives.models.initiative import Initiative
from initiatives.models.photo import Described
from initiatives.models.rows import InitiativeQuerySet

GONE = _("Dit bericht is verwijderd of verborgen, dus je kunt het niet meer veranderen.")


def of_seen(initiatives: InitiativeQuerySet) -> Exists:
    """Asked of each row by its key: as a list it would be all initiatives of the city, for the rows of one."""
    return Exists(initiatives.filter(pk=OuterRef("initiative")))


class UpdateQuerySet(models.QuerySet["Update"]):
    def published(self) -> Self:
        return self.filter(of_seen(Initiative.objects.published()), hidden_at=None, deleted_at=None)

    def visible_to(self, user: Person) -> Self:
        if not user.is_authenticated:
            return self.published()
        seen = Q(hidden_at=None) | Q(author=user)
        return self.filter(seen, of_seen(Initiative.objects.visible_to(user)), deleted_at=None)

    def newest(self) -> Self:
        return self.order_by("-at", "-pk")

    def for_list(self) -> Self:
        return self.select_related("author").prefetch_related(
            models.Prefetch("photos", photos_of.Photo.objects.in_order(), to_attr="pictures")
        )


class Update(models.Model):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="updates")
    title = models.CharField(_("kop"), max_length=100)
    text = models.TextField(_("wat er gebeurde"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="updates"
    )
    shows_author = models.BooleanField(_("naam zichtbaar"), default=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="update")
    form_key = models.UUIDField(null=True, editable=False)
    at = models.DateTimeField(_("geplaatst op"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("verwijderd op"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)

    # With ``for_list`` or ``illustrate``.
    pictures: list["photos_of.Photo"]

    objects = UpdateQuerySet.as_manager()

    personal = {"author": Mine("Berichten", ("initiative", "title", "text", "at"))}

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        constraints = [
            models.UniqueConstraint(
                "author",
                "form_key",
                name="update_once_per_form",
                violation_error_message=_("Dit bericht staat er al."),
            ),
            models.CheckConstraint(
                name="update_has_words_until_deleted",
                condition=Q(deleted_at=None) & ~Q(title="") & ~Q(text="")
                | Q(deleted_at__isnull=False, title="", text=""),
                violation_error_message=_("Een bericht heeft een kop en een tekst. Wat verwijderd is, is echt weg."),
            ),
        ]
        indexes = [models.Index("initiative", models.F("at").desc(), name="update_of_initiative")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.initiative.get_absolute_url()}berichten/{self.pk}/"

    @transaction.atomic
    def edit(
        self,
        *,
        by: User,
        photos: Sequence[Described] = (),
        alts: Mapping[int, str] | None = None,
        without: Sequence[int] = (),
        **words: object,
    ) -> None:
        """Other words, other photos. ``alts`` says anew what photos depict, ``without`` names those that go."""
        if not Update.objects.filter(pk=self.pk, deleted_at=None, hidden_at=None).update(edited_at=Now(), **words):
            raise Refused(GONE)
        photos_of.remove(photos_of.Photo.objects.filter(update=self, pk__in=without))
        for pk, alt in (alts or {}).items():
            self.photos.filter(pk=pk).update(alt=alt)
        photos_of.add(photos, update=self)
        record(self.initiative.subject, "update_edited", by=by, update=self.pk)

    @transaction.atomic
    def delete_for_good(self, *, by: User) -> None:
        """Words and photos are gone. The row stays, so that what others answered has a place. Twice is once."""
        if not Update.objects.filter(pk=self.pk, deleted_at=None).update(deleted_at=Now(), title="", text=""):
            return
        photos_of.remove(photos_of.Photo.objects.filter(update=self))
        if hasattr(self, "case"):
            self.case.forget_words()
        record(self.initiative.subject, "update_deleted", by=by, update=self.pk)


@transaction.atomic
def post_update(
    initiative: Initiative,
    *,
    by: User,
    form_key: UUID,
    title: str,
    text: str,
    shows_author: bool = False,
    photos: Sequence[Described] = (),
) -> Update:
    """Tell how it goes. The same form sent twice tells it once.

    Holds the initiative's row, so that two at once see each other and nothing is told of what is being merged.
    """
    held = Initiative.objects.select_for_update(no_key=True, of=("self",)).published().filter(pk=initiative.pk)
    if not held:
        raise Refused(_("Bij dit initiatief kun je nu geen bericht plaatsen."))
    made = Update.objects.filter(author=by, form_key=form_key).first()
    if made is not None:
        return made
    update = Update.objects.create(
        initiative=initiative,
        author=by,
        form_key=form_key,
        title=title,
        text=text,
        shows_author=shows_author,
        subject=Subject.objects.create(kind="update"),
    )
    update.subject.place_in([initiative.subject, *Subject.objects.filter(parts__part=initiative.subject_id)])
    photos_of.add(photos, update=update)
    follow(initiative.subject, by=by, by_itself=True)
    record(initiative.subject, "update_posted", by=by, reach=Reach.AROUND, update=update.pk)
    return update
