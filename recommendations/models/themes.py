"""The subjects that asks come back to, and which recommendation is about which."""

from django.db import models

from recommendations.choices import ThemeBasis
from recommendations.models.constraints import once, valid_choice
from recommendations.models.keys import LowerKey, code_shape, one_case
from recommendations.models.people import Coded, ReferenceDataQuerySet
from recommendations.models.recommendations import Recommendation
from recommendations.models.trail import Record, Trail


class Theme(Coded, Record):
    """One of the standing subjects, such as care leavers or supervision."""

    code = LowerKey(max_length=40, unique=True, validators=[code_shape])
    label = models.CharField(max_length=200)
    group = models.CharField(max_length=40)
    position = models.PositiveIntegerField(unique=True)
    recommendations = models.ManyToManyField(
        Recommendation, through="RecommendationTheme", related_name="themes"
    )

    objects = ReferenceDataQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["position"]
        constraints = [one_case("code", "theme_code_lower", lower=True)]

    def __str__(self) -> str:
        return self.label


class RecommendationTheme(Record):
    """A recommendation is about a theme: suggested by the product or confirmed."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="theme_links"
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="recommendation_links"
    )
    basis = models.CharField(
        max_length=10, choices=ThemeBasis, default=ThemeBasis.CONFIRMED
    )

    history = Trail(indexes=[("recommendation",)])

    class Meta:
        ordering = ["recommendation", "theme"]
        verbose_name = "theme of a recommendation"
        verbose_name_plural = "themes of recommendations"
        constraints = [
            once("recommendation", "theme", name="recommendation_theme_once"),
            valid_choice("basis", ThemeBasis, name="theme_basis_known"),
        ]

    def __str__(self) -> str:
        return f"{self.theme} ({self.get_basis_display().lower()})"
