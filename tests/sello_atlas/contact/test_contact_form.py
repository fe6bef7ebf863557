"""The form: what it asks, what it refuses, and that nothing is lost by a mistake."""

from __future__ import annotations

import psycopg
import pytest
from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.test import Client
from procrastinate.contrib.django.utils import connector_params

from sello_atlas.contact.forms import LONGEST_MESSAGE
from sello_map.models import Commune, Region, RegionalOffice
from sello_site import limits
from sello_site.languages import LANGUAGES
from sello_site.limits import service
from sello_site.limits.models import Counter
from sello_site.limits.scopes import CONTACT_FORM, CONTACT_OFFICE
from sello_site.privacy.texts import publish_text
from sello_site.testing import zone_breaches
from sello_site.zones import Zone

from .conftest import BOTH, FORM, OWN, SENT, make_office, post, written

# The limits count in transactions of their own.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def soup(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content, "html.parser")


def controls(page: BeautifulSoup) -> list[Tag]:
    return page.select("form.person-form :is(input, select, textarea):not([type=hidden])")


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_the_form_is_there_in_every_language_without_cookie_token_or_script(
    client: Client, office: RegionalOffice, language: str
) -> None:
    prefix = "" if language == "es" else f"/{language}"
    answer = client.get(f"{prefix}{FORM}")
    assert (answer.status_code, zone_breaches(answer, Zone.PERSONAL)) == (200, [])
    page = soup(answer.content)
    assert page.html is not None
    assert page.html["lang"] == language
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert page.select("main script") == []
    assert [one["name"] for one in controls(page)] == [
        "name", "email", *["writer"] * 4, "commune", "subject", "message", "website",
    ]  # fmt: skip
    for one in controls(page):
        assert (one["name"], len(page.select(f'label[for="{one["id"]}"]'))) == (one["name"], 1)
    thanks = client.get(f"{prefix}{SENT}")
    assert (thanks.status_code, zone_breaches(thanks, Zone.PERSONAL)) == (200, [])


