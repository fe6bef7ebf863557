"""People of municipalities have an account and prepare nothing: drafts are not for them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage
from sello_site.roles import AUTHOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(tmp_path: Path, settings: Any) -> Document:
    settings.MEDIA_ROOT = tmp_path
    return Document.objects.create(title="Acta", file=ContentFile(b"%PDF-1.7\n", name="acta.pdf"))


def test_members_read_the_documents_of_what_they_may_read_and_no_others(
    document: Document, make_page: Callable[..., ContentPage]
) -> None:
    group = Group.objects.create(name="Lectura")
    author = make_member("autora@example.org", AUTHOR)
    member = make_member("opera@example.org", MUNICIPAL_OPERATOR)
    chosen = make_member("lectora@example.org", MUNICIPAL_OPERATOR)
    for user in (author, chosen):
        user.groups.add(group)
    clients = [Client(), *(signed_in(Client(), user) for user in (member, chosen, author))]

    def answers() -> list[int]:
        """To a stranger, a member, a member of the group, and an author of the group."""
        found = [client.get(document.url) for client in clients]
        for answer in found:
            b"".join(answer)  # closes the file as well
        return [answer.status_code for answer in found]

    assert answers() == [404, 404, 404, 200]
    value = [{"type": "document", "value": {"document": document.pk, "title": "Acta"}}]
    body = ContentPage._meta.get_field("body").stream_block.to_python(value)
    page = make_page("Interna", body=body)
    assert answers() == [200, 200, 200, 200]
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(group)
    assert answers() == [404, 404, 200, 200]
    page.unpublish()
    assert answers() == [404, 404, 404, 200]
    inner = Collection.get_first_root_node().add_child(name="Interna")
    for_members = CollectionViewRestriction.objects.create(
        collection=inner, restriction_type="groups"
    )
    for_members.groups.add(group)
    Document.objects.filter(pk=document.pk).update(collection=inner)
    assert answers() == [302, 302, 200, 200]


def withdraw(section: Page) -> None:
    Page.objects.filter(pk=section.pk).update(live=False)


def expire(section: Page) -> None:
    before = timezone.now() - datetime.timedelta(minutes=1)
    Page.objects.filter(pk=section.pk).update(expire_at=before)


@pytest.mark.parametrize("take_back", [withdraw, expire])
def test_a_restricted_section_that_is_taken_back_is_not_even_for_its_members(
    document: Document,
    make_page: Callable[..., ContentPage],
    take_back: Callable[[Page], None],
) -> None:
    value = [{"type": "document", "value": {"document": document.pk, "title": "Acta"}}]
    body = ContentPage._meta.get_field("body").stream_block.to_python(value)
    section = make_page("Sección")
    page = make_page("Interna", parent=section, body=body)
    Redirect.objects.create(old_path="/antes", redirect_page=page)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    member = signed_in(Client(), make_member("opera@example.org", MUNICIPAL_OPERATOR))

    def answers() -> list[int]:
        found = [member.get(address) for address in (page.url, document.url, "/antes/")]
        for answer in found:
            b"".join(answer)  # closes the file as well
        return [answer.status_code for answer in found]

    assert answers() == [200, 200, 301]
    take_back(section)
    assert answers() == [404, 404, 404]
