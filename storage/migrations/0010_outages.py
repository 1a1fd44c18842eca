"""Which parts do not work: that the operator is told once, by one replica, and once when it is over."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storage', '0009_reading')]

    initial = False

    operations = [
        ops.CreateModel(
            name='OutageRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('part', fields.CharField(unique=True, max_length=64)),
                ('begun_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'outages', 'app': 'storage', 'pk_attr': 'id', 'table_description': 'A part of the service that does not work, of which the operator was told (`storage.people.outages`).'},
            bases=['Numbered'],
        ),
    ]
