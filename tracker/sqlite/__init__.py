"""Django's SQLite with one addition, named as ENGINE by tracker/settings.py."""
