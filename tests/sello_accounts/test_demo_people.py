"""The demonstration's organisations and memberships: marked, complete, and made once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sello_accounts import access, demo
from sello_accounts.membership_roles import membership_roles
from sello_accounts.models import Membership, Organisation, User
from sello_accounts.testing import make_organisation
from sello_site.demo import DemoContext

pytestmark = pytest.mark.django_db

Kind = Organisation.Kind


def load(var: Path, *, demonstration: bool = True) -> DemoContext:
    context = DemoContext(
        say=lambda line: None,
        demonstration=demonstration,
        public_url="http://localhost:8000",
        var=var,
    )
    demo.load(context=context)
    return context


def test_organisations_of_each_kind_all_marked(tmp_path: Path) -> None:
    load(tmp_path)
    organisations = Organisation.objects.all()
    assert Counter(one.kind for one in organisations) == {
        Kind.SERMIG_DEPARTMENT: 1,
        Kind.REGIONAL_DIRECTORATE: 16,
        Kind.STATE_AGENCY: 1,
        Kind.MUNICIPALITY: 3,
    }
    assert [one.name for one in organisations if not one.name.endswith(" (demostración)")] == []
    for one in organisations:
        one.full_clean()


def test_every_role_of_this_plugin_can_be_tried_and_everybody_enters(tmp_path: Path) -> None:
    people = load(tmp_path).people
    assert people.keys() == {role.name for role in membership_roles().values()}
    for account in demo.DEMO_ACCOUNTS:
        user = User.objects.get(email=account.email)
        standing = access.standing(user)
        assert (standing.may_enter, standing.roles, standing.held) == (
            True,
            {account.role},
            {account.role},
        )
    for organisation in Organisation.objects.filter(kind=Kind.MUNICIPALITY):
        assert len([row for row in access.access_today(organisation) if row.has_access]) == 2
        assert organisation.list_due_on is not None


def test_loading_again_adds_nothing(tmp_path: Path) -> None:
    load(tmp_path)
    before: list[Any] = [list(Membership.objects.values()), list(Organisation.objects.values())]
    load(tmp_path)
    assert [list(Membership.objects.values()), list(Organisation.objects.values())] == before


def test_organisations_that_are_there_are_taken_as_they_are(tmp_path: Path) -> None:
    real = make_organisation(Kind.REGIONAL_DIRECTORATE, "drrm-13", name="La de verdad")
    load(tmp_path)
    real.refresh_from_db()
    assert real.name == "La de verdad"
    assert real.memberships.get().role == "Encargatura regional"
    assert Organisation.objects.filter(kind=Kind.REGIONAL_DIRECTORATE).count() == 16


def test_without_a_demonstration_nothing_is_made(tmp_path: Path) -> None:
    load(tmp_path, demonstration=False)
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)
