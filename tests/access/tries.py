"""How a row of access_matrix.csv is tried: the call over REST or the page in the admin,
and what came back in the words of the table."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from recommendations.admin.site import site
from recommendations.api.urls import router
from tests.admin.addresses import sent_with

from .world import LET_THROUGH, ONLY_HERE, World, mark

LOOKS = {"history", "timeline", "checks", "baseline", "file"}
READS = {"list", "read", "export"} | LOOKS
# What has no page in the admin: evidence is added from the page of an action there.
REST_ONLY = {
    (record, verb)
    for record in ("authority", "document", "citation")
    for verb in ("create", "revise")
} | {("evidence", "create")}
# A token's pages there are forms of their own, with tests of their own.
REST_ONLY |= {("token", verb) for verb in ("create", "revoke", "export")}
# What the trail calls a verb, where the address says otherwise.
TOLD = {
    ("person", "create"): "add-person",
    ("draft", "create"): "read",
    ("evidence", "create"): "evidence",
    ("due-date-change", "approve"): "approve-date",
    ("due-date-change", "reject"): "reject-date",
}
# The lists of the API, and the two tables beside them.
PREFIX = {name: prefix for prefix, _, name in router.registry}
PREFIX |= {"my actions": "me/actions", "summary": "summary"}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    role: str
    agency: str
    record: str
    verb: str
    answer: str


# Pages of their own, and nothing over REST.
ON_PAGES = {"person"}


class OverRest:
    def __init__(self, world: World, person: User | None) -> None:
        self.world, self.person = world, person
        self.client = APIClient()
        self.client.default_format = "json"
        self.client.force_authenticate(person)

    def try_row(self, row: Row) -> str | None:
        """None for what is not there over REST."""
        if row.record in ON_PAGES:
            return None
        return _in_words(self.call(row), lambda answer: self._shows(answer, row))

    def call(self, row: Row) -> HttpResponse:
        record = self.world.records[row.record]
        every = f"/api/v1/{PREFIX[row.record]}/"
        address_of_one = f"{every}{mark(record) or record.pk}/"
        body = self.world.body(row.record, row.verb, PREFIX[row.record])
        match row.verb:
            case "list":
                return self.client.get(every)
            case "export":
                return self.client.get(every, {"format": "csv"})
            case "read":
                return self.client.get(
                    every if row.record == "summary" else address_of_one
                )
            case verb if verb in LOOKS:
                return self.client.get(f"{address_of_one}{verb}/")
            case "create" if row.record == "draft":
                file = SimpleUploadedFile("other.pdf", b"Another report.")
                body, address = {"file": file}, "/api/v1/documents/read/"
                return self.client.post(address, body, format="multipart")
            case "create":
                return self.client.post(every, body)
            case "revise":
                return self.client.patch(address_of_one, body)
        return self.client.post(f"{address_of_one}{row.verb}/", body)

    def _shows(self, answer: HttpResponse, row: Row) -> bool:
        """Whether what came back has the record in it, or anything of it."""
        record = self.world.records[row.record]
        match row.verb:
            case "list":
                urls = [row_["url"] for row_ in answer.json()["results"]]
                return any(f"/{mark(record) or record.pk}/" in url for url in urls)
            case "export":
                return holds(answer, record)
            case "timeline":
                return answer.json()["results"] != []
            case "checks":
                return LET_THROUGH in answer.text
        return row.record != "summary" or answer.json()["open"] > 0


class InAdmin:
    def __init__(self, world: World, person: User | None) -> None:
        self.world, self.person = world, person
        self.client = Client()
        if person is not None:
            self.client.force_login(person)

    def try_row(self, row: Row) -> str | None:
        """None for what has no page in the admin."""
        if (row.record, row.verb) in REST_ONLY:
            return None
        return _in_words(self.call(row), lambda answer: self._shows(answer, row))

    def call(self, row: Row) -> HttpResponse:
        record = self.world.records[row.record]
        query = {"whose": "mine"} if row.record == "my actions" else {}
        match row.verb:
            case _ if row.record == "person":
                return self._about_person(row.verb, record)
            case "read" if row.record == "summary":
                return self.client.get(reverse("admin:index"))
            case "list":
                return self.client.get(_page(record, "changelist"), query)
            case "export":
                return self.client.get(_page(record, "export"), query)
            case "read" | "checks" | "timeline":  # what stands on the record's page
                return self.client.get(_page(record, "change", record.pk))
            case "history" | "baseline" | "file" as page:
                return self.client.get(_page(record, page, record.pk))
            case "create" if row.record == "draft":
                file = SimpleUploadedFile("other.pdf", b"Another report.")
                return self.client.post(_page(record, "read"), {"file": file})
            case "create":
                return self.client.post(_page(record, "add"), self._typed(row, []))
            case "revise" if row.record == "draft":
                # On its own page, where the rows stand.
                sent = {"version": record.version, "r1-shown": "yes"}
                sent |= {"r1-value": "jtai", "r1-decision": "accepted"}
                return self.client.post(_page(record, "change", record.pk), sent)
        verbs = site._registry[type(record)].verbs.items()
        name = next(name for name, verb in verbs if row.verb in (name, verb.address))
        sent = self._typed(row, [record]) | {"version": record.version}
        return self.client.post(_page(record, "verb", record.pk, name), sent)

    def _about_person(self, verb: str, record: User) -> HttpResponse:
        match verb:
            case "list":
                return self.client.get(reverse("people"))
            case "leave":
                sent = {"reason": "Retired."}
                return self.client.post(reverse("leave", args=[record.pk]), sent)
        sent = {
            "authority": self.world.authority.pk,
            "name": "New Member",
            "email": "new.member@example.org",
            "role": "owner",
            "agency": self.world.agencies["own"].pk,
            "post_title": "New post",
        }
        return self.client.post(reverse("add-person"), sent)

    def _typed(self, row: Row, records: list) -> dict:
        """What a browser sends: where a record is made or revised, the whole form as a
        superuser is given it, so that nothing but the person's rights differs."""
        typed = self.world.form(row.record, row.verb, PREFIX[row.record])
        if row.verb not in ("create", "revise"):
            return typed
        key, sent = (row.record, row.verb), self.world.sent_forms
        if key not in sent:
            page = site._registry[type(self.world.records[row.record])]
            form = page.record_form(records=records, user=User(is_superuser=True))
            sent[key] = sent_with(form, typed)
        return sent[key]

    def _shows(self, answer: HttpResponse, row: Row) -> bool:
        record = self.world.records[row.record]
        match row.verb:
            case "list" if row.record == "person":
                return record.email in answer.text
            case "create" if row.record == "person":
                return answer.context["title"] == "Invited"
            case "list":
                return record in answer.context["cl"].result_list
            case "export":
                return holds(answer, record)
            case "file":
                return answer["Content-Disposition"].startswith("attachment")
            case "timeline":
                return mark(self.world.records["recommendation"]) in answer.text
            case "checks":
                return LET_THROUGH in answer.text
        if row.record == "summary":
            figures = {figure.key: n for figure, n, _ in answer.context["figures"]}
            return figures["open"] > 0
        # The form of a verb comes back with an error where it was not played.
        return row.verb in READS


