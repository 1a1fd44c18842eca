"""What issue B looks tickets up by, the rules of their day, routes that meetings decided, and marks (LH-17)."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('storage', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MarkRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key', fields.CharField(unique=True, max_length=64)),
                ('centre', fields.CharField(max_length=64)),
                ('clause', fields.CharField(max_length=16)),
                ('ticket_no', fields.CharField(db_index=True, max_length=64)),
                ('unit', fields.CharField(max_length=64)),
                ('person', fields.CharField(max_length=191)),
                ('state', fields.CharField(max_length=16)),
                ('year', fields.IntField()),
                ('proposed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'marks', 'app': 'storage', 'indexes': [Index(fields=['unit', 'year']), Index(fields=['person', 'year'])], 'pk_attr': 'id', 'table_description': 'A proposed deduction (扣分) or disqualification, verified and appealed step by step.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProfileVersionRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.CharField(unique=True, max_length=64)),
                ('profile', fields.CharField(max_length=64)),
                ('text', fields.TextField(unique=False)),
                ('defaults', fields.TextField(unique=False)),
                ('first_used_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'profile_versions', 'app': 'storage', 'pk_attr': 'id', 'table_description': 'The text of a profile as tickets were opened under it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RouteRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('centre', fields.CharField(max_length=64)),
                ('matter', fields.CharField(max_length=191)),
                ('department', fields.CharField(max_length=64)),
                ('ticket_no', fields.CharField(max_length=64)),
                ('decided_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'routes', 'app': 'storage', 'unique_together': (('centre', 'matter'),), 'pk_attr': 'id', 'table_description': 'Which department leads a matter, as a meeting decided.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='TaskRow',
            name='centre',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='cause',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='external_no',
            field=fields.CharField(null=True, max_length=191),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='has_petition',
            field=fields.BooleanField(null=True),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='matter',
            field=fields.CharField(null=True, max_length=191),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='offered_to',
            field=fields.CharField(null=True, max_length=191),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='owner',
            field=fields.CharField(null=True, max_length=191),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='rank',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='restricted',
            field=fields.BooleanField(null=True),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='tied_to',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['is_open', 'owner']),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['tied_to']),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['external_no']),
        ),
        ops.AddIndex(
            model_name='TicketRow',
            index=Index(fields=['lead', 'matter', 'opened_at']),
        ),
    ]
