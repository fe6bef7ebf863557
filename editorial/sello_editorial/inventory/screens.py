"""Screens of the inventory: blocks, and files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required
from wagtail.models import Locale

from sello_editorial.csv_files import csv_answer
from sello_editorial.inventory.blocks import inventory
from sello_editorial.inventory.files import undescribed_images, unused_documents, unused_images
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.tabular import Column, Integer, Table, Text

VIEW = "sello_editorial.view_inventory"
PAGE_SIZE = 50

BLOCKS_TABLE = Table(
    name="blocks",
    title=_("Inventario de bloques"),
    columns=(
        Column("label", _("Bloque"), Text(), required=True),
        Column("name", _("Nombre interno"), Text(), required=True),
        Column("page", _("Página"), Text(), required=True),
        Column("number", _("Veces"), Integer(0), required=True),
    ),
    key=("name", "page"),
)
FILES_TABLE = Table(
    name="files",
    title=_("Archivos por revisar"),
    columns=(
        Column("id", _("Número"), Integer(0), required=True),
        Column("title", _("Título"), Text(), required=True),
        Column("file", _("Archivo"), Text(500), required=True),
    ),
    key=("id",),
)
FILES = {
    "imagenes-sin-uso": (_("Imágenes sin uso"), unused_images, "wagtailimages:edit"),
    "documentos-sin-uso": (_("Documentos sin uso"), unused_documents, "wagtaildocs:edit"),
    "imagenes-sin-descripcion": (
        _("Imágenes sin descripción"),
        undescribed_images,
        "wagtailimages:edit",
    ),
}


def _locale(request: HttpRequest) -> Locale:
    code = request.GET.get("idioma") or SOURCE_LANGUAGE
    found = Locale.objects.filter(language_code=code).first()
    if found is None:
        raise Http404
    return found


@require_GET
@permission_required(VIEW)
def blocks(request: HttpRequest) -> HttpResponseBase:
    """Every kind of block with how often it is used."""
    locale = _locale(request)
    uses = inventory(locale)
    if request.GET.get("formato") == "csv":
        rows = [
            {"label": use.label, "name": use.name, "page": page.title, "number": page.number}
            for use in uses
            for page in use.pages
        ]
        return csv_answer(BLOCKS_TABLE, rows)
    context = {"uses": uses, "locale": locale, "locales": Locale.objects.all(), "current": "blocks"}
    return render(request, "editorial/inventory/blocks.html", context)


@require_GET
@permission_required(VIEW)
def block(request: HttpRequest, name: str) -> HttpResponse:
    """The pages that use one kind of block."""
    locale = _locale(request)
    use = next((one for one in inventory(locale) if one.name == name), None)
    if use is None:
        raise Http404
    page = Paginator(use.pages, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"use": use, "page": page, "locale": locale}
    return render(request, "editorial/inventory/block.html", context)


@require_GET
@permission_required(VIEW)
def files(request: HttpRequest, which: str = "imagenes-sin-uso") -> HttpResponseBase:
    """Files that ask something of an editor."""
    if which not in FILES:
        raise Http404
    title, selector, edit = FILES[which]
    found = selector()
    if request.GET.get("formato") == "csv":
        rows: Any = (
            {"id": one.pk, "title": one.title, "file": one.file.name}
            for one in found.iterator(chunk_size=500)
        )
        return csv_answer(FILES_TABLE, rows)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "title": title,
        "which": which,
        "choices": [
            (name, label, reverse("sello_editorial_inventory:files_of", args=[name]))
            for name, (label, _selector, _edit) in FILES.items()
        ],
        "page": page,
        "rows": [(one, reverse(edit, args=[one.pk])) for one in page],
        "current": "files",
    }
    return render(request, "editorial/inventory/files.html", context)
