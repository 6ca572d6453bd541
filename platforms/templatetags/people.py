from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MOST = 120
PER_ROW = 20
STEP = 14


@register.simple_tag
def people_dots(count: int) -> SafeString:
    """One dot for each person, at most 120, in rows like bricks. The number stands beside it in words."""
    drawn = min(count, MOST)
    rows = -(-drawn // PER_ROW)
    width = PER_ROW * STEP + STEP // 2
    moves = ""
    for number in range(drawn):
        row, place = divmod(number, PER_ROW)
        moves += f"M{STEP // 2 + place * STEP + row % 2 * STEP // 2} {STEP // 2 + row * 13}h0"
    return mark_safe(  # noqa: S308 — numbers only
        f'<svg class="people-dots" viewBox="0 0 {width} {rows * 13 + 1}" aria-hidden="true" focusable="false">'
        f'<path d="{moves}"/></svg>'
        if drawn
        else ""
    )
