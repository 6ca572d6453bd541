"""The desk for mail: what did not leave, and why. Not what it says, as codes to sign in with stand in it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Mail
from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from coalitie.people.models import User


@admin.register(Mail)
class MailAdmin(ScopedAdmin):
    list_display = ("to", "created_at", "sent_at", "tries", "given_up_at")
    list_filter = (("given_up_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("to",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "to",
        "created_at",
        "next_try_at",
        "tries",
        "sent_at",
        "given_up_at",
        "last_error",
    )
    verbs = (
        Verb(
            name="again",
            label=_("Opnieuw proberen"),
            run=lambda mail, *, by: mail.try_again(),
            done=_("De mail gaat zo opnieuw op weg."),
            form=forms.Form,
            why_not=_("Deze mail is al weg, of is nog onderweg."),
        ),
    )

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows if user.in_team else rows.none()

    def allowed(self, user: Any, obj: Any) -> set[str]:
        return {"read", "again"} if obj.given_up_at else {"read"}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and isinstance(request.user, User) and request.user.in_team
