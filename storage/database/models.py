"""The tables, as tortoise models: schema and migrations come from here, queries are written in SQL.

Rule 1: queries do not go through the models, for tortoise 1.1 keeps a model's dialect and statements
once per process; with two databases in one process they would mix.
Rule 2: a column that is a point in time ends `_at`, and only such a one; `storage.database.session` relies on it.
Rule 3: a class docstring becomes the table's comment, so it has no semicolon (SQLite's schema editor
splits there), and changing it asks for a migration.
"""

from tortoise import Model, fields

#: External ids (lane, key) are short; this leaves room for `kf:<open_kfid>:<external_userid>`.
_ID = 191


class Numbered(Model):
    """A row with a number of its own."""

    id = fields.BigIntField(primary_key=True)

    class Meta:
        abstract = True


class InboxRow(Numbered):
    """One message that came in (`storage.queues.arrival.Arrival`)."""

    key = fields.CharField(max_length=64, unique=True)
    channel = fields.CharField(max_length=32)
    account = fields.CharField(max_length=_ID)
    lane = fields.CharField(max_length=_ID)
    body = fields.BinaryField()
    sent_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField()
    late = fields.BooleanField()
    state = fields.CharField(max_length=16)
    attempts = fields.IntField()
    next_try_at = fields.DatetimeField()
    claimed_by = fields.CharField(max_length=64, null=True)
    claim_ends_at = fields.DatetimeField(null=True)
    outcome = fields.CharField(max_length=64)
    error = fields.BinaryField(null=True)

    class Meta:
        table = "inbox"
        indexes = (("state", "next_try_at"), ("lane", "state", "id"))


class OutboxRow(Numbered):
    """One letter (通知) that must be said, kept until it is said or given up."""

    key = fields.CharField(max_length=_ID, unique=True)
    lane = fields.CharField(max_length=_ID)
    kind = fields.CharField(max_length=48)
    ticket_no = fields.CharField(max_length=64)
    payload = fields.BinaryField()
    # written for the release before, which knew no more
    urgent = fields.BooleanField()
    # `storage.queues.letters.Urgency`; that release puts what is ordinary
    urgency = fields.IntField(db_default=4)
    state = fields.CharField(max_length=16)
    # held letters that were released go before all others of their lane
    place = fields.IntField()
    attempts = fields.IntField()
    put_at = fields.DatetimeField()
    next_try_at = fields.DatetimeField()
    claimed_by = fields.CharField(max_length=64, null=True)
    claim_ends_at = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    # what the channel named the message, to find it when it reports it undelivered
    msgid = fields.CharField(max_length=128, db_index=True)
    result = fields.BinaryField(null=True)
    error = fields.BinaryField(null=True)

    class Meta:
        table = "outbox"
        indexes = (
            ("state", "next_try_at"),
            ("lane", "state", "urgency", "place", "id"),
            ("ticket_no", "id"),
        )


class SendingRow(Numbered):
    """That a message left for somebody whose limit WeCom counts (`storage.queues.sendings`)."""

    target = fields.CharField(max_length=255)
    left_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "sendings"


class TicketRow(Numbered):
    """One ticket (工单): the sealed value and what it is looked up by."""

    no = fields.CharField(max_length=64, unique=True)
    centre = fields.CharField(max_length=64)
    year = fields.IntField()
    serial = fields.IntField()
    state = fields.CharField(max_length=24)
    is_open = fields.BooleanField()
    class_name = fields.CharField(max_length=64)
    lead = fields.CharField(max_length=64)
    due_at = fields.DatetimeField(null=True)
    wakes_at = fields.DatetimeField(null=True, db_index=True)
    version = fields.IntField()
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    phone_index = fields.CharField(max_length=32, db_index=True)
    complainant_index = fields.CharField(max_length=32, db_index=True)
    # wrapped by the privacy key; empty once the person is erased
    data_key = fields.BinaryField()
    sealed = fields.BinaryField()
    # from here on null in rows that an earlier release stored last
    owner = fields.CharField(max_length=_ID, null=True)
    matter = fields.CharField(max_length=_ID, null=True)
    cause = fields.CharField(max_length=64, null=True)
    # 0 goes before all others (急事急办)
    rank = fields.IntField(null=True)
    restricted = fields.BooleanField(null=True)
    has_petition = fields.BooleanField(null=True)
    tied_to = fields.CharField(max_length=64, null=True)
    external_no = fields.CharField(max_length=_ID, null=True)
    offered_to = fields.CharField(max_length=_ID, null=True)
    # whether `promises` has rows of it; null where an earlier release stored it last
    has_promise = fields.BooleanField(null=True, db_index=True)

    class Meta:
        table = "tickets"
        # the last three hold all that a list, a count or a ledger asks before it opens what it shows:
        # beside the sealed value a row is long, and to pass over it costs more than to open it
        indexes = (
            ("serial", "year"),
            ("is_open", "opened_at"),
            ("is_open", "owner"),
            ("tied_to",),
            ("external_no",),
            ("lead", "matter", "opened_at"),
            ("state", "is_open", "centre", "restricted", "rank", "due_at", "opened_at", "no"),
            ("centre", "opened_at", "state", "restricted", "no"),
            ("centre", "closed_at", "state", "restricted", "no"),
        )


class PromiseRow(Numbered):
    """A promise of a date (承诺时限), to count which were kept without opening a ticket (N2)."""

    ticket_no = fields.CharField(max_length=64, db_index=True)
    centre = fields.CharField(max_length=64)
    department = fields.CharField(max_length=64)
    # when it is known what became of it
    settled_at = fields.DatetimeField()
    is_kept = fields.BooleanField()
    is_changed = fields.BooleanField()

    class Meta:
        table = "promises"
        indexes = (("centre", "settled_at", "ticket_no", "department", "is_kept", "is_changed"),)


