"""Complaints from 12345 as the door keeps them, worked off by a real receiver."""

import asyncio
import json
from dataclasses import replace
from typing import Any

from hotline_door import a_transfer
from office import Office

from bot.inbound.receiver import Receiver
from dispatch.ticket.complaint import Scored
from intake.talk.state import Hints
from storage.queues.arrival import Arrival


async def nothing(*_: object) -> Any:
    """Stand for a way that these tests do not use."""


def receiver(office: Office) -> Receiver:
    """Return a receiver of *office* that suggests 营业执照办理 for whatever it reads."""
    hints = Hints(
        categories=(Scored(id="licence", name="营业执照办理", confidence=0.9),),
        departments=(Scored(id="market", name="市场监管局", confidence=0.8),),
    )
    context = replace(office.context, suggest=lambda text: hints)
    return Receiver(
        context=context, pull=nothing, resolve=nothing, reply=nothing, stirred=asyncio.Event()
    )


def an_arrival(account: str = "12345", source: str = "12345", **changes: Any) -> Arrival:
    """Return a complaint as the door keeps it."""
    body = {**a_transfer(**changes), "centre": "main", "kind": "投诉", "source": source}
    return Arrival(
        channel="hotline",
        account=account,
        key=body["id"],
        lane=f"hotline:{account}:{body['no']}",
        body=json.dumps(body).encode(),
    )


async def passed_on(office: Office, *arrivals: Arrival) -> None:
    """Keep *arrivals* one after the other and work them off."""
    for arrival in arrivals:
        await office.store.writer.keep([arrival], office.clock())
    works = receiver(office)
    while await works.work_off():
        pass
