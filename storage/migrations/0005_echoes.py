"""What letters say to whom, by blind index, so that equal words of two letters are told apart."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storage', '0004_whose_turn')]

    initial = False

    operations = [
        ops.CreateModel(
            name='EchoRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('content', fields.CharField(max_length=32)),
                ('letter', fields.CharField(max_length=191)),
                ('piece', fields.IntField()),
                ('echo', fields.IntField()),
                ('tried_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'echoes', 'app': 'storage', 'unique_together': (('content', 'echo'), ('content', 'letter', 'piece')), 'pk_attr': 'id', 'table_description': 'Which letter said certain words to certain people lately, as the how-manieth (`storage.queues.echoes`).'},
            bases=['Numbered'],
        ),
    ]
