"""Writing the register: what it accepts, what it refuses, and what the database keeps to."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registering import IQUIQUE, SANTIAGO, VINA, day, enter, event_data, history, state
from sello_accounts.testing import make_member
from sello_map.days import today
from sello_map.models import RegisterChange, RegisterDeclaration, StatusEvent
from sello_map.register.changes import (
    Change,
    annul_event,
    apply_changes,
    correct_event,
    declare_register,
    enter_event,
)
from sello_map.register.rules import EventData, RegisterProblem
from sello_map.selectors import (
    adhered,
    facts,
    holding_sello,
    register_complete_since,
    standing_of,
    standings,
)
from sello_site.roles import EDITOR

pytestmark = pytest.mark.django_db

ACT = {"act_type": "Resolución exenta", "act_number": "77", "act_date": day("2016-01-04")}


def refusal(*arguments: Any, **values: Any) -> tuple[str | None, str]:
    before = state()
    with pytest.raises(RegisterProblem) as caught:
        enter(*arguments, **values)
    assert state() == before
    return caught.value.field, caught.value.message


def test_an_event_is_entered_with_who_did_it_apart() -> None:
    editor = make_member("edicion@example.org", EDITOR)
    event = enter_event(data=event_data(SANTIAGO, "adhered", "2016-01-01", **ACT), by=editor)
    change = RegisterChange.objects.get()
    assert (change.action, change.event_id, change.actor_id) == ("entered", event.pk, editor.pk)
    assert "edicion@example.org" not in str(StatusEvent.objects.values_list())
    assert {field.name for field in StatusEvent._meta.fields} == {
        "id", "municipality", "kind", "date", "act_type", "act_number", "act_date", "act_address",
        "source", "source_address", "note", "corrects", "annulled_at", "annulment_reason",
    }  # fmt: skip


def test_an_event_says_its_act_or_its_source() -> None:
    assert refusal(SANTIAGO, "adhered", "2016-01-01", source="")[0] == "source"
    for number, values in enumerate([
        ACT, {"source": "Acta"}, {"source_address": "https://example.org/acta"},
    ]):  # fmt: skip
        enter(SANTIAGO, "adhered" if number % 2 == 0 else "withdrawn", f"201{6 + number}-01-01",
              **{"source": "", **values})  # fmt: skip
    assert len(history(SANTIAGO)) == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"act_type": "", "act_number": "7", "act_date": day("2016-01-01")}, "act_type"),
        ({"act_type": "Decreto", "act_number": "", "act_date": day("2016-01-01")}, "act_number"),
        ({"act_type": "Decreto", "act_number": "7", "act_date": None}, "act_date"),
        ({"act_address": "https://example.org/"}, "act_type"),
        ({**ACT, "act_date": datetime.date(9999, 1, 1)}, "act_date"),
        ({**ACT, "act_date": day("0023-05-01")}, "act_date"),
        ({**ACT, "act_date": day("1899-12-31")}, "act_date"),
        ({**ACT, "act_address": "javascript:alert(1)"}, "act_address"),
        ({**ACT, "act_address": "ftp://example.org/a"}, "act_address"),
        ({"source_address": "example.org"}, "source_address"),
        ({"note": "n" * 501}, "note"),
        ({"note": "nota\x00oculta"}, "note"),
        ({"source": "\u202eatca"}, "source"),
        ({"source": "n" * 301}, "source"),
    ],
)
def test_what_an_event_says_of_its_act_is_whole(values: dict[str, Any], field: str) -> None:
    assert refusal(SANTIAGO, "adhered", "2016-01-01", **values)[0] == field


def test_an_event_is_of_the_programme_and_not_of_the_future() -> None:
    tomorrow = (today() + datetime.timedelta(days=1)).isoformat()
    assert refusal(SANTIAGO, "adhered", "2014-12-31")[0] == "date"
    assert refusal(SANTIAGO, "adhered", tomorrow) == (
        "date", "La fecha no puede estar en el futuro.",
    )  # fmt: skip
    assert refusal(SANTIAGO, "club", "2016-01-01")[0] == "kind"
    assert refusal("12202", "adhered", "2016-01-01")[0] == "municipality"
    enter(SANTIAGO, "adhered", "2015-01-01")
    enter(VINA, "adhered", today().isoformat())
    assert sorted(facts()) == [VINA, SANTIAGO]


def test_one_kind_happens_once_a_day() -> None:
    enter(SANTIAGO, "adhered", "2016-01-01")
    assert refusal(SANTIAGO, "adhered", "2016-01-01") == (
        "date", "Ya consta «Adherida» ese día para esta municipalidad.",
    )  # fmt: skip
    with pytest.raises(RegisterProblem):
        apply_changes([Change(enters=event_data(VINA, "adhered", "2016-01-01"))] * 2, by=None)
    assert list(facts()) == [SANTIAGO]


def test_an_event_follows_the_legal_order() -> None:
    assert refusal(SANTIAGO, "awarded", "2016-01-01") == (
        "kind",
        "«Sello otorgado», 1 de enero de 2016: antes tiene que constar que adhirió.",
    )
    enter(SANTIAGO, "adhered", "2016-01-01")
    enter(SANTIAGO, "withdrawn", "2018-01-01")
    assert refusal(SANTIAGO, "awarded", "2019-01-01") == (
        "kind",
        "«Sello otorgado», 1 de enero de 2019: no puede seguir a «Retirada del programa».",
    )
    enter(SANTIAGO, "adhered", "2019-02-01")
    enter(SANTIAGO, "awarded", "2020-02-01")


def test_a_back_dated_event_is_judged_by_what_comes_after_it() -> None:
    enter(SANTIAGO, "adhered", "2016-01-01")
    enter(SANTIAGO, "awarded", "2018-01-01")
    enter(SANTIAGO, "revalidated", "2020-01-01")
    assert refusal(SANTIAGO, "withdrawn", "2019-01-01") == (
        "date",
        "«Sello revalidado», 1 de enero de 2020: no puede seguir a «Retirada del programa».",
    )
    assert refusal(SANTIAGO, "awarded", "2017-01-01")[0] == "date"
    enter(SANTIAGO, "lapsed", "2019-06-01")
    assert [kind for kind, _date in history(SANTIAGO)] == [
        "adhered", "awarded", "lapsed", "revalidated",
    ]  # fmt: skip


def test_several_changes_are_judged_as_what_they_come_to() -> None:
    changes = [
        Change(enters=event_data(SANTIAGO, kind, date))
        for kind, date in [
            ("revalidated", "2020-01-01"), ("awarded", "2018-01-01"), ("adhered", "2016-01-01"),
        ]
    ]  # fmt: skip
    made = apply_changes(changes, by=None)
    assert [event.kind for event in made] == ["revalidated", "awarded", "adhered"]
    before = state()
    with pytest.raises(RegisterProblem):
        apply_changes([
            Change(enters=event_data(VINA, "adhered", "2016-01-01")),
            Change(enters=event_data(SANTIAGO, "adhered", "2021-01-01")),
        ], by=None)  # fmt: skip
    assert state() == before


def test_a_correction_annuls_and_enters_in_one_step() -> None:
    wrong = enter(SANTIAGO, "adhered", "2016-01-01", source="Acta 1")
    enter(SANTIAGO, "awarded", "2018-01-01")
    right = correct_event(
        event=wrong,
        data=event_data(SANTIAGO, "adhered", "2016-01-01", source="Acta 2"),
        reason="Otra acta",
        by=None,
    )
    wrong.refresh_from_db()
    assert (wrong.annulment_reason, wrong.source, right.source) == ("Otra acta", "Acta 1", "Acta 2")
    assert (right.corrects_id, history(SANTIAGO)[0]) == (wrong.pk, ("adhered", "2016-01-01"))
    before = state()
    with pytest.raises(RegisterProblem):
        correct_event(
            event=right, data=event_data(SANTIAGO, "adhered", "2019-01-01"), reason="", by=None
        )
    with pytest.raises(RegisterProblem, match="ya está anulado"):
        correct_event(event=wrong, data=EventData.of(wrong), reason="otra vez", by=None)
    assert state() == before


def test_a_correction_may_move_an_event_to_another_municipality() -> None:
    wrong = enter(SANTIAGO, "adhered", "2016-01-01")
    correct_event(
        event=wrong, data=event_data(VINA, "adhered", "2016-01-01"), reason="Era otra", by=None
    )
    assert (history(SANTIAGO), history(VINA)) == ([], [("adhered", "2016-01-01")])


def test_an_event_on_which_others_rest_is_not_annulled() -> None:
    adhesion = enter(SANTIAGO, "adhered", "2016-01-01")
    award = enter(SANTIAGO, "awarded", "2018-01-01")
    before = state()
    with pytest.raises(RegisterProblem, match="antes tiene que constar"):
        annul_event(event=adhesion, reason="No ocurrió", by=None)
    with pytest.raises(RegisterProblem) as caught:
        annul_event(event=award, reason="  ", by=None)
    assert (caught.value.field, state()) == ("reason", before)
    annul_event(event=award, reason="No ocurrió", by=None)
    annul_event(event=adhesion, reason="No ocurrió", by=None)
    assert (history(SANTIAGO), StatusEvent.objects.count()) == ([], 2)
    with pytest.raises(RegisterProblem, match="ya está anulado"):
        annul_event(event=award, reason="Otra vez", by=None)


def test_the_database_refuses_what_the_rules_refuse() -> None:
    good = {"municipality_id": SANTIAGO, "kind": "adhered", "date": day("2016-01-01"),
            "source": "Acta"}  # fmt: skip
    for wrong in [
        {"kind": "club"},
        {"date": day("2014-12-31")},
        {"source": ""},
        {"act_number": "7"},
        {"act_date": day("2016-01-01")},
        {"act_address": "https://example.org/"},
        {"annulled_at": timezone.now()},
        {"annulment_reason": "Porque sí"},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            StatusEvent.objects.create(**{**good, **wrong})
    StatusEvent.objects.create(**good)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEvent.objects.create(**good)
    for declared in [
        {"is_complete": True, "complete_since": None},
        {"is_complete": False, "complete_since": day("2015-01-01")},
        {"is_complete": True, "complete_since": day("2014-01-01")},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterDeclaration.objects.create(**declared)
    assert StatusEvent.objects.count() == 1


def test_the_database_keeps_events_as_they_were_entered() -> None:
    event = enter(SANTIAGO, "adhered", "2016-01-01")
    rows = StatusEvent.objects.filter(pk=event.pk)
    for values in ({"date": day("2016-02-01")}, {"note": "Otra"}, {"municipality": VINA}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(**values)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows._raw_delete("default")
    annul_event(event=event, reason="No ocurrió", by=None)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        rows.update(annulled_at=None, annulment_reason="")
    for model in (RegisterChange, RegisterDeclaration):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            model.objects.all()._raw_delete("default")
    event.refresh_from_db()
    assert (event.date, event.note, event.annulment_reason) == (
        day("2016-01-01"), "", "No ocurrió",
    )  # fmt: skip


def test_the_standing_of_all_takes_one_query_however_many_there_are() -> None:
    counts = []
    for code in (SANTIAGO, VINA, IQUIQUE):
        enter(code, "adhered", "2016-01-01")
        enter(code, "awarded", "2018-01-01")
        with CaptureQueriesContext(connection) as queries:
            found = standings(on=day("2020-01-01"))
        counts.append((len(found), len(queries)))
    assert counts == [(1, 1), (2, 1), (3, 1)]


def test_standings_tell_who_is_adhered_and_who_holds_the_sello() -> None:
    enter(SANTIAGO, "adhered", "2016-01-01")
    enter(VINA, "adhered", "2016-01-01")
    enter(VINA, "awarded", "2018-01-01")
    enter(IQUIQUE, "adhered", "2016-01-01")
    enter(IQUIQUE, "awarded", "2017-01-01")
    annulled = enter(IQUIQUE, "revalidated", "2019-01-01")
    enter(IQUIQUE, "lapsed", "2019-06-01")
    annul_event(event=annulled, reason="No ocurrió", by=None)

    def seen(text: str) -> tuple[list[str], list[str]]:
        found = standings(on=day(text)).items()
        return adhered(found), holding_sello(found)

    everybody = [IQUIQUE, VINA, SANTIAGO]
    assert [seen(text) for text in ("2015-12-31", "2016-01-01", "2018-06-01", "2020-01-01")] == [
        ([], []), (everybody, []), (everybody, [IQUIQUE, VINA]), (everybody, [VINA]),
    ]  # fmt: skip
    assert standing_of("13102", on=day("2020-01-01")) is None
    one = standing_of(IQUIQUE, on=day("2020-01-01"))
    assert one is not None
    assert (one.status, one.since, one.awarded_on, one.revalidated_on) == (
        "lapsed", day("2019-06-01"), day("2017-01-01"), None,
    )  # fmt: skip


def test_writing_takes_as_many_queries_for_one_as_for_three() -> None:
    counts = []
    for codes in (["13102"], ["13105", "13106", "13107"]):
        changes = [Change(enters=event_data(code, "adhered", "2016-01-01")) for code in codes]
        with CaptureQueriesContext(connection) as queries:
            apply_changes(changes, by=None)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_that_the_register_is_complete_is_said_and_taken_back() -> None:
    editor = make_member("edicion@example.org", EDITOR)
    assert register_complete_since() is None
    declare_register(complete_since=day("2015-01-01"), note="Revisado", by=editor)
    assert register_complete_since() == day("2015-01-01")
    declare_register(complete_since=None, by=None)
    assert register_complete_since() is None
    before = state()
    for wrong in (day("2014-12-31"), datetime.date(9999, 1, 1)):
        with pytest.raises(RegisterProblem) as caught:
            declare_register(complete_since=wrong, by=editor)
        assert caught.value.field == "complete_since"
    assert state() == before
    assert list(
        RegisterChange.objects.order_by("pk").values_list(
            "action", "actor", "declaration__complete_since"
        )
    ) == [("declared", editor.pk, day("2015-01-01")), ("declared", None, None)]
