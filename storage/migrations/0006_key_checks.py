"""By which privacy keys the database was written, so that a wrong one is refused at the start."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storage', '0005_echoes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='KeyCheckRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('value', fields.CharField(unique=True, max_length=64)),
            ],
            options={'table': 'key_checks', 'app': 'storage', 'pk_attr': 'id', 'table_description': 'That a privacy key has written here: what is derived from it, never the key.'},
            bases=['Numbered'],
        ),
    ]
