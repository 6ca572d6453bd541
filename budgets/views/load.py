"""Finding the round that an address names, for every page of it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from budgets.models import Round


def load_round(request: HttpRequest, slug: str) -> Round:
    rows = Round.objects.visible_to(request.user).prefetch_related("platforms", "areas")
    return get_object_or_404(rows, slug=slug)
