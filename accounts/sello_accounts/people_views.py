"""The administration of people in the Wagtail admin, held to :mod:`sello_accounts.people`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.users.views import bulk_actions
from wagtail.users.views import users as wagtails

from sello_accounts.models import User
from sello_accounts.people import groups_given_by, people_managed_by
from sello_accounts.people_forms import PersonCreationForm, PersonEditForm


class _ActorInForm:
    request: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.user}  # type: ignore[misc]  # a mixin's


class _ManagedPeopleOnly:
    """Anybody else is not found."""

    request: Any

    def get_queryset(self) -> QuerySet[User]:
        return people_managed_by(self.request.user)


class PeopleList(wagtails.IndexView):
    """Everybody; links to change and delete only where they lead somewhere."""

    @cached_property
    def _managed(self) -> set[int]:
        return set(people_managed_by(self.request.user).values_list("pk", flat=True))

    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if instance.pk in self._managed else None

    def get_delete_url(self, instance: User) -> str | None:
        return super().get_delete_url(instance) if instance.pk in self._managed else None


class PersonCreation(_ActorInForm, wagtails.CreateView):
    pass


class PersonEdit(_ActorInForm, _ManagedPeopleOnly, wagtails.EditView):
    pass


class PersonDeletion(_ManagedPeopleOnly, wagtails.DeleteView):
    pass


class PeopleViewSet(wagtails.UserViewSet):
    """Takes the place of Wagtail's (see :mod:`sello_accounts.wagtail_users`)."""

    index_view_class = PeopleList
    add_view_class = PersonCreation
    edit_view_class = PersonEdit
    delete_view_class = PersonDeletion
    # A copy would begin with the flags and the password of somebody else.
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type:
        return PersonEditForm if for_update else PersonCreationForm


class _ManagedInBulk:
    request: Any

    @cached_property
    def _managed(self) -> set[int]:
        return set(people_managed_by(self.request.user).values_list("pk", flat=True))

    def check_perm(self, obj: User) -> bool:
        return obj.pk in self._managed and super().check_perm(obj)  # type: ignore[misc]  # a mixin's


class AssignRole(_ManagedInBulk, bulk_actions.AssignRoleBulkAction):
    """Puts many into a group that was made by hand: for superusers, as the form of one person."""

    def check_perm(self, obj: User) -> bool:
        return bool(self.request.user.is_superuser) and super().check_perm(obj)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["role"].queryset = groups_given_by(self.request.user)
        return form


class DeletePeople(_ManagedInBulk, bulk_actions.DeleteBulkAction):
    pass


class SetActiveState(_ManagedInBulk, bulk_actions.SetActiveStateBulkAction):
    pass
