"""Requests: their deadlines, what follows from what, and the log of it."""

from __future__ import annotations

import datetime
import logging
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from sello_site.outbox.models import Letter
from sello_site.privacy import rights
from sello_site.privacy.deadlines import NoDeadlineRule, days_after, rule_for
from sello_site.privacy.models import DeadlineRule, Right, RightsEvent, RightsRequest
from sello_site.privacy.reminding import forget_old_requests, remind_officers
from sello_site.privacy.rights import RequestRefused

from .conftest import ask, letter_to, open_request, token_in

pytestmark = pytest.mark.django_db


def kinds(request: RightsRequest) -> list[str]:
    return [event.kind for event in request.events.all()]


@pytest.mark.parametrize(
    ("day", "number", "unit", "expected"),
    [
        ("2026-12-01", 30, "calendar", "2026-12-31"),
        ("2026-12-31", 30, "calendar", "2027-01-30"),
        ("2026-12-03", 2, "business", "2026-12-07"),  # Thursday: Friday, Monday
        ("2026-12-04", 2, "business", "2026-12-08"),  # Friday; a holiday counts as worked
        ("2026-12-05", 2, "business", "2026-12-08"),  # Saturday: Monday, Tuesday
    ],
)
def test_deadline_is_counted_from_the_next_day(
    day: str, number: int, unit: str, expected: str
) -> None:
    found = days_after(datetime.date.fromisoformat(day), number, unit)
    assert found == datetime.date.fromisoformat(expected)


def test_rule_of_the_day_of_the_request_holds() -> None:
    DeadlineRule.objects.create(
        right="access", valid_from="2028-01-01", days=20, unit="calendar", source="Otra ley"
    )
    assert rule_for("access", datetime.date(2027, 12, 31)).days == 30
    assert rule_for("access", datetime.date(2028, 1, 1)).days == 20
    with pytest.raises(NoDeadlineRule):
        rule_for("access", datetime.date(2020, 1, 1))


def test_every_right_has_a_rule_with_its_source() -> None:
    today = timezone.localdate()
    assert {
        right: (rule.days, rule.unit, rule.extension_days)
        for right in Right.values
        if (rule := rule_for(right, today)).source
    } == {
        **dict.fromkeys(Right.values, (30, "calendar", 30)),
        "blocking": (2, "business", 0),
    }


def test_request_counts_once_its_address_is_confirmed(officer: Any) -> None:
    asked = ask("blocking", email="Ana@Example.cl")
    assert (asked.state, asked.due_on, kinds(asked)) == ("unconfirmed", None, [])
    letter = letter_to("ana@example.cl", "rights_confirm")
    # Words of strangers would reach whoever they name.
    assert ("Ana" in letter.text, "Todo" in letter.text) == (False, False)
    token = token_in(letter)
    assert token not in str(RightsRequest.objects.values())
    first = rights.confirm(token=token)
    again = rights.confirm(token=token)
    assert first == again is not None
    assert again is not None
    assert again.state == "open"
    assert again.due_on == days_after(timezone.localdate(), 2, "business")
    assert kinds(again) == ["confirmed"]
    assert letter_to("olga@example.cl", "rights_new").subject.endswith(again.folio)
    assert Letter.objects.filter(template="rights_received").count() == 1
    assert rights.confirm(token="another") is None


def test_deadline_runs_from_the_day_of_the_request_not_of_its_confirmation() -> None:
    asked = ask()
    token = token_in(letter_to(asked.email, "rights_confirm"))
    past = timezone.now() - datetime.timedelta(days=6)
    RightsRequest.objects.filter(pk=asked.pk).delete()
    asked.pk, asked.asked_at = None, past
    asked.save(force_insert=True)
    found = rights.confirm(token=token)
    assert found is not None
    assert found.due_on == timezone.localdate(past) + datetime.timedelta(days=30)


