"""What lists, counts and the ledger read without opening a ticket: indexes that hold it, and promises as rows."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('storage', '0008_sendings')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PromiseRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('ticket_no', fields.CharField(db_index=True, max_length=64)),
                ('centre', fields.CharField(max_length=64)),
                ('department', fields.CharField(max_length=64)),
                ('settled_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('is_kept', fields.BooleanField()),
                ('is_changed', fields.BooleanField()),
            ],
            options={'table': 'promises', 'app': 'storage', 'indexes': [Index(fields=['centre', 'settled_at', 'ticket_no', 'department', 'is_kept', 'is_changed'])], 'pk_attr': 'id', 'table_description': 'A promise of a date (承诺时限), to count which were kept without opening a ticket (N2).'},
            bases=['Numbered'],
        ),
        ops.AddField(
            model_name='TicketRow',
            name='has_promise',
            field=fields.BooleanField(null=True, db_index=True),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['state', 'is_open', 'centre', 'restricted', 'rank', 'due_at', 'opened_at', 'no']),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['centre', 'opened_at', 'state', 'restricted', 'no']),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['centre', 'closed_at', 'state', 'restricted', 'no']),
        ),
        ops.AddIndex(
            model_name='TurnRow',
            index=Index(fields=['act', 'ticket_no', 'until_at']),
        ),
    ]
