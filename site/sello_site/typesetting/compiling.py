"""Compiles documents with typst: data into a template, within bounds of time, memory and size.

Text never becomes markup: the data of a document is JSON beside its template, and the template's
functions walk it. What no font has is replaced before (:mod:`sello_site.typesetting.glyphs`).
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import Any, Literal

from sello_site.typesetting import compiler_process
from sello_site.typesetting.glyphs import NARROW, WIDE, Replacement, displayable

logger = logging.getLogger("sello.typesetting")

TEMPLATES = Path(__file__).parent / "templates"

MOST_SECONDS = 20
"""For one document. A guide of five pages takes 0.1."""

MOST_MEMORY = 1024**3
"""Bytes of address space for one document. A guide of five pages takes 50 MB."""

MOST_DATA = 1_500_000
"""Bytes of JSON: some 300 pages of text."""

MOST_PICTURES = 12 * 1024**2
"""Bytes of all pictures of a document together."""

MOST_OUTPUT = 25 * 1024**2

AT_ONCE = threading.BoundedSemaphore(2)
"""How many compilers one process of the server runs at the same time."""

_GLYPH_MISSING = "could not be displayed"
"""In what the compiler says when a text holds what no font has."""


class TypesettingFailed(Exception):  # noqa: N818  # says what happened
    """No document was made: it is too large, took too long, or the compiler refused it."""


@dataclass(frozen=True)
class _Job:
    template: str
    data: Mapping[str, Any]
    format: Literal["pdf", "png"]
    pictures: Mapping[str, bytes]
    timestamp: int
    page: int = 0


def compile_pdf(
    *,
    template: str,
    data: Mapping[str, Any],
    language: str,
    title: str,
    pictures: Mapping[str, bytes] | None = None,
    made_on: datetime | None = None,
) -> bytes:
    """A tagged PDF (PDF/UA-1) of the data, by ``templates/<template>.typ``.

    The template finds ``language`` and ``title`` in the data, and each picture as the file that it
    is named. The same arguments make the same bytes; ``made_on`` is the date that it tells.
    Raises :class:`TypesettingFailed`.
    """
    return _compile(_job("pdf", template, data, language, title, pictures, made_on=made_on, page=0))


def compile_png(
    *,
    template: str,
    data: Mapping[str, Any],
    language: str,
    title: str,
    pictures: Mapping[str, bytes] | None = None,
    page: int = 0,
) -> bytes:
    """One page as a picture, one pixel to the point. Raises :class:`TypesettingFailed`."""
    return _compile(_job("png", template, data, language, title, pictures, made_on=None, page=page))


def _job(
    form: Literal["pdf", "png"],
    template: str,
    data: Mapping[str, Any],
    language: str,
    title: str,
    pictures: Mapping[str, bytes] | None,
    *,
    made_on: datetime | None,
    page: int,
) -> _Job:
    return _Job(
        template=f"{template}.typ",
        data={**data, "language": language, "title": title},
        format=form,
        pictures=pictures or {},
        timestamp=int(made_on.timestamp()) if made_on else 0,
        page=page,
    )


def _compile(job: _Job) -> bytes:
    if sum(len(picture) for picture in job.pictures.values()) > MOST_PICTURES:
        raise TypesettingFailed("the pictures are too large together")
    try:
        return _compiled(job, WIDE)
    except _GlyphMissing:
        # A letter and its mark may be in different fonts, which only shaping tells.
        return _compiled(job, NARROW)


class _GlyphMissing(TypesettingFailed):
    """A text holds what no font has."""


def _compiled(job: _Job, fonts: frozenset[int]) -> bytes:
    replacement = Replacement()
    text = json.dumps(_cleaned(job.data, fonts, replacement), ensure_ascii=False).encode()
    if len(text) > MOST_DATA:
        raise TypesettingFailed(f"{len(text)} bytes of text are too many for one document")
    if replacement.missing:
        logger.warning(
            "%s: no font has %s in «%s»", job.template, replacement.named, job.data["title"]
        )
    with tempfile.TemporaryDirectory(prefix="sello-typesetting-") as folder:
        root = Path(folder) / "root"
        copytree(TEMPLATES, root)
        (root / "data.json").write_bytes(text)
        for name, picture in job.pictures.items():
            (root / name).write_bytes(picture)
        packages = Path(folder) / "packages"
        packages.mkdir()
        with AT_ONCE:
            return _run(job, root=root, packages=packages)


def _run(job: _Job, *, root: Path, packages: Path) -> bytes:
    order = {
        "root": str(root),
        "packages": str(packages),
        "template": job.template,
        "format": job.format,
        "timestamp": job.timestamp,
        "page": job.page,
        "memory": MOST_MEMORY,
        "seconds": MOST_SECONDS,
    }
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and file; nothing of a request
            [sys.executable, "-I", compiler_process.__file__],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
            # No secret of the site's; one thread, or address space goes with the machine's cores.
            env={"PATH": os.defpath, "RAYON_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingFailed(f"not ready after {MOST_SECONDS} seconds") from error
    if done.returncode == compiler_process.FAILED:
        said = done.stdout.decode(errors="replace")
        failure = _GlyphMissing if _GLYPH_MISSING in said else TypesettingFailed
        raise failure(said[:2000])
    if done.returncode != 0:
        said = done.stderr[-500:].decode(errors="replace")
        raise TypesettingFailed(f"the compiler ended with {done.returncode}: {said}")
    if not 0 < len(done.stdout) <= MOST_OUTPUT:
        raise TypesettingFailed(f"{len(done.stdout)} bytes are no document that can be sent")
    return done.stdout


def _cleaned(value: Any, fonts: frozenset[int], replacement: Replacement) -> Any:
    """The same tree with texts that can be shown."""
    if isinstance(value, str):
        return displayable(value, fonts, replacement)
    if isinstance(value, Mapping):
        return {key: _cleaned(item, fonts, replacement) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item, fonts, replacement) for item in value]
    return value
