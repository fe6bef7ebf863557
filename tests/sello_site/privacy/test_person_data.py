"""Export and erasure over everything: all or nothing, and nobody else's."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sello_site.outbox import letters
from sello_site.outbox.models import Letter, LocalLetter
from sello_site.outbox.suppressions import suppress, suppression_of
from sello_site.plugin_registry import Quarantine, registry
from sello_site.privacy import person_data
from sello_site.privacy.models import RightsRequest
from sello_site.privacy.person_data import PersonDataFailure, erase_person, export_person
from sello_site.privacy.register import Holder, holders

from .conftest import ask, open_request

pytestmark = pytest.mark.django_db


def rows_by_holder(email: str) -> dict[str, int]:
    return {one.slug: len(one.rows) for one in export_person(email=email)}


@pytest.fixture
def with_holder(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Adds a plugin of this test's to those that keep data."""

    def add(**module: Any) -> None:
        found = [*holders(), Holder("extraño", "Extraño", SimpleNamespace(**module))]  # type: ignore[arg-type]  # stands for a module
        monkeypatch.setattr(person_data, "holders", lambda: found)

    return add


def test_everything_about_one_person_is_told_and_nothing_about_others() -> None:
    open_request(email="Ana@Example.cl")
    letters.send(to="ANA@example.cl", template="test", language="es", context={})
    suppress(address="ana@example.cl", reason="hard_bounce")
    ask(email="luz@example.cl")
    assert rows_by_holder(" ana@EXAMPLE.cl") == {"outbox": 4, "privacy": 1}
    told = json.dumps([one.rows for one in export_person(email="ana@example.cl")])
    assert "luz@example.cl" not in told
    assert "confirmar/" not in told  # no way into anything


def test_erasure_leaves_what_must_be_kept_with_its_reason() -> None:
    open_request(email="ana@example.cl")
    ask(email="ana@example.cl")
    letters.send(to="luz@example.cl", template="test", language="es", context={})
    LocalLetter.objects.create(message_id="<1>", sender="a", to="Ana@example.cl", subject="s")
    suppress(address="ana@example.cl", reason="hard_bounce")
    erasure = erase_person(email="ANA@example.cl")
    assert erasure.erased == {"outbox": 4, "privacy": 1}
    assert {one.slug: len(one.rows) for one in erasure.kept} == {"outbox": 1, "privacy": 1}
    assert [one.slug for one in erasure.kept if not one.why_kept.strip()] == []
    assert list(Letter.objects.values_list("to", flat=True)) == ["luz@example.cl"]
    assert (LocalLetter.objects.count(), RightsRequest.objects.count()) == (0, 1)
    assert suppression_of(address="ana@example.cl") is not None
    assert "ana@" not in json.dumps(erasure.as_record())


def test_failing_plugin_undoes_the_others_and_is_named(with_holder: Any) -> None:
    ask(email="ana@example.cl")

    def erase(*, email: str) -> int:
        raise RuntimeError(email)

    with_holder(export=lambda *, email: [], erase=erase)
    before = rows_by_holder("ana@example.cl")
    with pytest.raises(PersonDataFailure, match=r"^extraño: RuntimeError$"):
        erase_person(email="ana@example.cl")
    assert rows_by_holder("ana@example.cl") == before == {"outbox": 1, "privacy": 1}


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ({"export": lambda *, email: [{"a": object()}], "erase": lambda *, email: 0}, "TypeError"),
        ({"export": lambda *, email: [{"a": 1}], "erase": lambda *, email: 1}, "something remains"),
        ({"export": lambda *, email: [], "erase": lambda *, email: None}, "TypeError"),
        ({"export": lambda *, email: [], "erase": lambda *, email: True}, "TypeError"),
    ],
)
def test_plugin_that_breaks_the_contract_stops_the_erasure(
    with_holder: Any, module: dict[str, Any], reason: str
) -> None:
    ask(email="ana@example.cl")
    with_holder(**module)
    with pytest.raises(PersonDataFailure, match=f"extraño: {reason}"):
        erase_person(email="ana@example.cl")
    assert (Letter.objects.count(), RightsRequest.objects.count()) == (1, 1)


def test_quarantined_plugin_could_keep_something_so_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(email="ana@example.cl")
    set_aside = {"broken": Quarantine("broken", "import", "RuntimeError")}
    monkeypatch.setattr(registry, "quarantined", set_aside)
    for act in (erase_person, export_person):
        with pytest.raises(PersonDataFailure, match=r"^broken: the plugin is set aside"):
            act(email="ana@example.cl")
    assert RightsRequest.objects.count() == 1


def test_letter_that_is_leaving_is_not_erased() -> None:
    letter = letters.send(to="ana@example.cl", template="test", language="es", context={})
    lease = "2030-01-01T00:00Z"
    claim = "00000000-0000-4000-8000-000000000000"
    for state in ("claimed", "sending"):
        Letter.objects.filter(pk=letter.pk).update(state=state, claim=claim, lease_until=lease)
    assert erase_person(email="ana@example.cl").erased == {}
    assert Letter.objects.count() == 1


def test_commands_export_and_erase() -> None:
    ask(email="ana@example.cl")
    output = io.StringIO()
    call_command("privacy_export", "Ana@example.cl", stdout=output)
    document = json.loads(output.getvalue())
    assert document["correo"] == "ana@example.cl"
    assert {slug: len(one["registros"]) for slug, one in document["datos"].items()} == {
        "outbox": 1,
        "privacy": 1,
    }
    with pytest.raises(CommandError, match="nothing was erased; --yes"):
        call_command("privacy_erase", "ana@example.cl")
    assert RightsRequest.objects.count() == 1
    output = io.StringIO()
    call_command("privacy_erase", "ana@example.cl", "--yes", stdout=output)
    assert json.loads(output.getvalue()) == {
        "erased": {"outbox": 1, "privacy": 1},
        "kept": {},
        "not_asked": [],
    }
    assert (Letter.objects.count(), RightsRequest.objects.count()) == (0, 0)
