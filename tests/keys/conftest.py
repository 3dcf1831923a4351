"""The surroundings of the tests of writing serve here too."""

from tests.writing.conftest import (  # noqa: F401
    action,
    inspection,
    manager,
    surroundings,
)
