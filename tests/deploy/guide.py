"""The sample settings of docs/deploy.md, as the guide's reader would have them."""

import re
import secrets
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
GUIDE = (REPOSITORY / "docs" / "deploy.md").read_text(encoding="utf-8")


def printed() -> dict[str, str]:
    """The sample as it stands in the guide."""
    (block,) = re.findall(r"```ini\n(SECRET_KEY=.*?)```", GUIDE, re.DOTALL)
    return dict(line.split("=", 1) for line in block.splitlines())


def sample() -> dict[str, str]:
    """The sample with a key of one's own, made as the guide says."""
    assert "secrets.token_urlsafe(50)" in GUIDE
    return {**printed(), "SECRET_KEY": secrets.token_urlsafe(50)}


def in_table() -> set[str]:
    """The settings that the guide's table explains."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", GUIDE, re.MULTILINE))
