"""How urgent a letter is, where only "urgent or not" was; what waits as urgent goes before all others."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('storage', '0006_key_checks')]

    initial = False

    operations = [
        ops.AddField(
            model_name='OutboxRow',
            name='urgency',
            field=fields.IntField(db_default=4),
        ),
        ops.RunSQL("UPDATE outbox SET urgency = 0 WHERE urgent"),
        ops.AddIndex(
            model_name='OutboxRow',
            index=Index(fields=['lane', 'state', 'urgency', 'place', 'id']),
        ),
        ops.RemoveIndex(
            model_name='OutboxRow',
            fields=['lane', 'state', 'place', 'id'],
        ),
    ]
