"""An admin that is a desk: whoever sits at it finds, sees and touches only the rows that are theirs.

``scope`` says which rows those are. Every door of Django's admin goes through it: lists, search, autocomplete, filters,
bulk actions, object pages, history, and the choices of every field that points at another scoped model. What lies
outside is a 404. What may be done inside is asked of the app's ``allowed``; Django's own permissions play no part.

States are read-only here. They change through verbs, each on its own page with its own form.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coalitie.lib.access import require
from coalitie.lib.language import link
from coalitie.lib.text import LineField, TextField

# How Django's list filters end the questions that they put in the address.
ASKED_BY_FILTERS = ("exact", "id__exact", "isnull", "isempty", "gte", "lt")


class ReasonForm(forms.Form):
    """Every "no" has a reason, and reaches the person it concerns."""

    reason = TextField(
        label=_("Waarom?"),
        max_length=500,
        help_text=_("Dit leest degene om wie het gaat. Schrijf het zoals je het aan tafel zou zeggen."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


def typed(model: type[Model], name: str, **kwargs: Any) -> LineField:
    """The model's text field for a desk's form, cleaned of what people paste along."""
    column: Any = model._meta.get_field(name)
    several = isinstance(column, models.TextField)
    kind = TextField if several else LineField
    return kind(
        widget=AdminTextareaWidget if several else AdminTextInputWidget,
        label=capfirst(column.verbose_name),
        max_length=column.max_length,
        required=not column.blank,
        help_text=column.help_text,
        **kwargs,
    )


@dataclass(frozen=True)
class Verb:
    """One thing the desk can do to one row.

    ``name`` stands in the address, ``needs`` is what ``allowed`` calls it (the same, unless two verbs share one).
    ``run`` gets the row, the person at the desk as ``by=`` and what the form gathered. ``why_not`` is the 403's
    sentence when state or role forbids it.
    """

    name: str
    label: str | Promise
    run: Callable[..., object]
    done: str | Promise
    explain: str | Promise = ""
    form: type[forms.Form] = ReasonForm
    why_not: str | Promise = _("Dit mag je hier niet doen.")  # noqa: RUF009 — one lazy sentence, shared
    needs: str = ""
    # What the form has to know of the row, such as how much money there is; given to it by name.
    context: Callable[[Any, Any], Mapping[str, Any]] = lambda _obj, _user: {}

    def is_in(self, may: Collection[str]) -> bool:
        return (self.needs or self.name) in may


class ScopedChoices(BaseModelAdmin):
    """Fields that point at a scoped model offer, and accept, only the rows of this person's desk."""

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet | None:
        desk = scoped_admin_of(self.admin_site, db_field.remote_field.model)
        return super().get_field_queryset(db, db_field, request) if desk is None else desk.get_queryset(request)


