"""Two act on one municipality at the same moment: the second waits, and is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from sello_directory import privacy, services
from sello_directory.models import DirectoryEntry, Proposal
from sello_directory.problems import SomebodyWasFaster

from .conftest import Town, office

FASTER = "Mientras tanto, otra persona cambió la propuesta."


@contextmanager
def while_waits(act: Callable[[], object]) -> Iterator[list[object]]:
    """What is done inside is committed while ``act``, on a connection of its own, waits for it.
    Filled afterwards with what the act answered, or was told."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(act())
        except SomebodyWasFaster as problem:
            outcome.append(str(problem))
        finally:
            connection.close()

    second = threading.Thread(target=run)
    with transaction.atomic():
        yield outcome
        second.start()
        second.join(timeout=0.5)
        assert (second.is_alive(), outcome) == (True, [])
    second.join(timeout=10)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_second_sees_what_the_first_saved(town: Town) -> None:
    def save() -> object:
        return services.save_draft(
            actor=town.people["operator"],
            organisation=town.organisation,
            stamp="0",
            data=office(hours="Martes"),
        )

    with while_waits(save) as outcome:
        town.save(office(hours="Lunes"))
    assert outcome == [FASTER]
    assert list(Proposal.objects.values_list("hours", "version")) == [("Lunes", 1)]


PERSONAL = "persona@example.org"


def addresses() -> set[str]:
    return {
        *DirectoryEntry.objects.values_list("email", flat=True),
        *Proposal.objects.values_list("email", flat=True),
    }


def approve(town: Town, proposal: Proposal) -> None:
    services.approve(actor=town.reviewer, proposal=proposal, stamp=proposal.stamp)


def withdraw(town: Town, proposal: Proposal) -> None:
    services.withdraw(actor=town.coordinator, organisation=town.organisation, stamp=proposal.stamp)


def send(town: Town, proposal: Proposal) -> None:
    services.send_for_review(
        actor=town.coordinator, organisation=town.organisation, stamp=proposal.stamp
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("act", [approve, withdraw, send])
def test_what_is_erased_does_not_come_back_with_an_act_of_the_same_moment(
    town: Town, act: Callable[[Town, Proposal], None]
) -> None:
    data = office(email=PERSONAL)
    proposal = town.save(data) if act is send else town.send(data)
    with while_waits(lambda: act(town, proposal)) as outcome:
        assert privacy.erase(email=PERSONAL) == 1
    assert addresses() == {""}
    assert outcome == [FASTER]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_erasure_reaches_what_is_published_at_the_same_moment(town: Town) -> None:
    proposal = town.send(office(email=PERSONAL))
    with while_waits(lambda: privacy.erase(email=PERSONAL)) as outcome:
        approve(town, proposal)
    assert (addresses(), outcome) == ({""}, [2])
