"""Schemathesis calls every operation of the schema, as a manager and as an owner, with
what the schema allows and with what it forbids. Run by `make fuzz N=... SEED=...`.

Each case starts from the demo as it is and is taken back afterwards, so that a failure
can be played again. What a case has written is read back before that."""

import os
from typing import Any

import pytest
import schemathesis
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from recommendations.models import ApiToken
from tests.fuzz.conftest import ANSWERS
from tests.fuzz.keys import likely_schema, operations, true_schema
from tracker.wsgi import application

pytestmark = [pytest.mark.fuzz, pytest.mark.django_db]

USERS = ("manager", "owner")
OPERATIONS = operations()
CASES = int(os.environ.get("N", "4000"))
SEED = int(os.environ.get("SEED", "20261120"))
EACH = max(2, CASES // (len(OPERATIONS) * len(USERS)))

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# A wrong row of a bulk call is answered in its place, with 200 for the whole.
JUDGED_BY_ROW = "/api/v1/actions/bulk/"
# Rules that join several fields are seldom met by chance.
GOOD = {
    "/api/v1/actions/": {"plan": "BWD-P02", "title": "Go", "due_on": "2027-01-31"},
    "/api/v1/citations/": {"inspection": "BWD-FUZZ", "external_source": "A list"},
    "/api/v1/judgements/": {
        "inspection": "BWD-FUZZ",
        "position": 9,
        "area": "Overall",
        "outcome": "not_stated",
    },
    "/api/v1/recommendations/": {
        "inspection": "BWD-FUZZ",
        "position": 900,
        "summary": "Do it on time.",
    },
}


@pytest.fixture(scope="module", params=USERS)
def caller(request: Any, demo: Any, django_db_blocker: Any) -> Any:
    """One who calls: name, the schema to draw good calls from, the schema to hold
    answers to and to draw bad calls from, and the headers that sign in."""
    user = demo[request.param]
    likely = schemathesis.openapi.from_dict(likely_schema(user))
    true = schemathesis.openapi.from_dict(true_schema(user))
    # Made after the keys were listed: who revokes it cannot read back what they did.
    _, key = ApiToken.issue(user=user, name="fuzz")
    likely.app = true.app = application
    return request.param, likely, true, {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_one_that_the_schema_tells_of(
    caller: Any, method: str, path: str
) -> None:
    name, likely, schema, headers = caller
    operation = likely[path][method]
    allowed = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    forbidden = schema[path][method].as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )
    good = allowed
    if method == "post" and path in GOOD:
        good = operation.as_strategy(body=GOOD[path])

    @seed(SEED)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(allowed, good, forbidden))
    def play(case: Any) -> None:
        with transaction.atomic():
            answer = case.call(headers=headers)
            ANSWERS[name, f"{method.upper()} {path}"][answer.status_code] += 1
            checks = list(CHECKS)
            if path != JUDGED_BY_ROW and not is_lenient(case):
                checks.append(negative_data_rejection)
            case.validate_response(answer, checks=checks, headers=headers)
            if method != "get" and answer.status_code < 300:
                body = answer.json() if answer.content else {}
                read_back(schema, body.get("url"), headers)
            transaction.set_rollback(True)

    play()


def is_lenient(case: Any) -> bool:
    """An empty parameter is one not given, and text is measured without the white
    space around it: neither is a mistake, though the schema cannot say so."""
    body = case.body.values() if isinstance(case.body, dict) else ()
    is_padded = any(isinstance(item, str) and item != item.strip() for item in body)
    return is_padded or "" in (case.query or {}).values()


def read_back(schema: Any, address: str | None, headers: dict[str, str]) -> None:
    """What was written can be read: the record, its trail, its list and the figures."""
    connection.check_constraints()
    calls = [("/api/v1/summary/", "")]
    if address is not None:
        *_, listed, key, _ = address.split("/")
        stem = f"/api/v1/{listed}/"
        calls += [(stem, ""), (f"{stem}{{key}}/", key)]
        if listed != "tokens":  # Their trail is for administrators, in the admin.
            calls.append((f"{stem}{{key}}/history/", key))
    for path, key in calls:
        case = schema[path]["get"].Case(path_parameters={"key": key} if key else {})
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        assert answer.status_code == 200, (path, key)


def test_nobody_gets_in_without_a_sign_in(caller: Any) -> None:
    _, _, schema, _ = caller
    for method, path in OPERATIONS:
        key = {"key": "BWD"} if "{key}" in path else {}
        case = schema[path][method].Case(path_parameters=key)
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code == 401, (method, path)