def test_link_that_is_too_old_confirms_nothing() -> None:
    asked = ask()
    token = token_in(letter_to(asked.email, "rights_confirm"))
    RightsRequest.objects.filter(pk=asked.pk).delete()
    asked.pk, asked.asked_at = None, timezone.now() - datetime.timedelta(days=8)
    asked.save(force_insert=True)
    assert rights.confirm(token=token) is None
    assert RightsRequest.objects.get().state == "unconfirmed"


def test_deadline_is_moved_once_with_a_reason_that_the_person_reads(officer: Any) -> None:
    request = open_request()
    before = request.due_on
    assert before is not None
    with pytest.raises(RequestRefused):
        rights.extend(request=request, reason=" ", by=officer)
    moved = rights.extend(request=request, reason="Hay que pedirlos al archivo", by=officer)
    assert moved.due_on == before + datetime.timedelta(days=30)
    letter = letter_to("ana@example.cl", "rights_extended")
    assert "Hay que pedirlos al archivo" in letter.text
    with pytest.raises(RequestRefused):
        rights.extend(request=request, reason="Otra vez", by=officer)
    request.refresh_from_db()
    assert (request.due_on, kinds(request)) == (moved.due_on, ["confirmed", "extended"])


def test_what_is_overdue_or_has_no_extension_is_not_moved(officer: Any) -> None:
    for request in (open_request("blocking"), open_request(days_ago=31, email="luz@example.cl")):
        due_on = request.due_on
        with pytest.raises(RequestRefused):
            rights.extend(request=request, reason="Motivo", by=officer)
        request.refresh_from_db()
        assert (request.due_on, request.extended_at) == (due_on, None)


def test_closing_answers_the_person_and_opens_the_data_to_them(officer: Any) -> None:
    request = open_request("portability", language="es")
    closed = rights.close(request=request, is_granted=True, answer="Aquí están.", by=officer)
    assert (closed.state, kinds(closed)) == ("granted", ["confirmed", "granted"])
    letter = letter_to("ana@example.cl", "rights_closed")
    assert "Aquí están." in letter.text
    token = token_in(letter)
    fetched = rights.fetch_data(token=token)
    assert fetched is not None
    assert fetched[0] == closed
    assert {one.slug for one in fetched[1]} == {"outbox", "privacy"}
    assert kinds(closed) == ["confirmed", "granted", "exported"]
    RightsRequest.objects.filter(pk=closed.pk).update(
        closed_at=timezone.now() - datetime.timedelta(days=15)
    )
    assert rights.fetch_data(token=token) is None


@pytest.mark.parametrize(("right", "is_granted"), [("access", False), ("objection", True)])
def test_only_granted_requests_for_data_give_data(
    officer: Any, right: str, is_granted: bool
) -> None:
    rights.close(request=open_request(right), is_granted=is_granted, answer="Por esto.", by=officer)
    assert "/datos/" not in letter_to("ana@example.cl", "rights_closed").text
    token = token_in(letter_to("ana@example.cl", "rights_confirm"))
    assert rights.fetch_data(token=token) is None


def test_what_is_closed_is_closed(officer: Any) -> None:
    request = open_request()
    with pytest.raises(RequestRefused):
        rights.close(request=request, is_granted=True, answer=" ", by=officer)
    rights.close(request=request, is_granted=False, answer="No hay datos.", by=officer)
    number = Letter.objects.count()
    for act in (
        lambda: rights.close(request=request, is_granted=True, answer="Sí", by=officer),
        lambda: rights.extend(request=request, reason="Más", by=officer),
        lambda: rights.erase(request=request, by=officer),
        lambda: rights.show_data(request=request, by=officer, is_download=False),
    ):
        with pytest.raises(RequestRefused):
            act()
    request.refresh_from_db()
    assert (request.state, request.answer) == ("refused", "No hay datos.")
    assert (kinds(request), Letter.objects.count()) == (["confirmed", "refused"], number)


