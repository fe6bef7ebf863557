"""The demonstration's directory: invented, marked, and made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sello_directory import demo
from sello_directory.models import DirectoryEntry, Proposal
from sello_directory.selectors import entries
from sello_site.demo import DemoContext

from .conftest import state

pytestmark = pytest.mark.django_db


def load(tmp_path: Path, *, demonstration: bool = True) -> list[str]:
    said: list[str] = []
    demo.load(
        context=DemoContext(
            say=said.append, demonstration=demonstration, public_url="", var=tmp_path
        )
    )
    return said


def test_a_few_offices_and_one_proposal_that_waits_are_made_once(tmp_path: Path) -> None:
    assert load(tmp_path) == ["  3 municipal offices, and a proposal that waits"]
    before = state()
    load(tmp_path)
    assert state() == before
    assert [one.state for one in Proposal.objects.all()] == ["sent"]
    outdated = {code: one.may_be_outdated for code, one in entries().items()}
    assert outdated == {demo.SANTIAGO: False, demo.VINA: False, demo.TEMUCO: True}


def test_each_says_that_it_is_invented(tmp_path: Path) -> None:
    load(tmp_path)
    for one in (*DirectoryEntry.objects.all(), *Proposal.objects.all()):
        assert one.office.startswith("Oficina de demostración")
        assert one.telephone == "+56 2 0000 0000"
        assert one.email.endswith("@example.org")


def test_nothing_is_made_where_it_is_no_demonstration(tmp_path: Path) -> None:
    assert load(tmp_path, demonstration=False) == ["  no directory: SELLO_DEMO is off"]
    assert (DirectoryEntry.objects.count(), Proposal.objects.count()) == (0, 0)
