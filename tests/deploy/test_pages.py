"""What the test client can tell of health and of the policy for pages."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_health_is_bad_when_the_database_does_not_answer_and_says_no_more(client):
    def out_of_order(execute, sql, *rest):
        return execute("SELECT * FROM no_such_table_here", *rest)

    with connection.execute_wrapper(out_of_order):
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.content == b"The database does not answer.\n"


def test_only_styles_have_leave_on_the_pages_of_rest(client, people):
    client.force_login(people.manager)
    for address in ("/api/docs/", "/api/v1/actions/"):
        page = client.get(address, headers={"Accept": "text/html"})
        policy = page.headers["Content-Security-Policy"].split("; ")
        assert "style-src 'self' 'unsafe-inline'" in policy
        assert sum("unsafe" in part for part in policy) == 1


def test_pages_of_the_admin_have_no_leave_for_anything_inline(client, people):
    client.force_login(people.manager)
    policy = client.get("/admin/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
