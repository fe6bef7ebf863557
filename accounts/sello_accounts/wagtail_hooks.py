"""What the plugin changes in Wagtail's admin."""

from __future__ import annotations

from wagtail import hooks

from sello_accounts.people_views import AssignRole, DeletePeople, SetActiveState

for action in (AssignRole, DeletePeople, SetActiveState):
    # Late: of several actions for the same thing, Wagtail keeps the last.
    hooks.register("register_bulk_action", action, order=100)
