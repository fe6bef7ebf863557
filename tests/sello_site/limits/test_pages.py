"""What is answered when a limit is reached or cannot be counted."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from sello_site.limits import LimitReached, LimitsUnavailable, Verdict
from sello_site.limits.middleware import LimitsMiddleware


def answer_to(exception: Exception, path: str = "/personal/x/") -> HttpResponse | None:
    middleware = LimitsMiddleware(lambda request: HttpResponse())
    return middleware.process_exception(RequestFactory().get(path), exception)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(1, "en 1 minuto."), (60, "en 1 minuto."), (61, "en 2 minutos."), (900, "en 15 minutos.")],
)
def test_readers_are_told_in_their_language_when_to_come_back(seconds: int, told: str) -> None:
    answer = answer_to(LimitReached(Verdict(False, seconds)))
    assert answer is not None
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, str(seconds))
    assert '<html lang="es"' in html
    assert f"Hubo demasiados intentos seguidos. Vuelva a intentarlo {told}" in html
    assert "nada queda bloqueado" in html


@pytest.mark.parametrize(
    ("exception", "status", "title", "told"),
    [
        (LimitReached(Verdict(False, 90)), 429, "Too Many Requests", "en 2 minutos"),
        (LimitsUnavailable(), 503, "Service Unavailable", "Por seguridad"),
    ],
)
def test_the_api_answers_with_a_problem_document(
    exception: Exception, status: int, title: str, told: str
) -> None:
    answer = answer_to(exception, "/api/v3/pages/")
    assert answer is not None
    problem = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["title"]) == (status, status, title)
    assert told in problem["detail"]
    assert int(answer["Retry-After"]) >= 60


def test_other_exceptions_are_left_to_others() -> None:
    assert answer_to(RuntimeError("something else")) is None


def test_answers_pass_untouched() -> None:
    response = HttpResponse("all is well")
    handler: Callable[[HttpRequest], HttpResponse] = LimitsMiddleware(lambda request: response)
    assert handler(RequestFactory().get("/")) is response
