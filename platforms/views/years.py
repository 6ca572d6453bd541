"""The map of the city in each year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from platforms.forms_nursery import YearForm
from platforms.years import map_of
from platforms.years import years as every_year


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """One year of all of them; a year that there is no map of is said, and answered with now."""
    listed = every_year()
    form = YearForm(request.GET)
    asked = form.cleaned_data["jaar"] if form.is_valid() else None
    shown = next((year for year in listed if year.year == asked), listed[-1])
    context = {
        "years": listed,
        "shown": shown,
        "before": next((year for year in listed if year.year == shown.year - 1), None),
        "map": map_of(shown),
        "unknown": bool(request.GET.get("jaar")) and shown.year != asked,
    }
    return render(request, "platforms/areas/years.html", context)
