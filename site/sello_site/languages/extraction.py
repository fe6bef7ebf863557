"""Finds the strings that are to be translated in Python modules and templates.

Django's ``makemessages`` needs the programs of GNU gettext. Here Python's own parser reads modules,
and Django's ``templatize`` turns templates into calls that Python's tokenizer reads, so that on any
machine a test can tell whether the catalogs hold what the sources hold.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

_CONTEXT, _SINGULAR, _PLURAL = "context", "singular", "plural"
_CALLS = {
    "_": (_SINGULAR,),
    "gettext": (_SINGULAR,),
    "gettext_lazy": (_SINGULAR,),
    "gettext_noop": (_SINGULAR,),
    "ngettext": (_SINGULAR, _PLURAL),
    "ngettext_lazy": (_SINGULAR, _PLURAL),
    "pgettext": (_CONTEXT, _SINGULAR),
    "pgettext_lazy": (_CONTEXT, _SINGULAR),
    "npgettext": (_CONTEXT, _SINGULAR, _PLURAL),
    "npgettext_lazy": (_CONTEXT, _SINGULAR, _PLURAL),
}
"""What each function of Django's takes, in the order of its arguments."""

_TEMPLATES = {".html", ".txt"}
_PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[sd]|\{(?P<field>\w*)\}")

Key = tuple[str | None, str]
"""What a catalog looks a string up by: its context, and the string itself."""


@dataclass
class Message:
    """One string to translate, and the files (relative to the checkout) that show it."""

    singular: str
    plural: str | None = None
    context: str | None = None
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.singular


def placeholders(text: str) -> set[str]:
    """The places in a string that are filled in; a translation must have the same."""
    return {found.group(0) for found in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def messages_in(folders: Iterable[Path], *, root: Path) -> dict[Key, Message]:
    """All messages below the folders, in the order of files and lines."""
    found: dict[Key, Message] = {}
    for path in _source_files(folders):
        name = path.relative_to(root).as_posix()
        for message in messages_of(path):
            known = found.setdefault(message.key, message)
            if known.plural is None:
                known.plural = message.plural
            if name not in known.files:
                known.files.append(name)
    return found


def messages_of(path: Path) -> Iterator[Message]:
    """The messages of one module or template, in their order."""
    source = path.read_text(encoding="utf-8")
    if path.suffix in _TEMPLATES:
        return _in_template(source, str(path))
    return _in_module(source, str(path))


def _source_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            is_source = path.suffix == ".py" or path.suffix in _TEMPLATES
            if is_source and not {"migrations", "static"} & set(path.relative_to(folder).parts):
                yield path


def _message(function: str, arguments: list[str]) -> Message | None:
    parts = _CALLS.get(function)
    if parts is None or len(arguments) < len(parts):
        return None
    given = dict(zip(parts, arguments, strict=False))
    return Message(
        singular=given[_SINGULAR], plural=given.get(_PLURAL), context=given.get(_CONTEXT)
    )


def _in_module(source: str, name: str) -> Iterator[Message]:
    calls = [node for node in ast.walk(ast.parse(source, name)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = call.func
        called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        texts: list[str] = []
        for argument in call.args:
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                break
            texts.append(argument.value)
        message = _message(called, texts)
        if message is not None and message.singular:
            yield message


def _in_template(source: str, name: str) -> Iterator[Message]:
    # What is no string to translate has become rows of one letter; their indentation means nothing.
    lines = [line.strip() for line in templatize(source, origin=name).splitlines()]
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline)
        if token.type in {tokenize.NAME, tokenize.STRING, tokenize.OP}
    ]
    for place, token in enumerate(tokens[:-1]):
        if token.type != tokenize.NAME or token.string not in _CALLS:
            continue
        texts = []
        for argument in tokens[place + 2 :]:
            if argument.type == tokenize.STRING:
                texts.append(str(ast.literal_eval(argument.string)))
            elif argument.string != ",":
                break
        message = _message(token.string, texts)
        if message is not None and message.singular:
            yield message
