"""The few words templates need everywhere (a builtin library, so no ``{% load %}``)."""

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext_noop
from django.utils.translation import gettext as _

from coalitie.lib import dates, language, money, text

register = template.Library()

MACHINE_WROTE = gettext_noop(
    "Een computer heeft deze tekst vertaald. Nog niemand heeft de vertaling nagekeken. Twijfel je? De Nederlandse "
    "tekst geldt."
)


@register.filter
def markdown(value: str) -> SafeString:
    return text.render_markdown(value)


@register.filter
def excerpt(value: str, length: int = 160) -> str:
    return text.excerpt(value, length)


register.filter("day", dates.day)
register.filter("moment", dates.moment)
register.filter("euros", money.euros)
register.filter("link", language.link)


@register.filter
def translated(words: str) -> str:
    """Words that the portal brought along and the team may edit, in the language of the page.

    What somebody changed since stays as it was written.
    """
    return _(words) if words else ""


@register.simple_tag
def theirs(words: str = "") -> SafeString:
    """On an element whose words were written here by people: those are Dutch, whatever the language of the page.

    Of words that the portal brought along, say which: they are Dutch only when there is no translation of them.
    """
    if get_language() == settings.LANGUAGE_CODE or (words and translated(words) != words):
        return SafeString()
    return format_html(' lang="{}" dir="ltr"', settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> SafeString:
    """For search engines: where this page stands in each language, Dutch for who reads none of them."""
    request: HttpRequest | None = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return SafeString()
    bare = language.split(request.path)[1]
    codes = [code for code in language.PREFIXES if language.speaks(code, bare)]
    rows = [*((code, language.PREFIXES[code]) for code in codes), ("x-default", "")]
    return format_html_join(
        "\n",
        '<link rel="alternate" hreflang="{}" href="{}{}{}">',
        ((code, settings.SITE_URL, prefix, bare) for code, prefix in rows),
    )


@register.simple_tag
def machine_wrote() -> str:
    """In a language that has few pages: that a machine translated what of it is no page. Else nothing."""
    return _(MACHINE_WROTE) if get_language() in settings.FEW_PAGES else ""


@register.simple_tag(takes_context=True)
def few_pages(context: Context) -> SafeString:
    """Said on every page in a language that has few: what a link to another page leads to, and who translated it.

    The first page and the key pages say the latter themselves, for a person may have checked those.
    """
    if get_language() not in settings.FEW_PAGES:
        return SafeString()
    request: HttpRequest | None = context.get("request")
    says_so_itself = request is not None and language.split(request.path)[1] in {"/", *settings.KEY_PAGES}
    return format_html(
        '<div class="notice notice--info"><div>'
        '<p>{} <a href="{}" hreflang="en" lang="en" dir="ltr">English</a></p>{}</div></div>',
        _("In deze taal zijn er maar een paar bladzijden. Andere links leiden naar de Nederlandse site."),
        f"{language.PREFIXES['en']}/",
        "" if says_so_itself else format_html("<p>{}</p>", machine_wrote()),
    )


@register.simple_tag(takes_context=True)
def languages(context: Context) -> SafeString:
    """This page in the other languages, each by its own name. Where one has few pages, its first page."""
    request: HttpRequest | None = context.get("request")
    bare = language.split(request.get_full_path())[1] if request else "/"
    here = get_language()
    rows = (
        (
            language.PREFIXES[code] + (bare if language.speaks(code, bare) else "/"),
            code,
            code,
            SafeString(' dir="rtl"') if get_language_info(code)["bidi"] else "",
            SafeString(' aria-current="true"') if code == here else "",
            name,
        )
        for code, name in settings.LANGUAGES
    )
    listed = format_html_join("", '<li><a href="{}" hreflang="{}" lang="{}"{}{}>{}</a></li>', rows)
    return format_html('<ul class="languages">{}</ul>', listed)


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
