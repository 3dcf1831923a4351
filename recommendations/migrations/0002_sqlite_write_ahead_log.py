# SQLite's write-ahead log, so that people read while one writes. It stays set in the
# file: once, here, before anybody serves it, is enough.

from django.db import migrations


def keep_write_ahead_log(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        schema_editor.execute('PRAGMA journal_mode=WAL')


class Migration(migrations.Migration):

    # The journal mode cannot change inside a transaction.
    atomic = False

    dependencies = [
        ('recommendations', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(keep_write_ahead_log, migrations.RunPython.noop),
    ]
