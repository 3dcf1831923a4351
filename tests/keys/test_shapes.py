"""A reference that a caller brings is of its record's shape under its own authority,
and no answer tells whether somebody else has a record of that reference."""

import pytest

from recommendations.api.urls import router
from recommendations.models import Agency, Owner, ReferenceCounter
from recommendations.workflow.references import next_reference
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AuthorityFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)
from tests.writing.bodies import NEW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "surroundings"),
]

FREE = {
    "actions": ["BWD-A0042", "BWD-A1234567", "bwd-a0042"],
    "plans": ["BWD-P02", "BWD-P12345"],
    "owners": ["BWD-O042", "BWD-O123456"],
    "inspections": ["BWD-PEER-2026", "BWD-X1"],
    "recommendations": ["BWD-JTAI-2023-R09", "BWD-JTAI-2023-R09-2"],
}
WRONG = {
    "actions": [
        *["BWD-A" + "9" * 36, "BWD-A042", "BWD-A12345678", "BWD-P0042", "BWD-AAAAA"],
        *["EXS-A0042", "bulk", "me", "BWD-A0001", "bwd-a0001", "BWD-A٠٠٤٢"],
    ],
    "plans": ["BWD-P1", "BWD-P123456", "EXS-P02", "me", "BWD-P01"],
    "owners": ["BWD-O01", "BWD-O1234567", "EXS-O042", "me", "BWD-O001"],
    "inspections": ["EXS-JTAI-2026", "BWD-X", "BWD_JTAI", "bulk", "BWD-" + "X" * 31],
    "recommendations": [
        *["BWD-JTAI-2022-R01", "BWD-JTAI-2023-R1", "BWD-JTAI-2023-09", "BWD-R01"],
        *["EXS-JTAI-2023-R01", "BWD-JTAI-2023-R123456"],
    ],
}


def post(manager, prefix, reference, **more):
    body = {**NEW[prefix][0], "reference": reference, **more}
    return manager.post(f"/api/v1/{prefix}/", body)


@pytest.mark.parametrize(
    ("prefix", "reference"), [(p, text) for p, many in FREE.items() for text in many]
)
def test_a_caller_may_bring_a_free_reference_of_the_shape(manager, prefix, reference):
    answer = post(manager, prefix, reference)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["reference"] == reference.upper()
    elsewhere = {"position": 10} if prefix == "recommendations" else {}
    again = post(manager, prefix, reference.lower(), **elsewhere)
    assert (again.status_code, list(again.json()["errors"])) == (400, ["reference"])


@pytest.mark.parametrize(
    ("prefix", "reference"), [(p, text) for p, many in WRONG.items() for text in many]
)
def test_any_other_reference_is_refused(manager, prefix, reference):
    model = NEW[prefix][1]
    before = model.objects.count()
    answer = post(manager, prefix, reference)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reference"])
    assert model.objects.count() == before


def test_the_next_reference_takes_no_notice_of_one_that_was_given(manager):
    assert post(manager, "actions", "BWD-A9999999").status_code == 201
    answers = [manager.post("/api/v1/actions/", NEW["actions"][0]) for _ in range(2)]
    assert [answer.json()["reference"] for answer in answers] == [
        "BWD-A0002",
        "BWD-A0003",
    ]


def test_references_step_over_those_that_came_in_otherwise(authority):
    OwnerFactory(reference="BWD-O002", authority=authority)
    for number in range(3, 40):
        OwnerFactory(reference=f"BWD-O{number:03}", authority=authority)
    OwnerFactory(reference="BWD-O9999", authority=authority)
    assert next_reference(Owner, authority) == "BWD-O040"
    assert next_reference(Owner, authority) == "BWD-O041"
    assert ReferenceCounter.objects.get(kind="O").last == 41


def test_an_archived_action_s_reference_is_not_given_again(authority, manager):
    ActionFactory(
        reference="BWD-A0002", authority=authority, archived_at="2026-01-01T00:00Z"
    )
    assert post(manager, "actions", "BWD-A0002").status_code == 400
    answer = manager.post("/api/v1/actions/", NEW["actions"][0])
    assert answer.json()["reference"] == "BWD-A0003"


