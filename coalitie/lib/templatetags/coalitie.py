"""The few words templates need everywhere (a builtin library, so no ``{% load %}``)."""

from django import template
from django.utils.safestring import SafeString

from coalitie.lib import dates, money, text

register = template.Library()


@register.filter
def markdown(value: str) -> SafeString:
    return text.render_markdown(value)


@register.filter
def excerpt(value: str, length: int = 160) -> str:
    return text.excerpt(value, length)


register.filter("day", dates.day)
register.filter("moment", dates.moment)
register.filter("euros", money.euros)