class TicketPartRow(Numbered):
    """A department's share in a ticket, to find what lies with it."""

    ticket_no = fields.CharField(max_length=64)
    department = fields.CharField(max_length=64)
    is_lead = fields.BooleanField()

    class Meta:
        table = "ticket_parts"
        unique_together = (("ticket_no", "department"),)
        indexes = (("department", "ticket_no"),)


class TicketShieldRow(Numbered):
    """From whom a ticket is hidden (N6), or that a lead on it is open: by blind index, for it names people."""

    ticket_no = fields.CharField(max_length=64)
    name_index = fields.CharField(max_length=32)

    class Meta:
        table = "ticket_shields"
        unique_together = (("ticket_no", "name_index"),)
        indexes = (("name_index", "ticket_no"),)


class TurnRow(Numbered):
    """Something that somebody owes an open ticket (`dispatch.rules.turns`), to find it by who owes it."""

    ticket_no = fields.CharField(max_length=64)
    # `role/supervisor`, `department/market`, `person/zhou`: who takes it finds it by any of theirs
    who = fields.CharField(max_length=_ID)
    act = fields.CharField(max_length=24)
    until_at = fields.DatetimeField(null=True)

    class Meta:
        table = "turns"
        unique_together = (("ticket_no", "who", "act"),)
        indexes = (("who", "ticket_no"), ("act", "ticket_no", "until_at"))


class LogRow(Numbered):
    """One entry of a ticket's hash-chained log."""

    ticket_no = fields.CharField(max_length=64)
    n = fields.IntField()
    written_at = fields.DatetimeField()
    command = fields.CharField(max_length=48)
    actor = fields.CharField(max_length=_ID)
    source = fields.CharField(max_length=32)
    payload = fields.BinaryField()
    facts = fields.BinaryField()
    profile_version = fields.CharField(max_length=64)
    calendar_version = fields.CharField(max_length=64)
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "log"
        unique_together = (("ticket_no", "n"),)


class CheckpointRow(Numbered):
    """An hourly seal over the heads of all chains that grew since the one before."""

    sealed_at = fields.DatetimeField()
    # the log's highest row id that it covers
    upto = fields.BigIntField()
    previous = fields.CharField(max_length=64)
    seal = fields.CharField(max_length=64)

    class Meta:
        table = "checkpoints"


class CheckpointHeadRow(Numbered):
    """The head of one chain as a checkpoint saw it."""

    checkpoint = fields.BigIntField(db_index=True)
    ticket_no = fields.CharField(max_length=64, db_index=True)
    n = fields.IntField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "checkpoint_heads"


class NumberRow(Numbered):
    """The last serial given, per centre and year."""

    centre = fields.CharField(max_length=64)
    year = fields.IntField()
    given = fields.IntField()

    class Meta:
        table = "numbers"
        unique_together = (("centre", "year"),)


class ConversationRow(Numbered):
    """Where a conversation stands."""

    key = fields.CharField(max_length=_ID, unique=True)
    state = fields.BinaryField()
    version = fields.IntField()
    updated_at = fields.DatetimeField()
    wakes_at = fields.DatetimeField(null=True, db_index=True)

    class Meta:
        table = "conversations"


class PersonRow(Numbered):
    """Which member an encrypted `open_userid` stands for."""

    open_userid = fields.CharField(max_length=_ID, unique=True)
    userid = fields.CharField(max_length=_ID)
    learned_at = fields.DatetimeField()

    class Meta:
        table = "people"


class WindowRow(Numbered):
    """The 48 h / 5 message window of a citizen's lane."""

    lane = fields.CharField(max_length=_ID, unique=True)
    spoke_at = fields.DatetimeField(null=True)
    sent = fields.IntField()

    class Meta:
        table = "windows"


class MediaRow(Numbered):
    """A photo, voice message, video or file that came with a message."""

    media = fields.CharField(max_length=64, unique=True)
    channel = fields.CharField(max_length=32)
    account = fields.CharField(max_length=_ID)
    media_id = fields.BinaryField()
    subject = fields.CharField(max_length=_ID)
    kind = fields.CharField(max_length=16)
    state = fields.CharField(max_length=16)
    content = fields.BinaryField(null=True)
    size = fields.BigIntField()
    error = fields.CharField(max_length=191)
    attempts = fields.IntField()
    came_at = fields.DatetimeField()
    next_try_at = fields.DatetimeField()

    class Meta:
        table = "media"
        indexes = (("state", "next_try_at"), ("subject", "id"))


class CardRow(Numbered):
    """A card that a person or group has before them."""

    task = fields.CharField(max_length=128, unique=True)
    ticket_no = fields.CharField(max_length=64)
    listener = fields.CharField(max_length=_ID)
    purpose = fields.CharField(max_length=32)
    response_code = fields.BinaryField(null=True)
    version = fields.IntField()
    sent_at = fields.DatetimeField()
    spent = fields.BooleanField()

    class Meta:
        table = "cards"
        indexes = (("ticket_no", "id"),)


class TaskRow(Numbered):
    """Something a person at the desk must do (人工, 回访电话, 待完善, 待送达, 待确认)."""

    kind = fields.CharField(max_length=32)
    subject = fields.CharField(max_length=_ID)
    text = fields.BinaryField()
    opened_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=_ID)
    # `kind|subject` while open, null once done: at most one open task of a kind and subject
    open_key = fields.CharField(max_length=255, null=True, unique=True)
    # null in rows of an earlier release: every centre's
    centre = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "tasks"
