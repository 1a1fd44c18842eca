"""The tables of the law: rules of their day, routes that meetings decided, marks; see `storage.database.models`."""

from tortoise import fields

from storage.database.models import Numbered

#: a userid or a matter's name
_ID = 191


class ProfileVersionRow(Numbered):
    """The text of a profile as tickets were opened under it."""

    version = fields.CharField(max_length=64, unique=True)
    profile = fields.CharField(max_length=64)
    text = fields.TextField()
    defaults = fields.TextField()
    first_used_at = fields.DatetimeField()

    class Meta:
        table = "profile_versions"


class RouteRow(Numbered):
    """Which department leads a matter, as a meeting decided."""

    centre = fields.CharField(max_length=64)
    matter = fields.CharField(max_length=_ID)
    department = fields.CharField(max_length=64)
    ticket_no = fields.CharField(max_length=64)
    decided_at = fields.DatetimeField()

    class Meta:
        table = "routes"
        unique_together = (("centre", "matter"),)


class MarkRow(Numbered):
    """A proposed deduction (扣分) or disqualification, verified and appealed step by step."""

    key = fields.CharField(max_length=64, unique=True)
    centre = fields.CharField(max_length=64)
    clause = fields.CharField(max_length=16)
    ticket_no = fields.CharField(max_length=64, db_index=True)
    unit = fields.CharField(max_length=64)
    person = fields.CharField(max_length=_ID)
    state = fields.CharField(max_length=16)
    year = fields.IntField()
    proposed_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    sealed = fields.BinaryField()

    class Meta:
        table = "marks"
        indexes = (("unit", "year"), ("person", "year"))
