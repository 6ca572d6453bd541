"""What every template may use of what the coalition publishes."""

from django.http import HttpRequest

from coalitie.pages.frame import around


def frame(request: HttpRequest) -> dict[str, object]:
    return {"frame": around()}
