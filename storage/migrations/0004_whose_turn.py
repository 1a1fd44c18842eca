"""Whose turn it is, as rows: who owes an open ticket which step, until when."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('storage', '0003_shields')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TurnRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('ticket_no', fields.CharField(max_length=64)),
                ('who', fields.CharField(max_length=191)),
                ('act', fields.CharField(max_length=24)),
                ('until_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'turns', 'app': 'storage', 'unique_together': (('ticket_no', 'who', 'act'),), 'indexes': [Index(fields=['who', 'ticket_no'])], 'pk_attr': 'id', 'table_description': 'Something that somebody owes an open ticket (`dispatch.rules.turns`), to find it by who owes it.'},
            bases=['Numbered'],
        ),
    ]
