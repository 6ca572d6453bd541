"""The desk of the news: the team for all, a coordinator for the own platform."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import Picture, PictureField
from coalitie.lib.scoped_admin import ScopedAdmin, ScopedRelatedFilter, Verb, at_a_desk, typed
from coalitie.people.models import User
from platforms.access_news import of_post
from platforms.models import Platform, Post, write_post

WORDS = ("title", "summary", "body")


class PostForm(forms.ModelForm):
    title = typed(Post, "title")
    summary = typed(Post, "summary")
    body = typed(Post, "body")
    picture_alt = typed(Post, "picture_alt")
    new_picture = PictureField(
        label=_("Foto"),
        required=False,
        help_text=_("JPG, PNG of WebP, tot 8 MB. De plek waar hij is gemaakt halen we eruit."),
    )
    without_picture = forms.BooleanField(label=_("Foto weghalen"), required=False)

    class Meta:
        model = Post
        fields = ("platform", "title", "summary", "body", "picture_alt")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = bool(self.instance.picture) and not cleaned.get("without_picture")
        if (
            (cleaned.get("new_picture") or stays)
            and not cleaned.get("picture_alt")
            and "picture_alt" not in self.errors
        ):
            self.add_error("picture_alt", _("Schrijf wat er op de foto staat, voor wie hem niet kan zien."))
        return cleaned


class MomentForm(forms.Form):
    at = forms.SplitDateTimeField(
        label=_("Vanaf wanneer?"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("Leeg: meteen. Een moment dat nog komt: dan staat het bericht vanzelf op de site."),
    )

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at is not None and at < timezone.now():
            raise forms.ValidationError(_("Dit moment is al geweest. Laat het leeg om meteen te publiceren."))
        return at


class NothingForm(forms.Form):
    """For a verb that asks nothing: only the button."""


@admin.register(Post)
class PostAdmin(ScopedAdmin):
    form = PostForm
    list_display = ["title", "of_whom", "status", "publish_at", "is_live"]
    list_filter = ["status", ("platform", ScopedRelatedFilter)]
    list_per_page = 50
    search_fields = ["title__unaccent", "summary__unaccent"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["of_whom", "slug", "status", "publish_at", "is_live", "picture_now"]
    actions = None
    verbs = [
        Verb(
            "publish",
            _("Publiceren"),
            Post.publish,
            _("Het bericht staat op de site, of komt erop op het moment dat je koos."),
            _("Iedereen kan het lezen. Wie het platform volgt, hoort het in het nieuwsoverzicht."),
            MomentForm,
            _("Dit bericht staat al op de site."),
        ),
        Verb("unplan", _("Niet meer plannen"), Post.unplan, _("Het bericht is weer een concept."), form=NothingForm),
        Verb(
            "withdraw",
            _("Intrekken"),
            Post.withdraw,
            _("Het bericht is van de site. De reden blijft in het beheer."),
            _("Bezoekers zien het bericht dan niet meer. Je kunt het later weer publiceren."),
        ),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Post) -> set[str]:
        return of_post(user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return at_a_desk(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("platform", "subject")

    def get_fields(self, request: HttpRequest, obj: Post | None = None) -> Any:
        picture = ["new_picture", "picture_alt"]
        if obj is None:
            return ["platform", *WORDS, *picture]
        return ["of_whom", "slug", "status", "publish_at", *WORDS, "picture_now", *picture, "without_picture"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Only the team writes for the coalition itself."""
        form = super().get_form(request, obj, change, **kwargs)
        if "platform" in form.base_fields:
            form.base_fields["platform"].required = not getattr(request.user, "in_team", False)
        return form

    def save_model(self, request: HttpRequest, obj: Post, form: forms.ModelForm, change: bool) -> None:
        by = request.user
        assert isinstance(by, User)  # noqa: S101
        if change:
            super().save_model(request, obj, form, change)
        else:
            platform: Platform | None = form.cleaned_data["platform"]
            words = {name: form.cleaned_data[name] for name in WORDS}
            obj.__dict__.update(write_post(by=by, platform=platform, **words).__dict__)
        picture = form.cleaned_data.get("new_picture")
        if isinstance(picture, Picture):
            obj.show_picture(picture, alt=form.cleaned_data["picture_alt"], by=by)
        elif form.cleaned_data.get("without_picture") and obj.picture:
            obj.remove_picture(by=by)

    @admin.display(description=_("van wie"), ordering="platform__name")
    def of_whom(self, obj: Post) -> str:
        return obj.platform.name if obj.platform else str(_("De coalitie"))

    @admin.display(description=_("te lezen"), boolean=True)
    def is_live(self, obj: Post) -> bool:
        return obj.is_live

    @admin.display(description=_("foto nu"))
    def picture_now(self, obj: Post) -> str:
        if not obj.picture:
            return "–"
        return format_html('<img src="{}" alt="{}" width="320">', obj.small_picture_url, obj.picture_alt)
