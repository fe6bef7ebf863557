"""The notices plugin: short notices with an end date, and reminders of them by e-mail."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import PUBLIC, NavItem, Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class NoticesPlugin(Plugin):
    name = "sello_notices"
    label = "sello_notices"
    slug = "notices"
    title = verbose_name = _("Avisos")
    requires = ("pages",)
    url_prefix = "avisos"
    nav = (NavItem(_("Avisos"), "index", order=60),)
    access = {"index": PUBLIC, "cancel": PUBLIC, "list_notices": PUBLIC}
    public_models = ("NoticePage",)
    private_models = ("Reminder",)
    grants = {"sello_app": {"NoticePage": _ALL, "Reminder": _ALL}}
    roles = {"Edición": ("sello_notices.view_reminder",)}

    @dataclass(frozen=True)
    class Settings:
        keep_days: int = field(
            default=365,
            metadata={"purpose": "Days for which a reminder that nobody cancelled is kept."},
        )
        list_size: int = field(
            default=20, metadata={"purpose": "Notices that the list and the API show at most."}
        )
