"""The OpenAPI document as a page for people: plain HTML, which works for every reader and in every
browser, where the usual viewer needs scripts and cannot be used with a keyboard throughout."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from ninja.openapi.docs import DocsBase

if TYPE_CHECKING:
    from ninja import NinjaAPI

_CODE = re.compile(r"`+([^`]+)`+")
_NOBODY_IN_PARTICULAR = "AllowAnonymous"
_ACCESS = {"BearerTokenAuth": "With a token.", "PreviewAuth": "With a preview token."}


@dataclass(frozen=True)
class Parameter:
    """One parameter as a row of a table."""

    name: str
    place: str
    is_required: bool
    values: str
    description: SafeString


@dataclass(frozen=True)
class Operation:
    """One method at one address."""

    name: str
    method: str
    path: str
    summary: str
    description: SafeString
    access: str
    body: str
    parameters: tuple[Parameter, ...]


@dataclass
class Group:
    """The operations of one tag."""

    tag: str
    operations: list[Operation] = field(default_factory=list)


class DocumentPage(DocsBase):
    """Takes the place of ninja's viewer."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        document = api.get_openapi_schema(path_params=kwargs)
        response = render(
            request,
            "sello_site/headless/document.html",
            {
                "title": api.title,
                "groups": groups_of(document),
                "openapi_address": self.get_openapi_url(api, kwargs),
            },
        )
        response.headers["Content-Language"] = "en"
        return response


def groups_of(document: dict[str, Any]) -> list[Group]:
    """The document's operations by tag, in the document's order."""
    groups: dict[str, Group] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            group = groups.setdefault(tag, Group(tag))
            group.operations.append(_operation(path, method, operation))
    return list(groups.values())


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=_marked_up(operation.get("description", "")),
        access=_access(operation.get("security", [])),
        body=" or ".join(f"{kind}: {_values(each['schema'])}" for kind, each in content.items()),
        parameters=tuple(_parameter(each) for each in operation.get("parameters", [])),
    )


def _access(security: list[dict[str, Any]]) -> str:
    names = {name for each in security for name in each}
    if not names or _NOBODY_IN_PARTICULAR in names:
        return "Open to everybody."
    return " ".join(_ACCESS.get(name, f"With {name}.") for name in sorted(names))


def _parameter(parameter: dict[str, Any]) -> Parameter:
    return Parameter(
        name=parameter["name"],
        place=parameter["in"],
        is_required=parameter.get("required", False),
        values=_values(parameter["schema"]),
        description=_marked_up(parameter.get("description", "")),
    )


def _values(schema: dict[str, Any]) -> str:
    """The values that a schema allows, in a few words."""
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        named = (_values(each) for each in choices if each.get("type") != "null")
        return " or ".join(dict.fromkeys(named))
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_values(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _marked_up(text: str) -> SafeString:
    """Paragraphs, and code between backticks; the rest is text."""
    paragraphs = (escape(part.strip()) for part in text.split("\n\n") if part.strip())
    html = "".join(f"<p>{part}</p>" for part in paragraphs)
    return mark_safe(_CODE.sub(r"<code>\1</code>", html))  # noqa: S308  # each part was escaped
