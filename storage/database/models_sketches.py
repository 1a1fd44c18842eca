"""The table of the sketches, by which complaints that read alike are found; see `storage.database.models`."""

from tortoise import fields

from storage.database.models import Numbered


class SketchRow(Numbered):
    """Of what was told on a ticket the sketch, sealed under its key, and the bands by which it is found."""

    ticket_no = fields.CharField(max_length=64, unique=True)
    # how and under which key it was taken (`storage.tickets.sketches`)
    mark = fields.CharField(max_length=32)
    sealed = fields.BinaryField()
    # keyed hashes in columns of their own, null where little was told: a row for each would be three times
    # as large as what it holds. Behind each the row, so that the newest of a crowd are found first
    band_0 = fields.BigIntField(null=True)
    band_1 = fields.BigIntField(null=True)
    band_2 = fields.BigIntField(null=True)
    band_3 = fields.BigIntField(null=True)
    band_4 = fields.BigIntField(null=True)
    band_5 = fields.BigIntField(null=True)
    band_6 = fields.BigIntField(null=True)
    band_7 = fields.BigIntField(null=True)
    band_8 = fields.BigIntField(null=True)
    band_9 = fields.BigIntField(null=True)
    band_10 = fields.BigIntField(null=True)
    band_11 = fields.BigIntField(null=True)
    band_12 = fields.BigIntField(null=True)
    band_13 = fields.BigIntField(null=True)
    band_14 = fields.BigIntField(null=True)
    band_15 = fields.BigIntField(null=True)

    class Meta:
        table = "sketches"
        indexes = (
            ("band_0", "id"),
            ("band_1", "id"),
            ("band_2", "id"),
            ("band_3", "id"),
            ("band_4", "id"),
            ("band_5", "id"),
            ("band_6", "id"),
            ("band_7", "id"),
            ("band_8", "id"),
            ("band_9", "id"),
            ("band_10", "id"),
            ("band_11", "id"),
            ("band_12", "id"),
            ("band_13", "id"),
            ("band_14", "id"),
            ("band_15", "id"),
        )
