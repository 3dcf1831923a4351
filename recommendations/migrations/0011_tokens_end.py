# Every API token has an end, and a key of its own.

import recommendations.models.access
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0010_tell_of_people_there_are'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='apitoken',
            name='expires_at',
            field=models.DateTimeField(default=recommendations.models.access.last_day),
        ),
    ]
