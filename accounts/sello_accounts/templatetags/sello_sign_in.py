"""Template tags of the account zone."""

from __future__ import annotations

from django import template
from django.template import Context

from sello_accounts.sign_in import demonstration

register = template.Library()


@register.simple_tag(takes_context=True)
def second_factor_is_lifted(context: Context) -> bool:
    """Whether the page must say that a password alone is enough here."""
    request = context.get("request")
    return request is not None and demonstration.second_factor_is_lifted(request)
