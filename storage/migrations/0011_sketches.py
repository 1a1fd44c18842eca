"""By what complaints that read alike are found; of tickets that are there already `yousu serve` takes it."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('storage', '0010_outages')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SketchRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('ticket_no', fields.CharField(unique=True, max_length=64)),
                ('mark', fields.CharField(max_length=32)),
                ('sealed', fields.BinaryField()),
                ('band_0', fields.BigIntField(null=True)),
                ('band_1', fields.BigIntField(null=True)),
                ('band_2', fields.BigIntField(null=True)),
                ('band_3', fields.BigIntField(null=True)),
                ('band_4', fields.BigIntField(null=True)),
                ('band_5', fields.BigIntField(null=True)),
                ('band_6', fields.BigIntField(null=True)),
                ('band_7', fields.BigIntField(null=True)),
                ('band_8', fields.BigIntField(null=True)),
                ('band_9', fields.BigIntField(null=True)),
                ('band_10', fields.BigIntField(null=True)),
                ('band_11', fields.BigIntField(null=True)),
                ('band_12', fields.BigIntField(null=True)),
                ('band_13', fields.BigIntField(null=True)),
                ('band_14', fields.BigIntField(null=True)),
                ('band_15', fields.BigIntField(null=True)),
            ],
            options={'table': 'sketches', 'app': 'storage', 'indexes': [Index(fields=['band_0', 'id']), Index(fields=['band_1', 'id']), Index(fields=['band_2', 'id']), Index(fields=['band_3', 'id']), Index(fields=['band_4', 'id']), Index(fields=['band_5', 'id']), Index(fields=['band_6', 'id']), Index(fields=['band_7', 'id']), Index(fields=['band_8', 'id']), Index(fields=['band_9', 'id']), Index(fields=['band_10', 'id']), Index(fields=['band_11', 'id']), Index(fields=['band_12', 'id']), Index(fields=['band_13', 'id']), Index(fields=['band_14', 'id']), Index(fields=['band_15', 'id'])], 'pk_attr': 'id', 'table_description': 'Of what was told on a ticket the sketch, sealed under its key, and the bands by which it is found.'},
            bases=['Numbered'],
        ),
    ]
