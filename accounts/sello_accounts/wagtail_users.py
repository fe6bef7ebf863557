"""Wagtail's app of people with this plugin's screens; named in INSTALLED_APPS."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAppConfig(WagtailUsersAppConfig):
    user_viewset = "sello_accounts.people_views.PeopleViewSet"