def test_the_communes_are_the_regions_and_one_can_come_chosen(
    client: Client, office: RegionalOffice
) -> None:
    make_office("05", email="valparaiso@oficina.example")

    def chosen(query: str) -> list[str]:
        page = soup(client.get(f"{FORM}{query}").content)
        return [str(one["value"]) for one in page.select("select option[selected]")]

    page = soup(client.get(FORM).content)
    codes = {str(one["value"]) for one in page.select("select option")} - {""}
    expected = set(Commune.objects.filter(code__startswith="13").values_list("code", flat=True))
    assert codes == expected
    assert chosen("?comuna=13101") == ["13101"]
    for query in ("", "?comuna=05109", "?comuna=x", "?comuna=%E2%98%83", f"?comuna={'9' * 3000}"):
        assert chosen(query) in ([], [""])
    switcher = soup(client.get(f"{FORM}?comuna=13101").content).select(".languages a")
    assert f"/en{FORM}?comuna=13101" in [link["href"] for link in switcher]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "id_name"),
        ({"name": "x" * 121}, "id_name"),
        ({"name": "Ana\r\nBcc: todos@malo.example"}, "id_name"),
        ({"name": "Ana 12.345.678-5"}, "id_name"),
        ({"email": ""}, "id_email"),
        ({"email": "ana"}, "id_email"),
        ({"email": "ana@correo.example\nBcc: b@malo.example"}, "id_email"),
        ({"email": "a@b.example, c@d.example"}, "id_email"),
        ({"email": f"ana@{'ñ' * 60}.example"}, "id_email"),
        ({"email": "root@localhost"}, "id_email"),
        ({"email": '"a\x0c\x0cHola,texto"@correo.example'}, "id_email"),
        ({"email": "ſ@correo.example"}, "id_email"),
        ({"email": "ana@[127.0.0.1]"}, "id_email"),
        ({"writer": ""}, "id_writer_0"),
        ({"writer": "king"}, "id_writer_0"),
        ({"commune": "05109"}, "id_commune"),
        ({"commune": "x\x00"}, "id_commune"),
        ({"subject": ""}, "id_subject"),
        ({"subject": "Uno\nDos"}, "id_subject"),
        ({"message": " \n "}, "id_message"),
        ({"message": "a\x00b"}, "id_message"),
        ({"message": "x" * 100_000}, "id_message"),
        ({"message": "Mi vecino es 12.345.678-K"}, "id_message"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost_or_written(
    client: Client, office: RegionalOffice, values: dict[str, str], field: str
) -> None:
    answer = post(client, **values)
    page = soup(answer.content)
    assert answer.status_code == 400
    assert [link["href"] for link in page.select("[role=alert] a")] == [f"#{field}"]
    [wrong] = page.select(f"#{field}")
    if field != "id_writer_0":
        assert wrong["aria-invalid"] == "true"
        described = str(wrong["aria-describedby"]).split()
        assert f"{field}_error" in described
        assert all(page.find(id=one) for one in described)
    [message] = page.select("#id_message")
    sent = values.get("message", "Busco clases.\nGracias & <b>saludos</b>")
    assert message.get_text().strip().replace("\r\n", "\n") == sent.strip()
    assert (written(), Counter.objects.count()) == ([], 0)


def test_a_form_without_its_fields_says_what_is_missing(
    client: Client, office: RegionalOffice
) -> None:
    answer = client.post(FORM, {}, headers=OWN)
    links = [link["href"] for link in soup(answer.content).select("[role=alert] a")]
    assert (answer.status_code, links) == (
        400,
        ["#id_name", "#id_email", "#id_writer_0", "#id_subject", "#id_message"],
    )
    assert written() == []


def test_line_breaks_count_as_one_character_and_foreign_addresses_are_taken(
    client: Client, office: RegionalOffice
) -> None:
    longest = "x\r\n" * (LONGEST_MESSAGE // 2 - 1) + "xy"
    assert post(client, message=longest, commune="").status_code == 302
    assert written() == BOTH
    assert post(client, email="ana@ñandú.example").status_code == 302
    assert len(written()) == 4


def test_programs_that_fill_in_everything_get_the_same_answer_and_nothing_else(
    client: Client, office: RegionalOffice
) -> None:
    answer = post(client, website="https://spam.example")
    assert (answer.status_code, answer["Location"], written()) == (302, SENT, [])
    honest = post(client)
    assert (honest.status_code, honest["Location"], written()) == (302, SENT, BOTH)
    assert answer.content == honest.content


def test_one_address_cannot_send_without_end_and_loses_nothing_when_it_must_wait(
    client: Client, office: RegionalOffice
) -> None:
    assert post(client).status_code == 302
    assert CONTACT_FORM.address is not None
    Counter.objects.update(hits=CONTACT_FORM.address.hits)
    answer = post(client, message="Algo largo")
    page = soup(answer.content)
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert len(page.select("[role=alert] li")) == 1
    assert page.select("#id_message")[0].get_text().strip() == "Algo largo"
    assert written() == BOTH


def test_one_office_does_not_get_messages_without_end(
    client: Client, office: RegionalOffice
) -> None:
    make_office("05", email="valparaiso@oficina.example")
    other = "/personal/mapa/contacto/05/"
    assert CONTACT_OFFICE.account is not None
    assert post(client).status_code == 302
    hits = CONTACT_OFFICE.account.hits
    assert Counter.objects.filter(hits=1).count() == 3  # the connection, the office, the mailbox
    for _time in range(hits - 1):
        assert limits.hit(CONTACT_OFFICE, account="13").allowed
    answer = post(client, message="Algo largo")
    page = soup(answer.content)
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert page.select("#id_message")[0].get_text().strip() == "Algo largo"
    assert written() == BOTH
    assert post(client, other, commune="").status_code == 302
    assert len(written()) == 4


def test_nothing_is_lost_while_the_limits_cannot_be_counted(
    client: Client, office: RegionalOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LOCK_SECONDS", 1)
    with psycopg.connect(**connector_params("default")) as other:
        other.execute("LOCK TABLE sello_limits_counter IN ACCESS EXCLUSIVE MODE")
        answer = post(client, message="Algo largo")
        other.rollback()
    page = soup(answer.content)
    assert (answer.status_code, answer["Retry-After"], written()) == (503, "60", [])
    assert page.select("#id_message")[0].get_text().strip() == "Algo largo"
    assert (post(client).status_code, written()) == (302, BOTH)


@pytest.mark.parametrize("code", ["99", "0", "13101", "x", "no-such-thing", "1" * 500])
def test_unknown_regions_are_not_there(client: Client, office: RegionalOffice, code: str) -> None:
    address = f"/personal/mapa/contacto/{code}/"
    assert client.get(address).status_code == 404
    assert post(client, address).status_code == 404
    assert client.get(f"{address}enviado/").status_code == 404
    assert written() == []


def test_other_methods_and_broken_bodies_are_refused(
    client: Client, office: RegionalOffice
) -> None:
    assert client.put(FORM, headers=OWN).status_code == 405
    assert client.post(SENT, headers=OWN).status_code == 405
    broken = client.generic("POST", FORM, b"--x", "multipart/form-data", headers=OWN)
    assert broken.status_code == 400
    assert client.post(FORM, "{}", "application/json", headers=OWN).status_code == 400
    assert written() == []


def test_the_published_text_on_what_basis_it_is_done_is_shown(
    client: Client, office: RegionalOffice
) -> None:
    assert soup(client.get(FORM).content).select(".legal-text") == []
    publish_text(key="contacto-regional", language="es", text="Según la ley.")
    [text] = soup(client.get(f"/en{FORM}").content).select(".legal-text")
    assert (text.get_text().strip(), text["lang"]) == ("Según la ley.", "es")


def test_the_link_leads_to_the_form_with_the_commune_chosen() -> None:
    region = Region.objects.get(pk="13")
    commune = Commune.objects.get(pk="13101")
    for context, address in (
        ({"region": region}, FORM),
        ({"region": region, "commune": commune}, f"{FORM}?comuna=13101"),
    ):
        link = soup(render_to_string("atlas/parts/write.html", context).encode()).a
        assert link is not None
        assert link["href"] == address
