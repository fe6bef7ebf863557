"""What each role may do with pages, pictures and documents, and the workflow of review.

Made after each migration in place of Wagtail's own two groups and its English workflow. What an
administrator added by hand stays; a workflow of the administrator's own is never touched.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

WORKFLOW = "Revisión editorial"
TASK = "Revisión de Edición"

_WRITE = ("add_page", "change_page")
_PUBLISH = (*_WRITE, "publish_page", "lock_page", "unlock_page")
PAGE_PERMISSIONS = {
    AUTHOR: _WRITE,
    EDITOR: _PUBLISH,
    ADMINISTRATOR: (*_PUBLISH, "bulk_delete_page"),
}
"""Role → what it may do with every page."""

_USE_FILES = ("add_image", "choose_image", "add_document", "choose_document")
_CHANGE_FILES = (*_USE_FILES, "change_image", "change_document")
COLLECTION_PERMISSIONS = {
    # Who may add may also change what they added themselves.
    AUTHOR: _USE_FILES,
    EDITOR: _CHANGE_FILES,
    ADMINISTRATOR: (*_CHANGE_FILES, "add_collection", "change_collection", "delete_collection"),
}
"""Role → what it may do with the files of every collection."""

_FILE_APPS = ("wagtailimages", "wagtaildocs", "wagtailcore")


@transaction.atomic
def after_migrate() -> None:
    """Brings page and collection permissions and the workflow to what this module declares."""
    if not Page.objects.filter(depth=1).exists():
        return  # a migration of single apps, before Wagtail's own rows exist
    _give_page_permissions(Page.objects.get(depth=1))
    _give_collection_permissions(Collection.objects.get(depth=1))
    _set_up_workflow(Page.objects.get(depth=1))


def _give_page_permissions(root: Page) -> None:
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", content_type__model="page"
        )
    }
    for role, codenames in PAGE_PERMISSIONS.items():
        group = Group.objects.get(name=role)
        for codename in codenames:
            GroupPagePermission.objects.get_or_create(
                group=group, page=root, permission=permissions[codename]
            )


def _give_collection_permissions(root: Collection) -> None:
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label__in=_FILE_APPS,
            content_type__model__in=("image", "document", "collection"),
        )
    }
    for role, codenames in COLLECTION_PERMISSIONS.items():
        group = Group.objects.get(name=role)
        for codename in codenames:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permissions[codename]
            )


def _set_up_workflow(root: Page) -> None:
    """Turns Wagtail's untouched first workflow into ours; makes ours where there is none."""
    stock = Workflow.objects.filter(name="Moderators approval").first()
    if stock is None and Workflow.objects.exists():
        return
    if stock is not None:
        Task.objects.filter(workflow_tasks__workflow=stock, name="Moderators approval").delete()
        stock.delete()
        # Wagtail's first two groups; one that has people in it was put to use and stays.
        Group.objects.filter(name__in=("Moderators", "Editors"), user=None).delete()
    workflow = Workflow.objects.create(name=WORKFLOW)
    task = GroupApprovalTask.objects.create(name=TASK)
    task.groups.set(Group.objects.filter(name__in=(EDITOR, ADMINISTRATOR)))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
