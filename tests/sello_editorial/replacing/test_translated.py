"""Replacing in translations: where their text is kept, and no other way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from wagtail.models import Locale, Page, PageLogEntry, get_page_models
from wagtail_localize.models import StringTranslation, Translation

from sello_editorial.replacing import services
from sello_editorial.replacing.places import search
from sello_editorial.replacing.services import replace_on_page
from sello_editorial.replacing.texts import Wanted
from sello_pages.models import ContentPage
from sello_site.translations.publishing import publish
from sello_site.translations.sources import start
from sello_site.translations.state import TranslationState, state_of

pytestmark = pytest.mark.django_db

SCREEN = "/admin/reemplazar/"

BODY = [
    {"type": "heading", "value": {"text": "Título", "level": "h2"}},
    {"type": "text", "value": "<p>Uno & dos <b>tres</b>.</p><p>Cuatro.</p>"},
    {
        "type": "steps",
        "value": {
            "items": [{"title": "A", "text": "<p>x</p>"}, {"title": "B", "text": "<p>y</p>"}]
        },
    },
]


def english() -> Locale:
    return Locale.objects.get(language_code="en")


def translated(
    page: Page, *, word: str = "old", machine: bool = False, live: bool = True, lacks: str = ""
) -> ContentPage:
    """The English page of a Spanish one, each of its texts with a word that it had not."""
    translation = start(page, english())
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        text = segment.string.data
        if text == lacks:
            continue
        is_address = segment.context.path == "slug"
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=english(),
            data=f"{text}-{word}" if is_address else f"{word} {text}",
            translation_type="machine" if machine else "manual",
            tool_name="Máquina" if machine else "",
        )
    if live:
        publish(translation)
    return ContentPage.objects.get(translation_key=page.translation_key, locale=english())


def found(user: Any, **values: Any) -> Any:
    wanted = Wanted(**{"text": "old", "replacement": "new", **values})
    return search(wanted=wanted, locale=english(), user=user)


def keys(user: Any, **values: Any) -> list[str]:
    return [place.key for page in found(user, **values).pages for place in page.places]


def apply(page: Page, chosen: list[str], by: Any, *, publish: bool = False, **values: Any) -> Any:
    wanted = Wanted(**{"text": "old", "replacement": "new", **values})
    return replace_on_page(page_id=page.pk, keys=chosen, wanted=wanted, publish=publish, by=by)


def texts(page: Page) -> list[str]:
    """The texts of the English translation that differ from what they began with."""
    rows = StringTranslation.objects.filter(
        context__object_id=page.translation_key, locale=english(), data__contains="new"
    )
    return sorted(rows.values_list("data", flat=True))


def test_places_of_a_translation_are_shown_with_where_they_stand(
    make_page: Any, people: Any
) -> None:
    page = make_page("Guía", body=BODY, live=True)
    other = translated(page)
    (shown,) = found(people["editor"]).pages
    assert (shown.page_id, shown.left_alone) == (other.pk, "")
    assert [place.where for place in shown.places] == [
        "Título",
        "Resumen",
        "Unidad responsable",
        "Contenido › Título › Texto",
        "Contenido › Texto",
        "Contenido › Texto",
        "Contenido › Pasos › Pasos › Título",
        "Contenido › Pasos › Pasos › Texto",
        "Contenido › Pasos › Pasos › Título",
        "Contenido › Pasos › Pasos › Texto",
    ]


def test_chosen_places_change_the_texts_and_not_what_is_published(
    make_page: Any, people: Any
) -> None:
    page = make_page("Guía", body=BODY, live=True)
    other = translated(page)
    chosen = keys(people["editor"])
    outcome = apply(other, [chosen[3], chosen[4]], people["editor"])
    assert (outcome.number, outcome.is_published, outcome.problem) == (2, False, "")
    assert texts(page) == ["new Título", "new Uno &amp; dos <b>tres</b>."]
    after = ContentPage.objects.get(pk=other.pk)
    assert after.body[0].value["text"] == "old Título"
    publish(Translation.objects.get())
    after = ContentPage.objects.get(pk=other.pk)
    assert after.body[0].value["text"] == "new Título"
    assert "new Uno &amp; dos <b>tres</b>." in str(after.body[1].value.source)
    assert "old Cuatro." in str(after.body[1].value.source)
    spanish = ContentPage.objects.get(pk=page.pk)
    assert (spanish.body[0].value["text"], spanish.has_unpublished_changes) == ("Título", False)


def test_whoever_may_publish_does_so_at_once(make_page: Any, people: Any) -> None:
    page = make_page("Guía", body=BODY, live=True)
    other = translated(page)
    outcome = apply(other, keys(people["editor"]), people["editor"], publish=True)
    assert (outcome.number, outcome.is_published, outcome.former_revision_id) == (10, True, None)
    after = ContentPage.objects.get(pk=other.pk)
    assert (after.title, after.body[0].value["text"]) == ("new Guía", "new Título")
    assert after.slug == f"{page.slug}-old"
    entry = PageLogEntry.objects.get(action=services.REPLACED)
    assert (entry.page_id, entry.user, entry.data["number"]) == (other.pk, people["editor"], 10)


def test_text_by_a_machine_stays_one_by_a_machine(make_page: Any, people: Any) -> None:
    page = make_page("Guía", body=BODY, live=True)
    other = translated(page, machine=True)
    apply(other, keys(people["editor"]), people["editor"], publish=True)
    assert state_of(Page.objects.get(pk=other.pk)) == TranslationState.MACHINE
    kinds = StringTranslation.objects.values_list("translation_type", "tool_name").distinct()
    assert list(kinds) == [("machine", "Máquina")]


def test_translation_that_nobody_published_changes_as_a_draft_alone(
    make_page: Any, people: Any
) -> None:
    page = make_page("Guía", body=BODY, live=True)
    alias = translated(page, live=False, lacks="Cuatro.")
    chosen = keys(people["editor"])
    outcome = apply(alias, chosen, people["editor"], publish=True)
    assert outcome.problem.startswith("Su traducción tiene textos sin publicar")
    assert texts(page) == []
    assert apply(alias, chosen, people["editor"]).number == 9
    assert len(texts(page)) == 9
    assert ContentPage.objects.get(pk=alias.pk).title == "Guía"


def test_words_that_somebody_has_not_published_do_not_come_out_along(
    make_page: Any, people: Any
) -> None:
    other = translated(make_page("Guía", body=BODY, live=True))
    apply(other, keys(people["editor"])[:1], people["editor"])
    outcome = apply(other, keys(people["editor"])[:1], people["editor"], publish=True)
    assert outcome.problem.startswith("Su traducción tiene textos sin publicar")
    assert ContentPage.objects.get(pk=other.pk).title == "old Guía"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"text": "old Guía", "replacement": ""}, "Un texto de la traducción quedaría vacío."),
        ({"text": "old Guía", "replacement": "\x00"}, "la traducción tiene un carácter nulo."),
    ],
)
def test_what_a_translation_may_not_say_changes_nothing(
    make_page: Any, people: Any, values: Any, problem: str
) -> None:
    page = make_page("Guía", body=BODY, live=True)
    other = translated(page)
    before = sorted(StringTranslation.objects.values_list("data", flat=True))
    outcome = apply(other, keys(people["editor"], **values), people["editor"], **values)
    assert (outcome.number, outcome.problem) == (0, problem)
    assert sorted(StringTranslation.objects.values_list("data", flat=True)) == before


def test_markup_that_is_written_in_is_text(make_page: Any, people: Any) -> None:
    page = make_page("Guía", body=BODY, live=True)
    other = translated(page)
    apply(
        other,
        keys(people["editor"]),
        people["editor"],
        publish=True,
        replacement="<script>new</script>",
    )
    after = ContentPage.objects.get(pk=other.pk)
    assert after.title == "<script>new</script> Guía"
    assert "<script>" not in str(after.body[1].value.source)


@pytest.mark.parametrize("change", ["locked", "text", "deleted"])
def test_what_changed_since_it_was_shown_is_left_alone(
    make_page: Any, people: Any, change: str
) -> None:
    page = make_page("Guía", live=True)
    other = translated(page)
    chosen = keys(people["editor"])
    if change == "locked":
        Page.objects.filter(pk=other.pk).update(locked=True)
    elif change == "text":
        StringTranslation.objects.update(data="otherwise")
    else:
        ContentPage.objects.get(pk=page.pk).delete()
    outcome = apply(Page(pk=other.pk), chosen, people["editor"])
    assert (outcome.number, bool(outcome.problem)) == (0, True)
    assert texts(page) == []


def test_nobody_changes_a_translation_that_they_may_not_edit(make_page: Any, people: Any) -> None:
    page = make_page("Guía", live=True)
    other = translated(page)
    chosen = keys(people["editor"])
    assert found(people["stranger"]).pages == []
    assert apply(other, chosen, people["stranger"]).number == 0
    assert apply(other, chosen, people["author"], publish=True).number == 0
    assert texts(page) == []
    assert apply(other, chosen, people["editor"]).number == len(chosen) == 3


def test_page_that_is_locked_is_named(make_page: Any, people: Any) -> None:
    other = translated(make_page("Guía", live=True))
    Page.objects.filter(pk=other.pk).update(locked=True)
    result = found(people["editor"])
    assert result.pages == []
    assert [(one.page_id, one.left_alone) for one in result.left_alone] == [
        (other.pk, "La página está bloqueada.")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_search_do_not_grow_with_the_translations(
    make_page: Any, people: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        translated(make_page(f"Guía {one}", body=BODY, live=True))
    found(people["editor"])
    with django_assert_num_queries(2 + 3 + len(get_page_models()) - 1):
        assert len(found(people["editor"]).pages) == number


def test_the_screen_shows_and_then_replaces_in_the_chosen_language(
    make_page: Any, signed_in: Any
) -> None:
    page = make_page("Guía", live=True)
    other = translated(page)
    client = signed_in("editor")
    asked = {"text": "old", "replacement": "new", "locale": "en"}
    body = client.get(SCREEN, asked).content.decode()
    shown = re.findall(r'name="place" value="([^"]+)"', body)
    assert len(shown) == 3
    answer = client.post(SCREEN, {**asked, "place": shown[:1], "how": "draft"})
    assert texts(page) == ["new Guía"]
    assert f"/admin/pages/{other.pk}/edit/" in answer.content.decode()
    assert client.get(SCREEN, {**asked, "locale": "fr"}).context["found"].pages == []
