"""Each block holds its own rules, whoever saves it: an editor, the API or a command."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.tests.utils import get_test_image_file

from sello_pages.blocks import ContentBlocks, headings_of
from sello_pages.models import ContentPage, SiteImage

blocks = ContentBlocks()


def clean(*children: tuple[str, Any]) -> Any:
    """The cleaned stream. Raises what ``clean()`` raises."""
    raw = [{"type": kind, "value": value} for kind, value in children]
    return blocks.clean(blocks.to_python(raw))


def problem_of(*children: tuple[str, Any]) -> dict[str, Any]:
    """Field → its errors, of the first block that ``clean()`` refuses."""
    with pytest.raises(ValidationError) as caught:
        clean(*children)
    first = next(iter(caught.value.block_errors.values()))
    return first.block_errors


def heading(text: str, level: str = "h2") -> tuple[str, Any]:
    return "heading", {"text": text, "level": level}


@pytest.fixture
def image(db: None, settings: Any, tmp_path: Any) -> SiteImage:
    settings.MEDIA_ROOT = tmp_path
    return SiteImage.objects.create(title="Foto", file=get_test_image_file())


@pytest.mark.parametrize(
    ("alternative_text", "decorative", "refused"),
    [
        ("Una plaza", False, None),
        ("", True, None),
        ("", False, "alternative_text"),
        ("   ", False, "alternative_text"),
        ("Una plaza", True, "decorative"),
    ],
)
def test_picture_says_what_it_shows_or_is_decoration(
    image: SiteImage, alternative_text: str, decorative: bool, refused: str | None
) -> None:
    value = {
        "image": image.pk,
        "alternative_text": alternative_text,
        "decorative": decorative,
        "caption": "",
    }
    if refused is None:
        assert clean(("picture", value))[0].value["decorative"] is decorative
    else:
        assert list(problem_of(("picture", value))) == [refused]


def test_headings_in_order_are_accepted() -> None:
    stream = clean(heading("Uno"), heading("Uno a", "h3"), heading("Dos"))
    assert [value.anchor for value in headings_of(stream)] == ["uno", "uno-a", "dos"]


def test_subheading_before_any_heading_is_refused() -> None:
    assert list(problem_of(heading("Suelto", "h3"), heading("Uno"))) == ["level"]


def test_two_headings_with_one_anchor_are_refused() -> None:
    assert list(problem_of(heading("Qué pide"), heading("Que pide"))) == ["text"]


def test_anchor_of_signs_alone_is_still_an_anchor() -> None:
    assert clean(heading("¿?"))[0].value.anchor == "seccion"


def table(headers: list[str], *rows: list[str]) -> tuple[str, Any]:
    return "table", {
        "caption": "Tabla",
        "first_column_is_header": True,
        "headers": headers,
        "rows": [{"cells": cells} for cells in rows],
    }


def test_table_with_rows_as_wide_as_its_headers_is_accepted() -> None:
    assert len(clean(table(["a", "b"], ["1", "2"], ["3", ""]))[0].value["rows"]) == 2


@pytest.mark.parametrize("row", [["1"], ["1", "2", "3"]])
def test_table_row_of_another_width_is_refused(row: list[str]) -> None:
    errors = problem_of(table(["a", "b"], ["1", "2"], row))["rows"].block_errors
    assert list(errors) == [1]


@pytest.mark.parametrize(
    "address",
    [
        "https://ejemplo.cl/a?b=c",
        "http://ejemplo.cl",
        "mailto:a@b.cl",
        "tel:+56223456789",
        "/guias/",
    ],
)
def test_button_leads_to_an_address(address: str) -> None:
    value = {"label": "Ir", "page": None, "address": address, "style": "primary"}
    assert clean(("button", value))[0].value["address"] == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//otro.cl/", "data:text/html,x", "guias", "https://", " /guias/ x"],
)
def test_button_refuses_what_is_no_plain_address(address: str) -> None:
    value = {"label": "Ir", "page": None, "address": address, "style": "primary"}
    assert list(problem_of(("button", value))) == ["address"]


@pytest.mark.parametrize("both", [True, False])
def test_button_has_exactly_one_target(make_page: Any, both: bool) -> None:
    page: ContentPage = make_page("Destino")
    value = {
        "label": "Ir",
        "page": page.pk if both else None,
        "address": "/guias/" if both else "",
        "style": "primary",
    }
    assert sorted(problem_of(("button", value))) == ["address", "page"]


def test_text_keeps_only_what_editors_may_use(make_page: Any, client: Any) -> None:
    """What the editor saves passes Wagtail's own whitelist of the block's features."""
    field = blocks.child_blocks["text"].field
    converter = field.widget.converter
    stored = converter.to_database_format(
        converter.from_database_format('<p>a<script>x</script><h2>b</h2><b onclick="x">c</b></p>')
    )
    assert "script" not in stored
    assert "onclick" not in stored
    assert "<h2" not in stored


CARD = {
    "name": "Oficina",
    "role": "",
    "email": "",
    "telephone": "",
    "hours": "",
    "address": "",
    "page": None,
}


@pytest.mark.parametrize(
    ("telephone", "dialled"),
    [("+56 2 2345 6789", "+56223456789"), ("600 486 3000", "6004863000"), ("(2) 2345-6789", None)],
)
def test_contact_card_dials_what_it_shows(telephone: str, dialled: str | None) -> None:
    card = ("contact_card", {**CARD, "telephone": telephone})
    if dialled is None:
        assert list(problem_of(card)) == ["telephone"]
    else:
        assert clean(card)[0].value.dialled == dialled


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("telephone", "llame al fono"),
        ("telephone", "12"),
        ("email", "oficina"),
        ("hours", "9 a 14"),
    ],
)
def test_contact_card_without_a_way_to_reach_anybody_is_refused(field: str, text: str) -> None:
    errors = problem_of(("contact_card", {**CARD, field: text}))
    assert list(errors) == ["email" if field == "hours" else field]


def test_contact_card_takes_one_way_alone(make_page: Any) -> None:
    page: ContentPage = make_page("Cómo llegar")
    for field, value in (("email", "a@b.cl"), ("address", "Calle 1"), ("page", page.pk)):
        assert clean(("contact_card", {**CARD, field: value}))[0].value["name"] == "Oficina"


def test_gallery_needs_two_pictures_and_each_says_what_it_shows(image: SiteImage) -> None:
    shown = {"image": image.pk, "alternative_text": "Una plaza", "decorative": False, "caption": ""}
    assert list(problem_of(("gallery", {"title": "Fotos", "pictures": [shown]}))) == ["pictures"]
    silent = {**shown, "alternative_text": ""}
    errors = problem_of(("gallery", {"title": "Fotos", "pictures": [shown, silent]}))
    assert list(errors["pictures"].block_errors) == [1]
    assert len(clean(("gallery", {"title": "Fotos", "pictures": [shown, shown]}))[0].value) == 2


@pytest.mark.parametrize("missing", ["value", "label", "date", "source"])
def test_sourced_figure_says_what_when_and_whence(missing: str) -> None:
    figure = {"value": "3", "label": "cosas", "date": "2023-12-31", "source": "F"}
    assert clean(("sourced_figure", figure))[0].value["value"] == "3"
    assert list(problem_of(("sourced_figure", {**figure, missing: None}))) == [missing]


def test_steps_need_two() -> None:
    one = {"title": "Uno", "text": "<p>a</p>"}
    assert list(problem_of(("steps", {"items": [one]}))) == ["items"]


def test_a_new_block_or_label_needs_no_migration() -> None:
    _name, path, arguments, kwargs = ContentPage._meta.get_field("body").deconstruct()
    assert (path, arguments, "block_lookup" in kwargs) == (
        "sello_pages.fields.BodyField",
        [],
        False,
    )