def try_and_undo(way: OverRest | InAdmin, row: Row) -> str | None:
    """The answer to a row. A write counts as made when the trail tells of it, and as
    not made when the trail tells of nothing."""
    trail = type(way.world.records[row.record]).history
    with transaction.atomic():
        way.world.make_ready(row.record, row.verb, by=way.person)
        before = trail.count()
        answer = way.try_row(row)
        new = trail.count() - before
        newest = trail.latest("history_id").verb if new else ""
        transaction.set_rollback(True)
    expected_verb = TOLD.get((row.record, row.verb), row.verb)
    # One ends and one begins where an action is carried forward.
    rows = 2 if row.verb == "carry-forward" else 1
    expected = (
        (rows, expected_verb) if answer == "yes" and row.verb not in READS else (0, "")
    )
    if (new, newest) != expected:
        return f"{answer}, but the trail has {new} new of {newest or 'nothing'}"
    return answer


def holds(answer: HttpResponse, record) -> bool:
    """Whether a file has the record in it."""
    text = b"".join(answer.streaming_content).decode()
    return (mark(record) or ONLY_HERE) in text


def _in_words(answer: HttpResponse, shows) -> str:
    """Yes, no, hidden or sign in; anything else as it came."""
    code = answer.status_code
    address = answer.get("Location", "")
    if code == 401 or "/login/" in address:
        return "sign in"
    if code == 404 or (code == 302 and address == reverse("admin:index")):
        return "hidden"
    if code in (201, 204, 302):
        return "yes"
    if code == 200:
        return "yes" if shows(answer) else "hidden"
    if code == 400 and "you cannot see it" in answer.text:
        return "hidden"  # A new record would belong to what they do not see.
    if code == 403 and _is_plain(answer):
        return "no"
    return f"{code} {answer.text}"


def _is_plain(answer: HttpResponse) -> bool:
    """Whether a refusal says in a sentence why."""
    if answer["Content-Type"] == "application/problem+json":
        detail = answer.json()["detail"]
        return detail[0].isupper() and detail.endswith(".")
    plain = ('role="alert"', "Your role does not let", "You do not have permission")
    return any(words in answer.text for words in plain)


def _page(record, view: str, *args) -> str:
    name = f"admin:recommendations_{record._meta.model_name}_{view}"
    return reverse(name, args=args)
