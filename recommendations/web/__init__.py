"""Plain pages that are no record's, built on reports and workflow. Beside admin and
api."""
