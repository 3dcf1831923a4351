# SQLite's write-ahead log, so that people read while one writes. It stays set in the
# file: once, here, before anybody serves it, is enough, so taking it back does nothing.

from django.db import migrations


def keep_write_ahead_log(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        schema_editor.execute('PRAGMA journal_mode=WAL')


class Migration(migrations.Migration):

    # The journal mode cannot change inside a transaction: it is all that is done here.
    atomic = False

    replaces = [('recommendations', '0002_sqlite_write_ahead_log')]

    dependencies = []

    operations = [
        migrations.RunPython(keep_write_ahead_log, migrations.RunPython.noop),
    ]
