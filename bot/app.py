"""The one place that builds things: memory, desk, doors, workers, routes; and takes them down again.

Order of the end: first nobody new is let in, and whoever was is answered; then the workers finish
what they have in hand, then the robot, the sessions, the memory. Nothing acknowledged is left
behind: it is in the inbox.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from aiohttp import ClientSession

from bot.callback import robot as robot_frames
from bot.callback.keeping import Keep
from bot.citizen.suggestions import read_tables, suggester, words_of
from bot.config.directory import Directory
from bot.config.sections import Aibot, Settings
from bot.context import Context
from bot.delivery import attachments, fallback_channels
from bot.delivery.channels import Doors, at_once
from bot.delivery.partner_api import HotlineLine
from bot.delivery.robot_reply import RobotReplySender
from bot.delivery.sender import Sender
from bot.desk.answer_check import Linter
from bot.desk.desk import Desk
from bot.desk.installation import adopted_of, centres_of
from bot.desk.reply_guard import Guard
from bot.inbound.kf_pull import Puller
from bot.inbound.media import Fetcher
from bot.inbound.receiver import IDLE, Receiver
from bot.inbound.robot_sender import Resolver
from bot.jobs import digest, forgotten
from bot.jobs.outages import Outages
from bot.jobs.sweeps import Sweeps, calendar
from bot.letters import to_partners
from bot.profiles.catalogue import Adopted
from bot.readiness import SILENT_FOR, checks_of, refresh_of, warnings_of
from bot.runtime import database
from bot.runtime.lease import Lease
from bot.runtime.metrics import Metrics
from bot.runtime.worker import Loop
from bot.serving import open_routes
from bot.web.health import Health
from bot.wecom.client import App, WeComClient
from bot.wecom.connection import Account, Frame
from bot.wecom.robot import Robot
from bot.wecom.token import Secret
from intake.replies.words import Words
from storage.queues.arrival import Arrival
from storage.store import Store
from storage.writer import AroundCommit

_log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]


@dataclass(slots=True, kw_only=True, eq=False)
class Service:
    """Everything of one running process.

    Attributes:
        keep: keeps what came in and wakes the receiver; returns after the commit.
        port: where it listens.
    """

    settings: Settings
    context: Context
    keep: Keep
    receiver: Receiver
    sender: Sender
    sweeps: Sweeps
    fetcher: Fetcher
    robot: Robot | None
    lease: Lease
    metrics: Metrics
    port: int = 0


@asynccontextmanager
async def running(
    settings: Settings,
    clock: Clock,
    *,
    cache: Path,
    around_commit: AroundCommit | None = None,
    port: int | None = None,
) -> AsyncIterator[Service]:
    """Build and run the service; leaving the context stops it gracefully.

    Args:
        cache: a private folder for jieba's prepared dictionary.
        around_commit: called around each COMMIT, for crash tests.
        port: listen there instead of where the settings say; 0 takes a free one.

    Raises:
        AlreadyRunning, SchemaBehind: see `storage.store`.
    """
    adopted = adopted_of(settings)
    async with AsyncExitStack() as stack:
        keys = database.keys_of(settings.privacy)
        store = await Store.open(settings.storage.url, keys, around_commit=around_commit)
        stack.push_async_callback(store.close)
        # half a second: before listening, after what may refuse to start
        words = words_of(settings, cache)
        read_tables()
        session = await stack.enter_async_context(ClientSession())
        metrics = Metrics()
        context = _context(settings, clock, store, words, adopted, metrics)
        await context.desk.book.open(store, adopted.values(), clock())
        await context.desk.linter.open(store.reader)
        service = _service(settings, context, session, metrics)
        # before the robot's connection: who cannot serve must not take it from who does
        health = _health(service)
        end_listening = await open_routes(service, health, port)
        try:
            await _start_workers(service, health, stack)
        except BaseException:
            await end_listening()
            raise
        stack.push_async_callback(end_listening)
        yield service


def _context(
    settings: Settings,
    clock: Clock,
    store: Store,
    words: Words,
    adopted: Mapping[str, Adopted],
    metrics: Metrics,
) -> Context:
    directory = Directory.of(settings)
    centres = centres_of(settings, adopted)
    home = next(iter(centres))
    desk = Desk(
        store,
        centres,
        directory,
        to_partners.names_of(settings),
        ladder=fallback_channels.ladder_of(settings, store.reader.keys, metrics.count_late),
        linter=Linter(_guard(settings, words, adopted)),
    )
    return Context(
        store=store,
        desk=desk,
        directory=directory,
        suggest=suggester(settings),
        clock=clock,
        accounts={kf.open_kfid: kf.centre or home for kf in settings.wecom.kf},
        home=home,
        centre_names={
            name: one.id
            for one in settings.centres()
            for name in (one.id, one.prefix, one.name)
            if name
        },
    )


def _guard(settings: Settings, words: Words, adopted: Mapping[str, Adopted]) -> Guard:
    """Return what reads the answers: it knows the counties and departments that may be named."""
    counties = "、".join(one.profile.names.county for one in adopted.values())
    return Guard.of(words, counties, settings.department)


def _service(
    settings: Settings, context: Context, session: ClientSession, metrics: Metrics
) -> Service:
    """Build what works, in the order in which each needs the one before."""
    wecom, store, clock = settings.wecom, context.store, context.clock
    client = WeComClient(session, wecom.api_base, wecom.corp_id, clock, context.clock_check)
    app = App(wecom.app.agent_id, Secret(wecom.app.secret.get_secret_value()))
    secrets = {
        kf.open_kfid: Secret(kf.secret.get_secret_value(), f"kf.{kf.open_kfid}") for kf in wecom.kf
    }
    lease = Lease(store=store, name="aibot", clock=clock)
    incoming = Loop("receiver", IDLE)

    async def keep(arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
        new = await store.writer.keep(arrivals, now)
        for arrival in arrivals:
            context.clock_check.pushed(arrival.sent_at, now)
        incoming.bell.set()
        return new

    robot = _robot(wecom.aibot, keep, lease, clock, metrics) if wecom.aibot else None
    # without a robot every replica reaches the groups in the same ways
    may_speak = (lambda: True) if robot is None else lease.held
    doors = Doors(
        client=client,
        app=app,
        kf={kf.open_kfid: kf for kf in wecom.kf},
        kf_secrets=secrets,
        directory=context.directory,
        robot=robot,
        pieces=attachments.kept_in(store),
        hotline=HotlineLine(session, to_partners.partners_of(settings)),
        sms=fallback_channels.sms_of(settings, session),
        official=fallback_channels.official_of(settings, session, clock),
    )
    sender = Sender(context=context, doors=doors, count=metrics.count_send, may_speak=may_speak)
    receiver = Receiver(
        context=context,
        pull=Puller(context=context, client=client, secrets=secrets).pull,
        resolve=Resolver(context=context, client=client, app=app).userid,
        reply=RobotReplySender(robot).send,
        stirred=sender.news,
        may_speak=may_speak,
        loop=incoming,
    )
    return Service(
        settings=settings,
        context=context,
        keep=keep,
        receiver=receiver,
        sender=sender,
        sweeps=Sweeps(context=context, stirred=sender.news),
        fetcher=Fetcher(context=context, client=client, app_secret=app.secret, kf_secrets=secrets),
        robot=robot,
        lease=lease,
        metrics=metrics,
    )


def _robot(aibot: Aibot, keep: Keep, lease: Lease, clock: Clock, metrics: Metrics) -> Robot:
    """Return the group robot; what it hears is kept like everything that comes in."""

    async def on_frame(frame: Frame) -> None:
        now = clock()
        await keep([robot_frames.arrival(frame, aibot.bot_id, now)], now)

    secret = aibot.secret.get_secret_value()
    account = Account(bot_id=aibot.bot_id, secret=secret, ws_url=aibot.ws_url)
    return Robot(
        account,
        on_frame,
        lease.held,
        clock,
        count_odd=lambda fault: metrics.callbacks.labels("aibot", "odd").inc(),
    )


async def _start_workers(service: Service, health: Health, stack: AsyncExitStack) -> None:
    """Start everything that works in the background; the end waits until each has finished."""
    stop = asyncio.Event()
    outages = _outages(service, health)
    always = (service.receiver, service.sender, service.sweeps, service.fetcher, outages)
    work = [*(one.run(stop) for one in always), forgotten.look(service.context, stop)]
    if service.robot is not None:
        await service.lease.take()  # or the robot would look again only a second later
        work += [service.lease.run(stop), service.robot.run()]
    tasks = [asyncio.create_task(one) for one in work]
    lag = asyncio.create_task(service.metrics.watch_loop())
    scheduler = calendar(service.context)
    scheduler.start()

    async def finish() -> None:
        scheduler.shutdown(wait=False)
        lag.cancel()
        stop.set()
        if service.robot is not None:
            service.robot.stop()
        await asyncio.gather(*tasks, lag, return_exceptions=True)

    stack.push_async_callback(finish)
    await _catch_up(service.context)


def _health(service: Service) -> Health:
    return Health(
        service.metrics,
        checks_of(service),
        warnings=warnings_of(service),
        refresh=refresh_of(service),
    )


def _outages(service: Service, health: Health) -> Outages:
    sender = service.sender
    return Outages(
        context=service.context,
        look=health.works,
        phones=service.settings.operator_phones(),
        past_outbox=partial(at_once, sender.doors),
        is_stuck=lambda: not sender.loop.is_turning(SILENT_FOR),
        stirred=sender.news,
    )


async def _catch_up(context: Context) -> None:
    """Send today's digest if a restart may have missed it; what fails is logged: the service must start."""
    try:
        await digest.send(context, context.clock())
    except Exception as error:
        _log.exception("catch_up_failed", what=digest.__name__, error=type(error).__name__)
