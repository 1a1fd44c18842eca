"""From whom a ticket is hidden (N6); what was stored before is hidden from nobody by it."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('storage', '0002_the_law')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TicketShieldRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('ticket_no', fields.CharField(max_length=64)),
                ('name_index', fields.CharField(max_length=32)),
            ],
            options={'table': 'ticket_shields', 'app': 'storage', 'unique_together': (('ticket_no', 'name_index'),), 'indexes': [Index(fields=['name_index', 'ticket_no'])], 'pk_attr': 'id', 'table_description': 'From whom a ticket is hidden (N6), or that a lead on it is open: by blind index, for it names people.'},
            bases=['Model'],
        ),
    ]