def test_erasure_is_only_for_those_who_asked_for_it_and_is_recorded(officer: Any) -> None:
    other = open_request("access", email="luz@example.cl")
    with pytest.raises(RequestRefused):
        rights.erase(request=other, by=officer)
    request = open_request("erasure")
    with pytest.raises(RequestRefused):
        rights.close(request=request, is_granted=True, answer="Hecho", by=officer)
    rights.erase(request=request, by=officer)
    [event] = request.events.filter(kind="erased")
    assert (event.by, event.data["erased"]) == (officer, {"outbox": 2})
    assert event.data["kept"]["privacy"]["rows"] == 1
    assert event.data["kept"]["privacy"]["why"].strip() != ""
    assert Letter.objects.filter(to="luz@example.cl").count() == 2
    closed = rights.close(request=request, is_granted=True, answer="Hecho", by=officer)
    assert closed.state == "granted"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "unconfirmed", "confirmed_at": None, "due_on": None},
        {"state": "nonsense"},
        {"state": "granted"},
        {"folio": "PD-X"},
        {"right": "erasure"},
        {"asked_at": "2020-01-01T00:00Z"},
        {"due_on": "2030-01-01"},
        {"email": ""},
        {"email": "otra@example.cl"},
    ],
)
def test_database_holds_a_request_to_its_states(change: dict[str, Any]) -> None:
    request = open_request()
    before = RightsRequest.objects.values().get()
    with pytest.raises(DatabaseError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk)._raw_delete("default")
    assert RightsRequest.objects.values().get() == before


def test_database_keeps_the_log_from_change() -> None:
    open_request()
    with pytest.raises(DatabaseError), transaction.atomic():
        RightsEvent.objects.update(kind="granted")
    assert RightsEvent.objects.get().kind == "confirmed"


def test_officers_are_told_at_each_mark_once_and_daily_when_it_is_too_late(officer: Any) -> None:
    far = open_request(days_ago=10, email="lejos@example.cl")
    near = open_request(days_ago=25, email="cerca@example.cl")  # five days left
    late = open_request(days_ago=32, email="tarde@example.cl")
    assert [remind_officers(), remind_officers()] == [2, 0]
    letters = Letter.objects.filter(to=officer.email, template="rights_due")
    assert sorted(letter.subject for letter in letters) == sorted(
        [f"Está por vencer la solicitud {near.folio}", f"Plazo vencido: solicitud {late.folio}"]
    )
    assert (kinds(far), kinds(near), kinds(late)) == ([], ["reminded"], ["reminded"])
    assert [event.data["mark"].rpartition(":")[2] for event in near.events.all()] == ["7"]


def test_nobody_to_remind_is_an_error_that_operators_see(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = open_request(days_ago=32)
    with caplog.at_level(logging.ERROR):
        assert remind_officers() == 0
    assert request.folio in caplog.text
    assert "ana@" not in caplog.text
    assert kinds(request) == []


def test_inactive_officers_get_nothing(officer: Any, django_user_model: Any) -> None:
    assert list(rights.officers()) == [officer]
    django_user_model.objects.update(is_active=False)
    assert list(rights.officers()) == []


def test_old_requests_are_forgotten_but_that_they_were_is_kept(officer: Any) -> None:
    now = timezone.now()
    fresh = ask(email="hoy@example.cl")
    stale = ask(email="antes@example.cl")
    stale_key = stale.pk
    RightsRequest.objects.filter(pk=stale_key).delete()
    stale.pk, stale.asked_at = None, now - datetime.timedelta(days=8)
    stale.save(force_insert=True)
    closed = rights.close(request=open_request(), is_granted=False, answer="No.", by=officer)
    RightsRequest.objects.filter(pk=closed.pk).update(
        closed_at=now - datetime.timedelta(days=365 * 3 + 1)
    )
    assert [forget_old_requests(), forget_old_requests()] == [2, 0]
    closed.refresh_from_db()
    assert (closed.name, closed.email, closed.details, closed.answer) == ("", "", "", "")
    assert kinds(closed) == ["confirmed", "refused", "forgotten"]
    assert set(RightsRequest.objects.all()) == {fresh, closed}


def test_two_requests_cannot_share_a_number() -> None:
    first, second = ask(), ask(email="luz@example.cl")
    assert first.folio != second.folio
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.create(
            right="access", email="x@example.cl", language="es", token_hash="1", folio=first.folio
        )