def test_a_reference_is_not_given_again_when_its_record_never_came(authority):
    assert next_reference(Owner, authority) == "BWD-O002"
    assert next_reference(Owner, authority) == "BWD-O003"


@pytest.mark.parametrize("prefix", sorted(WRONG))
def test_no_answer_tells_of_a_record_that_the_caller_does_not_see(manager, prefix):
    """EXS is none of theirs. The free reference and the taken one, as theirs and as
    others', are refused alike."""
    others = AuthorityFactory(code="EXS")
    visit = InspectionFactory(reference="EXS-JTAI-2023", authority=others)
    there = {
        "actions": ActionFactory(reference="EXS-A0001", authority=others),
        "plans": PlanFactory(reference="EXS-P01", authority=others),
        "owners": OwnerFactory(reference="EXS-O001", authority=others),
        "inspections": visit,
        "recommendations": RecommendationFactory(
            reference="EXS-JTAI-2023-R01", inspection=visit
        ),
    }[prefix].reference
    existing, free = (
        post(manager, prefix, reference) for reference in (there, f"{there[:-1]}9")
    )
    assert existing.status_code == free.status_code == 400
    assert existing.json() == free.json()
    for case in (str.lower, str.upper):
        answer = manager.get(f"/api/v1/{prefix}/{case(there)}/")
        assert answer.status_code == 404


@pytest.mark.parametrize("field", ["plan", "owner", "recommendations"])
def test_a_body_that_names_an_unseen_record_is_refused_as_one_that_names_none(
    manager, field
):
    others = AuthorityFactory(code="EXS")
    there = {
        "plan": PlanFactory(reference="EXS-P01", authority=others),
        "owner": OwnerFactory(reference="EXS-O001", authority=others),
        "recommendations": RecommendationFactory(
            inspection=InspectionFactory(authority=others)
        ),
    }[field].reference

    def refusal_of(reference):
        value = [reference] if field == "recommendations" else reference
        answer = manager.post("/api/v1/actions/", {**NEW["actions"][0], field: value})
        assert answer.status_code == 400
        return answer.content.decode().replace(reference, "it")

    assert refusal_of(there) == refusal_of("EXS-NONE")


@pytest.mark.parametrize(
    "code", ["me", "bulk", "a", "a" * 41, "east_lancs", "East", "exs-police", "fire 1"]
)
def test_a_code_of_an_agency_is_refused_in_the_same_words_whatever_is_wrong_with_it(
    manager, code
):
    """`exs-police` works elsewhere alone."""
    AgencyFactory(code="exs-police", works_in=AuthorityFactory(code="EXS"))
    answer = manager.post("/api/v1/agencies/", {**NEW["agencies"][0], "code": code})
    assert answer.status_code == 400
    (words,) = answer.json()["errors"]["code"]
    assert words.startswith("Use 2 to 40 lower-case letters, digits and hyphens")
    assert Agency.objects.filter(code__iexact=code).count() == (code == "exs-police")


@pytest.mark.parametrize("code", ["A", "ABCDEFG", "AB-C", "new"])
def test_a_code_of_an_authority_is_of_its_shape(api, people, code):
    body = {"code": code, "name": "New"}
    answer = api(people.admin).post("/api/v1/authorities/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["code"])


def test_a_word_of_an_address_of_a_list_is_nobody_s_key(manager):
    """Whatever stands where a key does: actions/bulk/, documents/read/ and so on."""
    words = {
        (prefix, route.url_path)
        for prefix, view, _ in router.registry
        for route in view.get_extra_actions()
        if not route.detail
    }
    assert ("actions", "bulk") in words
    for prefix, word in words:
        field = "code" if prefix == "agencies" else "reference"
        body = {**NEW[prefix][0], field: word}
        assert manager.post(f"/api/v1/{prefix}/", body).status_code == 400


def test_what_a_form_of_the_admin_makes_is_held_to_the_same(sign_in, people):
    form = {"code": "me", "name": "Me", "kind": "other", "authorities": "BWD"}
    answer = sign_in(people.manager).post("/admin/recommendations/agency/add/", form)
    assert "Use 2 to 40 lower-case letters" in answer.content.decode()
    assert not Agency.objects.filter(code="me").exists()
