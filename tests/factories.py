"""Records for tests, with sensible defaults: an authority, its agencies, its people."""

from datetime import date

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from recommendations import models
from recommendations.choices import (
    CLAIMED_ACTIONS,
    DONE_ACTIONS,
    ActionStatus,
    AgencyKind,
    Outcome,
    Role,
)

TODAY = date(2026, 11, 20)


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = models.Authority
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"AU{n}")
    name = factory.LazyAttribute(lambda o: f"Authority {o.code}")


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = models.Agency
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.LazyAttribute(lambda o: f"The {o.code}")
    kind = AgencyKind.LOCAL_AUTHORITY

    @factory.post_generation
    def works_in(agency, create, authority, **kwargs):
        if authority:
            models.AuthorityAgency.objects.create(agency=agency, authority=authority)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = factory.LazyAttribute(lambda o: o.username.capitalize())


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    user = factory.SubFactory(UserFactory)
    authority = factory.SubFactory(AuthorityFactory)
    role = Role.MANAGER


class OwnerFactory(DjangoModelFactory):
    class Meta:
        model = models.Owner

    reference = factory.Sequence(lambda n: f"T-O{n:03}")
    authority = factory.SubFactory(AuthorityFactory)
    agency = factory.SubFactory(AgencyFactory)
    post_title = factory.Sequence(lambda n: f"Service Lead {n}")


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = models.Framework
        django_get_or_create = ("code",)

    code = "jtai"
    name = "Joint targeted area inspection"
    asks_called = "areas for improvement"


class InspectorateFactory(DjangoModelFactory):
    class Meta:
        model = models.Inspectorate
        django_get_or_create = ("code",)

    code = "ofsted"
    name = "Ofsted"


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = models.Inspection

    reference = factory.Sequence(lambda n: f"T-JTAI-{n}")
    authority = factory.SubFactory(AuthorityFactory)
    framework = factory.SubFactory(FrameworkFactory)
    start_on = date(2023, 5, 22)
    start_precision = "day"


class JudgementFactory(DjangoModelFactory):
    class Meta:
        model = models.Judgement

    inspection = factory.SubFactory(InspectionFactory)
    position = factory.Sequence(lambda n: n + 1)
    area = "Overall effectiveness"
    outcome = Outcome.NOT_GRADED


class StrengthFactory(DjangoModelFactory):
    class Meta:
        model = models.Strength

    inspection = factory.SubFactory(InspectionFactory)
    position = factory.Sequence(lambda n: n + 1)
    summary = "Schools support families well."


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = models.Recommendation

    reference = factory.Sequence(lambda n: f"T-JTAI-R{n:02}")
    inspection = factory.SubFactory(InspectionFactory)
    position = factory.Sequence(lambda n: n + 1)
    summary = "Hold supervision on time."


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = models.Theme
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"theme_{n}")
    label = factory.LazyAttribute(lambda o: o.code)
    group = "leaders"
    position = factory.Sequence(lambda n: n + 1)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.Document

    authority = factory.SubFactory(AuthorityFactory)
    kind = "report"
    title = "The report"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")


class CitationFactory(DjangoModelFactory):
    class Meta:
        model = models.Citation

    recommendation = factory.SubFactory(RecommendationFactory)
    document = factory.SubFactory(
        DocumentFactory,
        authority=factory.SelfAttribute("..recommendation.inspection.authority"),
    )
    page = 2
    quote = "the effectiveness of management"


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = models.ActionPlan

    reference = factory.Sequence(lambda n: f"T-P{n:02}")
    authority = factory.SubFactory(AuthorityFactory)
    title = "Improvement plan"
    status = "live"
    # Without gates: a test that is about one sets it.
    evidence_gate = "none"
    impact_check_months = 0
    date_gate = "logged"


class ActionFactory(DjangoModelFactory):
    """An action in progress, due in ten days, unless told otherwise. A status brings
    the dates that it needs."""

    class Meta:
        model = models.ActionItem
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"T-A{n:04}")
    authority = factory.SubFactory(AuthorityFactory)
    plan = factory.SubFactory(
        PlanFactory, authority=factory.SelfAttribute("..authority")
    )
    title = factory.Sequence(lambda n: f"Do the thing number {n}")
    owner = factory.SubFactory(
        OwnerFactory, authority=factory.SelfAttribute("..authority")
    )
    status = ActionStatus.IN_PROGRESS
    due_on = date(2026, 11, 30)
    completed_on = factory.LazyAttribute(
        lambda o: date(2026, 11, 2) if o.status in CLAIMED_ACTIONS else None
    )
    verified_on = factory.LazyAttribute(
        lambda o: date(2026, 11, 9) if o.status in DONE_ACTIONS else None
    )

    brag_on = factory.LazyAttribute(lambda o: TODAY if o.brag else None)
    brag = ""

    @factory.post_generation
    def answers(action, create, recommendations, **kwargs):
        for recommendation in recommendations or ():
            models.ActionRecommendation.objects.create(
                action=action, recommendation=recommendation
            )

    @factory.post_generation
    def with_agencies(action, create, agencies, **kwargs):
        for agency in agencies or ():
            models.ActionAgency.objects.create(action=action, agency=agency)


class UpdateFactory(DjangoModelFactory):
    class Meta:
        model = models.ProgressUpdate

    action = factory.SubFactory(ActionFactory)
    made_on = date(2026, 11, 10)
    text = "The panel met and agreed the new form."
    author_name = "Service Lead"
