"""Two people write into one history at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from registering import SANTIAGO, enter, event_data, history
from sello_map.register.changes import enter_event
from sello_map.register.rules import RegisterProblem


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_second_waits_and_is_judged_by_what_the_first_wrote() -> None:
    enter(SANTIAGO, "adhered", "2016-01-01")
    outcome: list[str] = []

    def award() -> None:
        try:
            enter_event(data=event_data(SANTIAGO, "awarded", "2019-01-01"), by=None)
            outcome.append("entered")
        except RegisterProblem as problem:
            outcome.append(problem.message)
        finally:
            connection.close()

    second = threading.Thread(target=award)
    with transaction.atomic():
        enter(SANTIAGO, "withdrawn", "2018-01-01")
        second.start()
        second.join(timeout=0.5)
        assert (second.is_alive(), outcome) == (True, [])
    second.join(timeout=10)
    assert outcome == [
        "«Sello otorgado», 1 de enero de 2019: no puede seguir a «Retirada del programa»."
    ]
    assert history(SANTIAGO) == [("adhered", "2016-01-01"), ("withdrawn", "2018-01-01")]
