"""A card of a task that somebody did, or that came right by itself, says so to everybody who has it (product §2).

A task ends in many ways: a button, a typed word, a letter that went after all, a draft that was
completed. Here the cards are looked for afterwards, so that no way of ending forgets them.
"""

from datetime import datetime, timedelta

from bot.context import Context
from bot.letters import kinds
from bot.letters.kinds import Members
from bot.texts import answering, staff
from storage.database.session import Session
from storage.people import cards, tasks
from storage.people.cards import Card
from storage.queues import outbox
from storage.queues.lane import Lane
from storage.queues.letters import Letter

AT_ONCE = 100
#: WeCom takes the code of a card so long (94888)
CODE_LASTS = timedelta(hours=72)


async def show(context: Context, now: datetime) -> int:
    """Spend the codes of the cards of tasks that are done, saying by whom; return how many there were."""
    if not await cards.of_tasks(context.store.reader, AT_ONCE):
        return 0

    async def job(session: Session) -> int:
        found = await cards.of_tasks(session, AT_ONCE)
        for card in found:
            await cards.spend(session, card.task_id)
            await outbox.put(session, await _changed(context, session, card, now), now)
        return len(found)

    return await context.store.writer.run(job, name="finished_tasks")


async def _changed(context: Context, session: Session, card: Card, now: datetime) -> list[Letter]:
    task = await tasks.load(session, card.version)
    if not card.response_code or now - card.sent_at >= CODE_LASTS:
        return []
    known = context.directory.people.get(task.done_by) if task else None
    words = staff.retired(known.name) if known else answering.CHORE_NOT_NEEDED
    everybody = Members(Lane.parse(card.listener), ())
    change = kinds.update(everybody, card.response_code, words)
    return [change.letter(f"retired/{card.task_id}/{card.sent_at.timestamp():.0f}")]
