"""The page that explains each problem: where the `type` of a refusal leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommendations.api.problems import PROBLEMS


@require_safe
def problem_page(request: HttpRequest) -> HttpResponse:
    # Each second part of a meaning stood between backticks.
    problems = [(problem, problem.meaning.split("`")) for problem in PROBLEMS.values()]
    return render(request, "api/problems.html", {"problems": problems})
