"""What the search makes of misspelt words and of texts that no page has whole."""

from __future__ import annotations

import re
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from sello_site.models import SearchWord
from sello_site.search import find, index_documents, offered_titles, rebuild, remove, suggest
from sello_site.search.synonyms import _by_word
from sello_site.signals import SearchDocument

pytestmark = pytest.mark.django_db


def index(*titles: str, language: str = "es", body: str = "") -> None:
    index_documents(
        SearchDocument(
            key=f"pages:test:{language}:{title}",
            kind="guide",
            language=language,
            title=title,
            body=body,
            url="/x/",
        )
        for title in titles
    )


def titles(text: str, language: str = "es", **arguments: Any) -> list[str]:
    answer = find(text=text, language=language, **arguments)
    return [result.title for result in answer.results.results]


# Misspelt words


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("es", "Visita técnica", "vicita tecnica"),
        ("es", "Informe", "infrome"),
        ("es", "Personas migrantes", "personas migarntes"),
        ("ht", "Kesyon ak repons", "kesyon ak reponns"),
        ("en", "Inclusive local policy", "inclusve local policy"),
        ("pt", "Diagnóstico inicial", "diagnotico inicial"),
        ("fr", "Confidentialité", "confidentialté"),
    ],
)
def test_a_misspelt_word_is_understood_in_each_language(
    language: str, title: str, typed: str
) -> None:
    index(title, "Zzz", language=language)
    answer = find(text=typed, language=language)
    assert [result.title for result in answer.results.results] == [title]
    assert answer.corrected != ""


def test_what_is_found_as_typed_is_not_corrected() -> None:
    index("Informe", "Informe uno", "Informe dos", "Infirme")
    answer = find(text="infirme", language="es")
    assert answer.corrected == ""
    assert titles("infirme") == ["Infirme"]


def test_a_rare_word_beside_a_frequent_one_is_asked_about() -> None:
    index("Infrome", *(f"Informe {number}" for number in range(6)))
    answer = find(text="infrome", language="es")
    assert answer.corrected == ""
    assert answer.suggestion == "informe"


def test_titles_of_pages_are_offered_before_what_is_no_page(make_page: Any) -> None:
    index("Abecedario")
    make_page("Zapato")
    offered = offered_titles(language="es")
    assert (offered.index("Zapato") < offered.index("Abecedario"), offered[-1]) == (
        True,
        "Abecedario",
    )
    assert "Abecedario" not in offered_titles(language="es", most=offered.index("Abecedario"))


def test_words_of_hidden_pages_are_never_offered(make_page: Any) -> None:
    page = make_page("Ornitorrinco")
    assert find(text="ornitorinco", language="es").corrected == "ornitorrinco"
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    answer = find(text="ornitorinco", language="es")
    assert (answer.corrected, answer.suggestion, answer.results.count) == ("", "", 0)
    assert suggest(text="ornito", language="es") == []
    assert "Ornitorrinco" not in offered_titles(language="es")


def test_new_words_are_known_at_once_and_old_ones_after_a_rebuild() -> None:
    index("Primero")
    assert find(text="primreo", language="es").corrected == "primero"
    index("Cuaderno")
    assert find(text="cuadreno", language="es").corrected == "cuaderno"
    remove(["pages:test:es:Cuaderno"])
    assert find(text="cuadreno", language="es").corrected == ""
    assert SearchWord.objects.filter(word="cuaderno").count() == 1
    rebuild()
    assert SearchWord.objects.filter(word="cuaderno").count() == 0


def test_a_word_is_kept_once_for_each_language() -> None:
    index("Papel uno", "Papel dos")
    index("Papel", language="pt")
    assert sorted(SearchWord.objects.filter(word="papel").values_list("language", flat=True)) == [
        "es",
        "pt",
    ]


# Some of the words


def test_the_pages_with_most_of_the_words_are_found_when_none_has_all() -> None:
    index("Mesa municipal", "Mesa", "Otra cosa")
    answer = find(text="mesa municipal ornitorrinco", language="es")
    assert answer.is_partial
    found = titles("mesa municipal ornitorrinco")
    assert found[0] == "Mesa municipal"
    assert "Otra cosa" not in found


