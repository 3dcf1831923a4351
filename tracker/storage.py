"""Where evidence and reports lie, named as BACKEND by tracker/settings.py."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A file that does not fit on the disk leaves no piece of itself behind."""

    def _save(self, name: str, content: Any) -> str:
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]  # Django's own
        except OSError:
            # Names hold a record's id: nothing of another record lies there.
            self.delete(name)
            raise
        return saved
