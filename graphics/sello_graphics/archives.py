"""A chosen set of files as a ZIP archive that is written while it is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from sello_graphics.files import file_name, opened
from sello_graphics.models import GraphicFile

logger = logging.getLogger("sello.graphics")

MOST_FILES = 150
MOST_BYTES = 250 * 1024 * 1024
_CHUNK = 64 * 1024
_NEW_LINE = "\r\n"


class TooMuch(Exception):  # noqa: N818  # says what is wrong with the choice
    """The chosen files are too many, or too large together, for one archive."""


@dataclass(frozen=True)
class Archive:
    """``chunks`` are its bytes, ``size`` their number; ``files`` those that are in it."""

    chunks: Iterator[bytes]
    size: int
    files: tuple[GraphicFile, ...]


@dataclass(frozen=True)
class _Member:
    file: GraphicFile
    name: str
    size: int


def archive_of(files: Sequence[GraphicFile]) -> Archive:
    """The files as one archive, with a text on how they may be used, in the active language.

    Files that are lost are named in that text. Raises :class:`TooMuch`. Nothing is compressed,
    since PDF and pictures are already: so the size is known before the first byte is sent.
    """
    if len(files) > MOST_FILES:
        raise TooMuch
    members, lost = _members(files)
    if sum(member.size for member in members) > MOST_BYTES:
        raise TooMuch
    stream = ZipStream(compress_type=ZIP_STORED, sized=True)
    stream.add(terms(members, lost).encode("utf-8-sig"), _("LICENCIA.txt"))
    for member in members:
        stream.add(_content(member), member.name, size=member.size)
    return Archive(
        chunks=iter(stream), size=len(stream), files=tuple(member.file for member in members)
    )


def _members(files: Sequence[GraphicFile]) -> tuple[list[_Member], list[str]]:
    """What goes in, under names that differ, and the names of what is lost."""
    members: list[_Member] = []
    lost: list[str] = []
    taken: set[str] = set()
    for file in files:
        name = _unused(file_name(file), taken)
        try:
            handle, size = opened(file)
        except OSError:
            logger.warning("the file %s of %r is lost", file.key, file.page.title)
            lost.append(name)
            continue
        handle.close()
        members.append(_Member(file, name, size))
    return members, lost


def _unused(name: str, taken: set[str]) -> str:
    """The name, or with a number before its suffix when there is one already."""
    stem, dot, suffix = name.rpartition(".")
    number, candidate = 1, name
    while candidate.lower() in taken:
        number += 1
        candidate = f"{stem}-{number}{dot}{suffix}"
    taken.add(candidate.lower())
    return candidate


def _content(member: _Member) -> Iterator[bytes]:
    """The file's bytes, exactly as many as were announced: one that is replaced or lost while the
    archive is on its way must not break what comes after it."""
    left = member.size
    try:
        handle, _size = opened(member.file)
        with handle:
            while left and (chunk := handle.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk
    except OSError:
        logger.warning("the file %s was lost while it was sent", member.file.key)
    while left:
        filling = bytes(min(_CHUNK, left))
        left -= len(filling)
        yield filling


def terms(members: Sequence[_Member], lost: Sequence[str]) -> str:
    """How each file may be used, and whom to name, as a text file for any system."""
    lines = [
        _("Material gráfico del programa Sello Migrante"),
        f"{settings.SELLO_PUBLIC_URL}/",
        "",
        _("Al usarlo, nombre a quien lo hizo y respete la licencia de cada pieza:"),
        "",
    ]
    for member in members:
        page = member.file.page
        lines += [
            member.name,
            "  " + _("Pieza: %(title)s") % {"title": page.title},
            "  " + _("Crédito: %(credit)s") % {"credit": page.credit},
            "  " + _("Licencia: %(licence)s") % {"licence": page.get_licence_display()},
        ]
        if page.licence_address:
            lines.append(f"  {page.licence_address}")
        lines.append("")
    if lost:
        lines += [_("Faltan estos archivos, que no pudimos encontrar:"), *lost, ""]
    return _NEW_LINE.join(lines)
