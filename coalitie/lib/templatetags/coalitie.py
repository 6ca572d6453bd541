"""The few words templates need everywhere (a builtin library, so no ``{% load %}``)."""

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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


class Prepared(template.Node):
    def __init__(self, nodelist: NodeList, inputs: dict[str, FilterExpression]) -> None:
        self.nodelist, self.inputs = nodelist, inputs
        self.made: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.inputs.items()}
        key = (get_language(), *values.values())
        if settings.DEBUG or key not in self.made:
            self.made[key] = self.nodelist.render(context.new(values))
        return self.made[key]


@register.tag
def prepared(parser: Parser, token: Token) -> Prepared:
    """``{% prepared name=value … %}…{% endprepared %}``: made once in each process for each language and each input.

    It sees nothing but its inputs, so what differs between people is either an input or stays outside. Few values
    for each input, for all that was made is kept.
    """
    words = token.split_contents()[1:]
    inputs = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError("prepared takes name=value only")
    nodelist = parser.parse(("endprepared",))
    parser.delete_first_token()
    return Prepared(nodelist, inputs)
