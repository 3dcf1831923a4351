"""What makes one record of each kind over REST, and the record that it makes."""

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Citation,
    Document,
    Inspection,
    Judgement,
    Owner,
    Recommendation,
    Strength,
)

ADDRESS = "/api/v1/actions/BWD-A0001/"

NEW = {
    "agencies": (
        {
            "code": "fire",
            "name": "Fire and rescue",
            "kind": "other",
            "authorities": ["BWD"],
        },
        Agency,
    ),
    "owners": (
        {"authority": "BWD", "agency": "council", "post_title": "Head of Service"},
        Owner,
    ),
    "documents": (
        {
            "authority": "BWD",
            "kind": "press",
            "title": "An article",
            "sha256": "a" * 64,
        },
        Document,
    ),
    "inspections": (
        {
            "authority": "BWD",
            "framework": "jtai",
            "inspectorates": [],
            "start_on": "2026-05-11",
            "start_precision": "day",
        },
        Inspection,
    ),
    "judgements": (
        {
            "inspection": "BWD-JTAI-2023",
            "position": 1,
            "area": "Overall",
            "outcome": "graded",
            "grade": "good",
        },
        Judgement,
    ),
    "recommendations": (
        {
            "inspection": "BWD-JTAI-2023",
            "position": 9,
            "summary": "Do it on time.",
            "themes": ["health"],
            "agencies": [{"code": "council", "part": "lead"}],
        },
        Recommendation,
    ),
    "strengths": (
        {"inspection": "BWD-JTAI-2023", "position": 1, "summary": "Schools help."},
        Strength,
    ),
    "citations": (
        {"inspection": "BWD-JTAI-2023", "external_source": "A listing"},
        Citation,
    ),
    "plans": (
        {"authority": "BWD", "title": "New plan", "inspections": ["BWD-JTAI-2023"]},
        ActionPlan,
    ),
    "actions": (
        {
            "plan": "BWD-P01",
            "title": "Write it",
            "owner": "BWD-O001",
            "due_on": "2027-01-31",
            "contributing_agencies": ["council"],
        },
        ActionItem,
    ),
}
