"""Holds every plugin and service to declaring what it does with personal data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks

from sello_site.privacy.register import problems


@checks.register()
def activities_are_declared(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warns of a ``privacy`` module that says nothing to the register of processing."""
    return [
        checks.Warning(
            line,
            hint="Declare its activities; see sello_site.privacy.register.",
            id="sello.W016",
        )
        for line in problems()
    ]
