"""A choice made before signing in survives it.

A view that gets a POST from somebody who has yet to sign in (or to say to be 16) answers::

    if not is_resident(request):
        sentence = _("Lid worden van %(name)s") % {"name": platform.name}
        return sign_in_first(request, sentence=sentence, forms=[form])

The form is kept for 48 hours. Once the person is in, on this device or through the link in the mail on another one, the
same view gets the same POST, this time from the person: exactly once, and inside the POST with which that person
signed in. So a parked choice knows no more ways in than the view itself has, and a GET still changes nothing.

Rules for such a view: its form names its own address in ``action`` (when it answers 422, the page stands elsewhere);
the sentence says what will happen and repeats nothing that was typed. Files are not kept; the person is told so.

Anybody can type something and have the link mailed to anybody. So the page behind the link shows every word and choice
before the press; ``forms`` gives them the labels that they had.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.forms import BaseForm, BooleanField, BoundField, ChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.choices import flatten_choices
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coalitie.lib.text import clean_text
from coalitie.people.access import View, here, is_resident, network_of, signed_in
from coalitie.people.models import Limit, Parked, Proof, User

IN_SESSION = "parked"
# The key that makes a form one, however often it is sent.
HIDDEN = {"sleutel"}
MOST_PER_HOUR = 60
LONGEST_FORM = 200_000


def for_residents(sentence: str | Promise) -> Callable[[View], View]:
    """A view for people with an account. Others sign in first: a page waits, a POST is kept and carried out."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if is_resident(request):
                return view(request, *args, **kwargs)
            return sign_in_first(request, sentence=str(sentence))

        guarded.stays_here = True  # type: ignore[attr-defined]
        return guarded

    return decorator


def sign_in_first(request: HttpRequest, *, sentence: str, forms: Sequence[BaseForm] = ()) -> HttpResponse:
    """Keep what was pressed or typed, and ask who this is."""
    if request.method == "POST":
        if not request.path.isprintable():
            raise Http404
        form = kept_fields(request)
        if len(form) > LONGEST_FORM or not Limit.take(
            "park", network_of(request), most=MOST_PER_HOUR, per=timedelta(hours=1)
        ):
            return render(request, "429.html", status=429)
        parked = Parked.objects.create(
            path=request.path,
            query=request.META.get("QUERY_STRING", ""),
            form=form,
            sentence=sentence[:300],
            typed=typed(request, forms),
        )
        request.session[IN_SESSION] = parked.pk
        if request.FILES:
            messages.info(request, _("Je bestand konden we niet bewaren. Kies het straks opnieuw."))
    door = "people:welcome" if request.user.is_authenticated else "account_login"
    if request.method == "POST":
        return redirect(door)
    return redirect_to_login(request.get_full_path(), login_url=door)


def kept_fields(request: HttpRequest) -> str:
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    return fields.urlencode()


def typed(request: HttpRequest, forms: Sequence[BaseForm]) -> list[tuple[str, str]]:
    """Everything in the form but what only the site reads; a field that no form knows stands there by its own name."""
    rows, known = [], {"csrfmiddlewaretoken", *HIDDEN}
    for form in forms:
        known |= {bound.html_name for bound in form}
        rows += [(str(bound.label), in_words(bound)) for bound in form.visible_fields()]
    rows += [(name, ", ".join(values)) for name, values in request.POST.lists() if name not in known]
    shown = [(clean_text(label), clean_text(words)) for label, words in rows]
    return [(label, words) for label, words in shown if words]


def in_words(bound: BoundField) -> str:
    """As it reads on the screen: of a choice the label, of a tick "ja"."""
    value = bound.value()
    if isinstance(bound.field, BooleanField):
        return _("ja") if bound.field.to_python(value) else ""
    values = [str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one not in (None, "")]
    if isinstance(bound.field, ChoiceField):
        choices: Any = bound.field.choices
        pairs: Iterable[tuple[Any, Any]] = flatten_choices(choices)
        labels = {str(key): str(label) for key, label in pairs}
        values = [labels.get(one, one) for one in values]
    return ", ".join(values)


def waiting(request: HttpRequest) -> Parked | None:
    """What this session has parked, if it still waits."""
    pk = request.session.get(IN_SESSION)
    return Parked.objects.waiting().filter(pk=pk).first() if pk else None


def behind(request: HttpRequest, proof: Proof) -> Parked | None:
    """What waits behind a code or link, for this browser.

    Anybody can have a link mailed to anybody. On another device it therefore carries what every visitor could press
    for themselves, and not what takes a role: a stranger would have a coordinator make them one, with one press.
    """
    choice = proof.parked
    if choice is None or choice not in Parked.objects.waiting():
        return None
    return choice if choice.pk == request.session.get(IN_SESSION) or travels(choice) else None


def travels(choice: Parked) -> bool:
    try:
        return not getattr(resolve(choice.path).func, "stays_here", False)
    except Resolver404:
        return False


def go_on(request: HttpRequest, *, to: str | None) -> HttpResponse:
    """The last step of every way in, always within a POST: first the tick, then what was parked, else where to."""
    user = signed_in(request)
    if not user.is_resident:
        if to:
            request.session["go_to"] = here(request, to)
        return redirect("people:welcome")
    to = request.session.pop("go_to", None) or to
    parked = waiting(request)
    request.session.pop(IN_SESSION, None)
    if parked is None:
        return HttpResponseRedirect(here(request, to))
    return carry_out(request, parked, by=user)


def carry_out(request: HttpRequest, parked: Parked, *, by: User) -> HttpResponse:
    """Give the parked form to its own view, once. What that view refuses is undone and goes on waiting."""
    match = resolve(parked.path)
    with transaction.atomic():
        if not parked.claim(by=by):
            messages.info(request, _("Dit was al gedaan: %(what)s.") % {"what": parked.sentence})
            return HttpResponseRedirect(here(request, None))
        return match.func(as_posted(request, parked), *match.args, **match.kwargs)


def as_posted(request: HttpRequest, parked: Parked) -> HttpRequest:
    """The request as it would have come had the person been signed in: same session and person, the parked form."""
    again = copy.copy(request)
    again.method = "POST"
    again.path = again.path_info = parked.path
    again.META = {
        **request.META,
        "REQUEST_METHOD": "POST",
        "PATH_INFO": parked.path,
        "QUERY_STRING": parked.query,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    again.resolver_match = resolve(parked.path)
    again.__dict__["GET"] = QueryDict(parked.query)
    again._post = parked.data  # type: ignore[attr-defined]
    again._files = MultiValueDict()  # type: ignore[attr-defined]
    # Its own token was checked when it was parked, and the token of this request a moment ago.
    again._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return again