def test_pages_with_all_words_come_before_those_with_some() -> None:
    index("Uno", body="mesa municipal")
    index("Mesa", "Municipal")
    answer = find(text="mesa municipal", language="es")
    assert [result.title for result in answer.results.results] == ["Uno", "Mesa", "Municipal"]
    assert not answer.is_partial


def test_a_phrase_in_quotes_is_taken_at_its_word() -> None:
    index("Mesa de trabajo municipal")
    assert titles('"trabajo municipal"') == ["Mesa de trabajo municipal"]
    assert titles('"mesa municipal"') == []


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("es", "Preparar el informe", "¿cómo preparo el informe?"),
        ("ht", "Jwenn minisipalite w", "kijan jwenn minisipalite mwen"),
        ("en", "Whom to ask", "who can I ask"),
        ("pt", "O que oferece o município", "o que o município oferece"),
        ("fr", "À qui poser une question", "comment poser ma question"),
    ],
)
def test_the_words_that_make_a_question_are_not_looked_for(
    language: str, title: str, typed: str
) -> None:
    index(title, language=language)
    answer = find(text=typed, language=language)
    assert [result.title for result in answer.results.results] == [title]
    assert not answer.is_partial


def test_pages_of_forgiven_results_do_not_overlap() -> None:
    index(*(f"Hallazgo {number:02}" for number in range(21)))
    first, second, third, fourth = (titles("hayazgo", page=page) for page in (1, 2, 3, 4))
    assert (len(first), len(second), len(third), len(fourth)) == (10, 10, 1, 0)
    assert len({*first, *second, *third}) == 21


# Other words for the same


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("es", "Contacto", "correo electrónico"),
        ("es", "Contacto", "e-mail"),
        ("es", "Contacto", "Teléfono"),
        ("es", "Trámites migratorios", "papeles"),
        ("es", "Mapa de municipalidades", "listado de munis"),
        ("ht", "Kontak", "adrès imel"),
        ("ht", "Demach migrasyon", "papye"),
        ("en", "Contact", "e-mail"),
        ("en", "How to join", "registration"),
        ("pt", "Contato", "e-mail de contato"),
        ("pt", "Como aderir", "inscrição"),
        ("fr", "Contact", "courrier électronique"),
        ("fr", "Démarches migratoires", "mes papiers"),
    ],
)
def test_what_readers_call_otherwise_is_found_first(language: str, title: str, typed: str) -> None:
    index(title, language=language)
    # More pages with the very words, as those on the site's own mail are.
    index(*(f"Zzz {number}" for number in range(4)), language=language, body=f"{typed} zzz")
    assert titles(typed, language=language)[0] == title


def test_the_word_that_the_site_uses_does_not_find_what_others_call_so() -> None:
    index("Contacto", "Correo electrónico", "Teléfono")
    assert titles("contacto") == ["Contacto"]


@pytest.mark.parametrize("language", ["es", "ht", "en", "pt", "fr"])
def test_words_that_mean_the_same_are_written_as_they_are_looked_up(language: str) -> None:
    words = _by_word(language)
    assert len(words) > 50
    assert {word for word in words if not re.fullmatch(r"[a-z]{2,}", word)} == set()
    others = {other for found in words.values() for other in found}
    assert {other for other in others if not re.fullmatch(r"[^\W\d_A-Z]{2,}", other)} == set()
    assert {word for word, others in words.items() if word in others} == set()


# Titles while typing


def test_a_title_is_suggested_by_its_words_begun_in_any_order() -> None:
    index("Plan anual de capacitación", "Plan de trabajo")
    assert [one.title for one in suggest(text="capac pla", language="es")] == [
        "Plan anual de capacitación"
    ]
    assert [one.title for one in suggest(text="el PLÁN d", language="es")] == [
        "Plan de trabajo",
        "Plan anual de capacitación",
    ]


def test_what_has_no_version_in_the_language_is_suggested_in_spanish(make_page: Any) -> None:
    make_page("Capacitación")
    index("Capacity", language="en")
    found = suggest(text="capaci", language="en")
    assert [(one.title, one.language) for one in found] == [
        ("Capacity", "en"),
        ("Capacitación", "es"),
    ]
