"""Template tags of the account zone."""

from __future__ import annotations

from django import template
from django.template import Context

from sello_accounts.sign_in import demonstration, second_factor

register = template.Library()


@register.simple_tag(takes_context=True)
def second_factor_is_lifted(context: Context) -> bool:
    """Whether the page must say that a password alone is enough here."""
    request = context.get("request")
    return request is not None and demonstration.second_factor_is_lifted(request)


@register.simple_tag(takes_context=True)
def has_entered(context: Context) -> bool:
    """Whether the reader may go anywhere yet: not while the first factor is enrolled."""
    request = context.get("request")
    return request is not None and (
        second_factor.is_proved(request) or demonstration.second_factor_is_lifted(request)
    )