class Desk(admin.ModelAdmin):
    """What every desk has, scoped or not: questions only by its own filters, and 422 for what cannot be saved."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Django lets an address ask about every column, shown or not: ``?text__contains=`` would read a mail."""
        listed = (item[0] if isinstance(item, list | tuple) else item for item in self.get_list_filter(request))
        named = (getattr(item, "parameter_name", item) for item in listed)  # a filter of our own has its own word
        return any(lookup in {name, *(f"{name}__{tail}" for tail in ASKED_BY_FILTERS)} for name in named)

    def in_log(self, obj: Any) -> str:
        """What the log calls a row. The log is kept, so a name or words that can be forgotten do not stand in it."""
        return str(obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        entry.object_repr = self.in_log(obj)[:200]
        entry.save(update_fields=["object_repr"])
        return entry

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Django hands a NUL in the address to the database, which cannot hold it."""
        if any("\x00" in value for _name, values in request.GET.lists() for value in values):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any) -> HttpResponse:
        response = super().render_change_form(request, context, *args, **kw)
        if context.get("errors"):
            response.status_code = 422
        return response


class ScopedAdmin(ScopedChoices, Desk):
    verbs: Sequence[Verb] = ()
    change_form_template = "desk/change_form.html"
    view_on_site = False
    show_full_result_count = False

    # --- What each desk answers ---------------------------------------------------------------------------------------
    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        raise NotImplementedError

    def allowed(self, user: Any, obj: Any) -> set[str]:
        raise NotImplementedError

    # --- Doors --------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.scope(super().get_queryset(request), request.user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        """Django would send a foreign id home with a message; here it does not exist."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return at_a_desk(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return at_a_desk(request.user) and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not self.has_view_permission(request, obj):
            return False
        return obj is None or "edit" in self.allowed(request.user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Hide keeps, delete forgets: a desk hides. A person deletes what is their own, on the site."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Write only what the form changed, so that a verb in between keeps its state."""
        if not change:
            obj.save()
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        changed = columns.intersection(form.changed_data)
        if changed:
            obj.save(update_fields=sorted(changed))

    # --- Verbs --------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        view = self.admin_site.admin_view(self.verb_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_verb"
        return [path("<path:object_id>/doe/<slug:verb>/", view, name=name), *super().get_urls()]

    def verb_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        chosen = next((each for each in self.verbs if each.name == verb), None)
        if chosen is None:
            raise Http404
        require(chosen.needs or chosen.name, self.allowed(request.user, obj) | {"read"}, str(chosen.why_not))
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = chosen.form(*sent, **chosen.context(obj, request.user))
        if form.is_valid() and self._run(chosen, obj, form, by=request.user):
            self.log_change(request, obj, str(chosen.label))
            self.message_user(request, str(chosen.done), messages.SUCCESS)
            return HttpResponseRedirect(self._after(request, obj))
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.label,
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "verb": chosen,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "desk/verb.html", context, status=422 if form.is_bound else 200)

    def _run(self, verb: Verb, obj: Model, form: forms.Form, *, by: Any) -> bool:
        """False when what was typed cannot be right; the form says why, and keeps it."""
        try:
            verb.run(obj, by=by, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        return True

    def _after(self, request: HttpRequest, obj: Model) -> str:
        """Back to the row, unless the verb took it out of this person's sight, such as leaving one's own desk."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        if not at_a_desk(get_user_model()._default_manager.get(pk=request.user.pk)):
            return link("/")
        if self.get_queryset(request).filter(pk=obj.pk).exists():
            return reverse(f"{self.admin_site.name}:{info}_change", args=[obj.pk])
        return reverse(f"{self.admin_site.name}:{info}_changelist")

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        may = self.allowed(request.user, obj) if obj is not None else set()
        context["verbs"] = [verb for verb in self.verbs if verb.is_in(may)]
        context["on_site"] = self.on_site(obj) if obj is not None else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def on_site(self, obj: Any) -> str:
        """The row's own page. Not Django's redirect by content type, which would tell the address of any row."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else ""


class ScopedInline(ScopedChoices, admin.TabularInline):
    """Parts of a row, at the same desk: whoever may edit the whole may edit its parts."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return at_a_desk(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Model | None) -> bool:  # type: ignore[override]
        return self._edits(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._edits(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._edits(request, obj)

    def _edits(self, request: HttpRequest, obj: Model | None) -> bool:
        desk = scoped_admin_of(self.admin_site, self.parent_model)
        if desk is None:
            return False
        return desk.has_add_permission(request) if obj is None else desk.has_change_permission(request, obj)


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A list filter that offers this desk's rows only: ``list_filter = [("platform", ScopedRelatedFilter)]``."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[Any]:
        desk = scoped_admin_of(model_admin.admin_site, field.remote_field.model)
        rows: Iterable[Model] = desk.get_queryset(request) if desk else ()
        return [(str(row.pk), str(row)) for row in rows]


def scoped_admin_of(site: admin.AdminSite, model: type[Model]) -> ScopedAdmin | None:
    desk = site._registry.get(model)
    return desk if isinstance(desk, ScopedAdmin) else None


def at_a_desk(user: Any) -> bool:
    return not isinstance(user, AnonymousUser) and bool(user.is_active and user.is_staff)
