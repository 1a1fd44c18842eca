"""What left for whom and when: the pace of all replicas together."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storage', '0007_urgency')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SendingRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('target', fields.CharField(max_length=255)),
                ('left_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sendings', 'app': 'storage', 'pk_attr': 'id', 'table_description': 'That a message left for somebody whose limit WeCom counts (`storage.queues.sendings`).'},
            bases=['Numbered'],
        ),
    ]
