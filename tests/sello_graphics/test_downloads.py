"""Downloads: who gets what, in which form, and what is counted of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import PageViewRestriction

from graphic_files import PDF, document
from sello_graphics import downloads, views
from sello_graphics.models import DownloadCount, GraphicFile, GraphicPage
from sello_site.limits import Limit, Scope
from sello_site.testing import zone_breaches
from sello_site.zones import Zone

MakePiece = Callable[..., GraphicPage]


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def path_of(piece: GraphicPage, number: int = 0) -> str:
    return f"/descargas/archivo/?archivo={piece.files.all()[number].key}"


def counts() -> dict[tuple[str, str], int]:
    rows = DownloadCount.objects.values_list("language", "format", "count")
    return {(language, suffix): count for language, suffix, count in rows}


def test_document_comes_whole_under_a_telling_name(client: Client, make_piece: MakePiece) -> None:
    piece = make_piece("Su municipalidad le orienta", "ht:pdf")
    response = client.get(path_of(piece))
    assert (response.status_code, content(response)) == (200, PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"] == (
        'attachment; filename="su-municipalidad-le-orienta-ht.pdf"'
    )
    assert response["Cache-Control"] == "no-cache"
    assert zone_breaches(response, Zone.PUBLIC) == []


def test_picture_comes_in_its_size_and_encoded_anew(client: Client, make_piece: MakePiece) -> None:
    piece = make_piece("Imagen", "es:png")
    response = client.get(path_of(piece))
    body = content(response)
    assert Image.open(io.BytesIO(body)).size == (60, 40)
    assert (response["Content-Type"], response["Content-Length"]) == ("image/png", str(len(body)))
    assert piece.files.all()[0].size == len(body)


@pytest.mark.parametrize("key", ["", "d0", "i999999", "d1.5", "d-1", "x1", "d" + "9" * 40])
def test_what_is_no_file_is_not_found(client: Client, make_piece: MakePiece, key: str) -> None:
    make_piece("Afiche")
    assert client.get(f"/descargas/archivo/?archivo={key}").status_code == 404
    assert counts() == {}


def test_file_of_a_draft_or_of_no_piece_cannot_be_had_by_guessing(
    client: Client, make_piece: MakePiece
) -> None:
    public = make_piece("Pública")
    draft = make_piece("Borrador", live=False)
    reserved = make_piece("Reservada")
    PageViewRestriction.objects.create(page=reserved, restriction_type="login")
    loose = document("suelto")

    for hidden in (path_of(draft), path_of(reserved), f"/descargas/archivo/?archivo=d{loose.pk}"):
        assert client.get(hidden).status_code == 404
    keys = [draft.files.all()[0].key, reserved.files.all()[0].key, f"d{loose.pk}"]
    query = "&".join(f"archivo={key}" for key in keys)
    assert client.get(f"/descargas/zip/?{query}").status_code == 400
    assert client.get(f"/descargas/zip/?pieza={draft.pk}&pieza={reserved.pk}").status_code == 400
    assert counts() == {}
    assert content(client.get(path_of(public))) == PDF


def test_each_download_counts_one_and_nothing_else_is_kept(
    client: Client, make_piece: MakePiece
) -> None:
    piece = make_piece("Afiche", "ht:pdf", "es:png")
    for _ in range(2):
        content(client.get(path_of(piece)))
    content(client.get(path_of(piece, 1)))

    assert counts() == {("ht", "pdf"): 2, ("es", "png"): 1}
    assert set(DownloadCount.objects.values_list("piece", "day")) == {
        (piece.translation_key, timezone.localdate())
    }


def test_download_from_any_language_version_counts_for_the_same_file(
    client: Client, make_piece: MakePiece
) -> None:
    piece = make_piece("Afiche")
    content(client.get(path_of(piece)))
    content(client.get(f"/ht{path_of(piece)}"))
    assert counts() == {("es", "pdf"): 2}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"purpose": "prefetch"},
        {"range": "bytes=10-"},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
    ],
)
def test_what_is_no_download_of_a_person_is_not_counted(
    client: Client, make_piece: MakePiece, headers: dict[str, str]
) -> None:
    piece = make_piece("Afiche")
    assert content(client.get(path_of(piece), headers=headers)) == PDF
    assert counts() == {}
    content(client.get(path_of(piece), headers={"range": "bytes=0-"}))
    assert counts() == {("es", "pdf"): 1}


def test_looks_and_files_that_the_browser_has_are_not_counted(
    client: Client, make_piece: MakePiece
) -> None:
    path = path_of(make_piece("Afiche"))
    head = client.head(path)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(PDF)))
    known = client.get(path, headers={"if-none-match": head["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert counts() == {}


def test_failure_to_count_withholds_no_file(
    client: Client, make_piece: MakePiece, monkeypatch: pytest.MonkeyPatch
) -> None:
    piece = make_piece("Afiche")
    # Seven values are given, in the place of as many.
    monkeypatch.setattr(downloads, "_COUNT", f"SELECT {'%s, ' * 7} 1 / 0")
    assert content(client.get(path_of(piece))) == PDF
    assert counts() == {}


def test_file_that_is_lost_is_not_found(client: Client, make_piece: MakePiece) -> None:
    piece = make_piece("Afiche")
    lost = piece.files.all()[0].document
    lost.file.storage.delete(lost.file.name)
    assert client.get(path_of(piece)).status_code == 404
    assert counts() == {}


def archive(response: Any) -> zipfile.ZipFile:
    body = content(response)
    assert response["Content-Length"] == str(len(body))
    opened = zipfile.ZipFile(io.BytesIO(body))
    assert opened.testzip() is None
    return opened


def keys_of(*pieces: GraphicPage) -> str:
    files = GraphicFile.objects.filter(page__in=pieces).order_by("page__path", "sort_order")
    return "&".join(f"archivo={one.key}" for one in files)


def test_archive_holds_the_chosen_files_and_their_terms(
    client: Client, make_piece: MakePiece
) -> None:
    first = make_piece("Afiche", "es:pdf", "ht:png")
    # Another piece of the same name must not overwrite it.
    second = make_piece("Afiche", slug="otro-afiche", credit="Otra persona", licence="cc0-1.0")
    response = client.get(f"/descargas/zip/?{keys_of(first, second)}")

    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-cache"
    opened = archive(response)
    assert opened.namelist() == [
        "LICENCIA.txt",
        "afiche-es.pdf",
        "afiche-ht.png",
        "afiche-es-2.pdf",
    ]
    assert opened.read("afiche-es.pdf") == PDF
    terms = opened.read("LICENCIA.txt").decode("utf-8-sig").split("\r\n")
    position = terms.index("afiche-es-2.pdf")
    assert terms[position + 1 : position + 5] == [
        "  Pieza: Afiche",
        "  Crédito: Otra persona",
        "  Licencia: Creative Commons CC0 1.0: sin condiciones",
        "  https://creativecommons.org/publicdomain/zero/1.0/",
    ]
    assert sorted(DownloadCount.objects.values_list("language", "format", "count")) == [
        ("es", "pdf", 1),
        ("es", "pdf", 1),
        ("ht", "png", 1),
    ]


def test_archive_of_pieces_follows_the_filters(client: Client, make_piece: MakePiece) -> None:
    first = make_piece("Uno", "es:pdf", "ht:pdf", "ht:png")
    second = make_piece("Dos", "es:pdf")
    query = f"pieza={first.pk}&pieza={second.pk}"
    assert archive(client.get(f"/descargas/zip/?{query}")).namelist()[1:] == [
        "uno-es.pdf",
        "uno-ht.pdf",
        "uno-ht.png",
        "dos-es.pdf",
    ]
    narrowed = client.get(f"/descargas/zip/?{query}&idioma=ht&formato=pdf")
    assert archive(narrowed).namelist()[1:] == ["uno-ht.pdf"]


def test_file_that_is_lost_is_named_and_breaks_nothing(
    client: Client, make_piece: MakePiece
) -> None:
    whole, broken = make_piece("Uno"), make_piece("Dos")
    lost = broken.files.all()[0].document
    lost.file.storage.delete(lost.file.name)
    opened = archive(client.get(f"/descargas/zip/?{keys_of(whole, broken)}"))
    assert opened.namelist() == ["LICENCIA.txt", "uno-es.pdf"]
    terms = opened.read("LICENCIA.txt").decode("utf-8-sig").split("\r\n")
    position = terms.index("Faltan estos archivos, que no pudimos encontrar:")
    assert terms[position + 1] == "dos-es.pdf"
    assert sum(counts().values()) == 1


def test_file_that_is_lost_under_way_breaks_no_other(client: Client, make_piece: MakePiece) -> None:
    first, second = make_piece("Uno"), make_piece("Dos")
    response = client.get(f"/descargas/zip/?{keys_of(first, second)}")
    lost = first.files.all()[0].document
    lost.file.storage.delete(lost.file.name)
    opened = archive(response)
    assert opened.read("uno-es.pdf") == bytes(len(PDF))
    assert opened.read("dos-es.pdf") == PDF


@pytest.mark.parametrize(("name", "most"), [("MOST_FILES", 2), ("MOST_BYTES", 2 * len(PDF))])
def test_archive_that_would_be_too_large_is_refused_with_what_to_do(
    client: Client, make_piece: MakePiece, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(f"sello_graphics.archives.{name}", most)
    pieces = [make_piece(title) for title in ("Uno", "Dos", "Tres")]
    refused = client.get(f"/descargas/zip/?{keys_of(*pieces)}")
    assert refused.status_code == 400
    assert "Elija menos, o un solo idioma." in refused.content.decode()
    assert counts() == {}
    assert client.get(f"/descargas/zip/?{keys_of(*pieces[:2])}").status_code == 200


@pytest.mark.parametrize("query", ["", "archivo=", "pieza=x", f"pieza={'9' * 40}", "pieza=%C2%B2"])
def test_archive_of_nothing_says_what_to_do(
    client: Client, make_piece: MakePiece, query: str
) -> None:
    make_piece("Uno")
    response = client.get(f"/descargas/zip/?{query}")
    assert response.status_code == 400
    assert "marque al menos una pieza" in response.content.decode()


def test_looking_at_an_archive_counts_nothing(client: Client, make_piece: MakePiece) -> None:
    query = keys_of(make_piece("Uno"))
    head = client.head(f"/descargas/zip/?{query}")
    assert (head.status_code, head.content) == (200, b"")
    assert counts() == {}
    assert head["Content-Length"] == str(len(content(client.get(f"/descargas/zip/?{query}"))))
    assert sum(counts().values()) == 1


def test_archives_from_one_address_are_limited(
    client: Client, make_piece: MakePiece, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = Scope(
        name="graphics-archive-test",
        address=Limit(hits=1, window=views.ARCHIVES.address.window),
    )
    monkeypatch.setattr(views, "ARCHIVES", narrow)
    query = keys_of(make_piece("Uno"))
    assert client.get(f"/descargas/zip/?{query}").status_code == 200
    assert client.get(f"/descargas/zip/?{query}").status_code == 429
    assert sum(counts().values()) == 1
