"""What people are told of a change: its letters, the cards that are over, partners, photos, what is dropped."""

from bot.desk import card_updates, reminder_limit
from bot.desk.card_updates import Move
from bot.desk.change import Change
from bot.desk.installation import Installation
from bot.letters import attachments, compose, to_partners
from dispatch.ticket.notices import NoticeKind
from storage.people import media
from storage.queues import outbox


async def say(desk: Installation, change: Change) -> None:
    """Queue the letters of *change*; cards that are over are greyed first, partners hear last."""
    session, now = change.session, change.now
    letters = compose.letters(
        change.after, change.notices, change.rules, desk.directory, now, by=change.command.by
    )
    letters = await reminder_limit.spent(session, letters, change.after, change.command, now)
    move = Move(after=change.after, by=change.command.by, pressed=change.pressed)
    over = await card_updates.retired(session, desk.directory, move, letters)
    told = to_partners.letters(change.before, change.after, change.rules, desk.partners, now)
    await outbox.put(session, [*over, *letters, *told], now)


async def forward(desk: Installation, change: Change) -> None:
    """Bring photos and voices to the liaisons of the departments that just got the 工作单."""
    new = [one.target for one in change.notices if one.what is NoticeKind.FORM]
    ids = [piece.id for piece in await media.of_subject(change.session, change.after.no)]
    letters = attachments.to_liaisons(change.after, ids, new, desk.directory)
    await outbox.put(change.session, letters, change.now)


async def drop_waiting(desk: Installation, change: Change) -> None:
    """Let go of an answer and survey that still wait (待送达): they were judged another way."""
    lane = change.after.complaint.complainant.lane
    for letter in await outbox.listed(change.session, "held", lane):
        if letter.ticket_no == change.after.no and letter.payload.get("waits"):
            await outbox.drop(change.session, letter.id, "the ticket has moved on")
