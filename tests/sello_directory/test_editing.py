"""A municipality writes, sends, withdraws and confirms, in its account."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from sello_accounts.models import Substitution
from sello_directory import services
from sello_directory.content import OfficeData
from sello_directory.kinds import ServiceKind
from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_directory.problems import NothingChanges, NotUnderReview, UnderReview
from sello_map.days import today

from .conftest import Town, client_of, letters, messages_of, office, posted, state

pytestmark = pytest.mark.django_db


def where(name: str = "entry", code: str = "13101") -> str:
    return reverse(f"directory-account:{name}", args=[code])


def events() -> list[str]:
    return list(DirectoryEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_draft_is_kept_with_its_gaps_and_shown_again(town: Town) -> None:
    client = client_of(town.people["operator"])
    draft = OfficeData(office="  Oficina   de Migrantes ", services={"spanish": "Los martes."})
    sent = client.post(where(), posted(draft, stamp="0", do="save"), follow=True)
    assert messages_of(sent) == ["El borrador quedó guardado. Todavía no se envía."]
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.version, OfficeData.of(proposal)) == (
        "draft",
        1,
        OfficeData(office="Oficina de Migrantes", services={"spanish": "Los martes."}),
    )
    page = client_of(town.coordinator).get(where())
    assert page.context["form"].initial["office"] == "Oficina de Migrantes"
    assert page.context["form"].initial["stamp"] == proposal.stamp
    assert (events(), letters(), DirectoryEntry.objects.count()) == (["saved"], [], 0)


def test_what_is_sent_waits_unpublished_and_cannot_be_changed_until_it_is_withdrawn(
    town: Town,
) -> None:
    client = client_of(town.coordinator)
    sent = client.post(where(), posted(office(), stamp="0", do="send"), follow=True)
    assert messages_of(sent) == ["La propuesta quedó enviada. Se publica cuando SERMIG la apruebe."]
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.sent_by) == ("sent", town.coordinator)
    assert DirectoryEntry.objects.count() == 0
    page = client.get(where())
    assert (page.context["form"], "Calle Larga 12" in page.content.decode()) == (None, True)

    before = state()
    late = client.post(where(), posted(office(office="Otra"), stamp=proposal.stamp, do="save"))
    assert (late.status_code, state()) == (409, before)
    assert late.context["form"].non_field_errors() == [str(UnderReview.message)]
    assert late.context["form"]["office"].value() == "Otra"

    back = client.post(where("withdraw"), {"stamp": proposal.stamp}, follow=True)
    assert messages_of(back) == [
        "La propuesta quedó retirada. Puede cambiarla y enviarla de nuevo."
    ]
    assert back.context["form"].initial["address"] == "Calle Larga 12"
    again = client.post(
        where(), posted(office(), stamp=back.context["stamp"], do="send"), follow=True
    )
    assert again.redirect_chain == [(where(), 302)]
    assert list(Proposal.objects.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "sent",
    ]
    assert events() == ["saved", "sent", "withdrawn", "saved", "sent"]


def test_two_people_at_once_lose_nothing_and_see_both_texts(town: Town) -> None:
    mine, theirs = client_of(town.coordinator), client_of(town.people["operator"])
    stamps = [client.get(where()).context["stamp"] for client in (mine, theirs)]
    assert stamps == ["0", "0"]
    mine.post(where(), posted(office(hours="Lunes"), stamp="0", do="save"))
    before = state()
    late = theirs.post(where(), posted(office(hours="Martes"), stamp="0", do="send"))
    assert (late.status_code, state()) == (409, before)
    assert [(one.label, one.before, one.after) for one in late.context["conflict"]] == [
        ("Horario de atención", "Lunes", "Martes")
    ]
    form = late.context["form"]
    assert (form["hours"].value(), form["stamp"].value()) == ("Martes", late.context["stamp"])
    # Having seen both, they decide.
    done = theirs.post(where(), posted(office(hours="Martes"), stamp=late.context["stamp"]))
    assert (done.status_code, Proposal.objects.get().hours) == (302, "Martes")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"website": "http://municipio.cl"}, "website"),
        ({"website": "https://"}, "website"),
        ({"email": "oficina"}, "email"),
        ({"email": "a@b.cl\nBcc: c@d.cl"}, "email"),
        ({"telephone": "llámenos"}, "telephone"),
        ({"office": "O" * 141}, "office"),
        ({"office": "a\x07b"}, "office"),
        ({"office": "a\x00b"}, "office"),
        ({"hours": "h" * 100_000}, "hours"),
        ({"language": "xx"}, "language"),
        ({"language": ""}, "language"),
        ({"languages": ["klingon"]}, "languages"),
        ({"service_spanish": "x" * 301}, "service_spanish"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_nothing_is_written(
    town: Town, values: dict[str, Any], field: str
) -> None:
    before = state()
    client = client_of(town.coordinator)
    answer = client.post(where(), {**posted(office()), "stamp": "0", "do": "send", **values})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert state() == before
    # What was typed elsewhere is still there.
    assert answer.context["form"]["address"].value() == "Calle Larga 12"


def test_gaps_are_kept_as_a_draft_and_hold_back_the_sending_alone(town: Town) -> None:
    data = office(address="", telephone="")
    answer = client_of(town.coordinator).post(where(), posted(data, stamp="0", do="send"))
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors)) == (400, ["address", "telephone"])
    draft = Proposal.objects.get()
    assert (draft.state, form["stamp"].value(), events()) == ("draft", draft.stamp, ["saved"])
    assert "El borrador quedó guardado, pero no se envió." in answer.content.decode()
    fixed = posted(office(), stamp=form["stamp"].value(), do="send")
    assert client_of(town.coordinator).post(where(), fixed).status_code == 302
    assert Proposal.objects.get().state == "sent"


def test_nothing_is_sent_that_is_published_already(town: Town) -> None:
    town.publish()
    town.save()
    with pytest.raises(NothingChanges):
        services.send_for_review(
            actor=town.coordinator, organisation=town.organisation, stamp=town.stamp()
        )
    assert Proposal.objects.order_by("pk").last().state == "draft"  # type: ignore[union-attr]  # there is one


def test_still_valid_renews_the_day_and_changes_nothing_else(town: Town) -> None:
    entry = town.publish()
    long_ago = today() - datetime.timedelta(days=400)
    DirectoryEntry.objects.update(confirmed_on=long_ago)
    before = OfficeData.of(entry)
    client = client_of(town.people["operator"])
    page = client.get(where())
    assert (page.context["entry"].may_be_outdated, "Sigue vigente" in page.content.decode()) == (
        True,
        True,
    )
    sent = client.post(where("confirm"), {"stamp": page.context["stamp"]}, follow=True)
    assert messages_of(sent) == ["Gracias. La ficha queda confirmada hoy."]
    entry = DirectoryEntry.objects.get()
    assert (entry.confirmed_on, OfficeData.of(entry)) == (today(), before)
    assert DirectoryEvent.objects.latest("pk").kind == "confirmed"


def test_confirming_needs_something_published_and_the_page_as_it_was_seen(town: Town) -> None:
    client = client_of(town.coordinator)
    before = state()
    nothing = client.post(where("confirm"), {"stamp": "0"}, follow=True)
    assert messages_of(nothing) == ["Todavía no hay nada publicado que confirmar."]
    assert state() == before
    town.publish()
    before = state()
    stale = client.post(where("confirm"), {"stamp": "0"}, follow=True)
    assert messages_of(stale) == ["Mientras tanto, otra persona cambió la propuesta."]
    assert state() == before


def test_withdrawing_what_is_not_under_review_says_so(town: Town) -> None:
    draft = town.save()
    before = state()
    answer = client_of(town.coordinator).post(
        where("withdraw"), {"stamp": draft.stamp}, follow=True
    )
    assert messages_of(answer) == [str(NotUnderReview.message)]
    assert state() == before


def test_a_substitute_acts_for_the_absent_person_and_the_record_says_so(town: Town) -> None:
    operator = town.people["operator"]
    town.organisation.memberships.filter(user=operator).update(role="Otro rol municipal")
    assert client_of(operator).get(where()).status_code == 404
    Substitution.objects.create(
        absent=town.coordinator.memberships.get(),
        substitute=operator,
        starts_on=today(),
        ends_on=today(),
    )
    client = client_of(operator)
    assert "en subrogancia de" in client.get(where()).content.decode()
    client.post(where(), posted(office(), stamp="0", do="save"))
    event = DirectoryEvent.objects.get()
    assert (event.actor, event.on_behalf_of) == (operator, town.coordinator)


def test_while_access_pauses_nobody_of_the_municipality_writes(town: Town) -> None:
    long_ago = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    town.organisation.list_due_on = long_ago.date()
    town.organisation.list_warned_at = town.organisation.paused_at = long_ago
    town.organisation.save()
    before = state()
    client = client_of(town.coordinator)
    answer = client.post(where(), posted(office(), stamp="0", do="save"))
    assert (answer.status_code, state()) == (404, before)


def test_the_form_has_a_field_for_each_service_and_ties_help_and_errors_to_fields(
    town: Town,
) -> None:
    answer = client_of(town.coordinator).post(
        where(), posted(office(website="http://a.cl"), stamp="0")
    )
    page = answer.content.decode()
    assert [f'name="service_{kind}"' in page for kind in ServiceKind.values] == [True] * len(
        ServiceKind.values
    )
    assert 'aria-describedby="id_website_helptext id_website_error"' in page
    assert 'href="#id_website"' in page
