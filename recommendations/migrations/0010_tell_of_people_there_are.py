# The users and API tokens that are there already: their trail begins with how they stand
# today, and each token is bound to the password of today and given an end.

import hashlib
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import migrations
from django.utils import timezone

MOST = timedelta(days=365)
REASON = 'It was there before the trail told of it.'
TOLD = ('id', 'uid', 'user_id', 'name', 'prefix', 'is_read_only', 'expires_at')
TOLD += ('made_with_id', 'created_at', 'version')


def tell(apps, schema_editor):
    now = timezone.now()
    ends = now + timedelta(days=settings.TOKEN_DAYS)
    begun = {
        'history_date': now,
        'history_type': '+',
        'history_change_reason': REASON,
        'verb': 'create',
        'actor': '',
    }
    users = apps.get_model('auth', 'User').objects.order_by('pk')
    trail = apps.get_model('recommendations', 'HistoricalUser').objects
    columns = ('id', 'username', 'is_superuser', 'is_staff', 'is_active')
    for user in users.values(*columns):
        trail.create(**begun, **user, change_id=uuid.uuid4(), version=1)
    tokens = apps.get_model('recommendations', 'ApiToken').objects.order_by('pk')
    trail = apps.get_model('recommendations', 'HistoricalApiToken').objects
    shortened = 0
    for token in tokens.select_related('user'):
        if token.expires_at is None or token.expires_at > now + MOST:
            token.expires_at = ends
            shortened += 1
        token.uid = uuid.uuid4()
        token.password_digest = hashlib.sha256(token.user.password.encode()).hexdigest()
        token.save()
        told = {name: getattr(token, name) for name in TOLD}
        trail.create(**begun, **told, change_id=uuid.uuid4())
    if shortened:
        day = timezone.localtime(ends)
        print(
            f'\n  API tokens that had no end, or one more than a year away: {shortened}. '
            f'They end on {day.day} {day:%B %Y} now; make new ones before that.'
        )


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0009_people_on_the_trail'),
    ]

    operations = [
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
