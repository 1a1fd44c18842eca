"""The tables that several processes agree by: cursors, leases, slots, who said it first; see `storage.database.models`."""

from tortoise import fields

from storage.database.models import Numbered

#: a key or the name of an account
_ID = 191


class EchoRow(Numbered):
    """Which letter said certain words to certain people lately, as the how-manieth (`storage.queues.echoes`)."""

    # a blind index of people and words
    content = fields.CharField(max_length=32)
    letter = fields.CharField(max_length=_ID)
    # which message of a letter in several
    piece = fields.IntField()
    echo = fields.IntField()
    tried_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "echoes"
        unique_together = (("content", "echo"), ("content", "letter", "piece"))


class CursorRow(Numbered):
    """How far a kf account has been read."""

    account = fields.CharField(max_length=_ID, unique=True)
    cursor = fields.CharField(max_length=512)
    version = fields.IntField()

    class Meta:
        table = "cursors"


class LeaseRow(Numbered):
    """What one replica alone may do, until when, and its fencing token."""

    name = fields.CharField(max_length=_ID, unique=True)
    holder = fields.CharField(max_length=64)
    token = fields.BigIntField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "leases"


class SlotRow(Numbered):
    """A calendar job that somebody has done or is doing."""

    job = fields.CharField(max_length=64)
    slot = fields.CharField(max_length=64)
    holder = fields.CharField(max_length=64)

    class Meta:
        table = "slots"
        unique_together = (("job", "slot"),)


class KeyCheckRow(Numbered):
    """That a privacy key has written here: what is derived from it, never the key."""

    value = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "key_checks"


class OutageRow(Numbered):
    """A part of the service that does not work, of which the operator was told (`storage.people.outages`)."""

    part = fields.CharField(max_length=64, unique=True)
    begun_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()

    class Meta:
        table = "outages"
