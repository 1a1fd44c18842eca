"""A citizen's chat without any channel: what is said goes through the dialogue and the texts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.texts import replies
from dispatch.profiles.sections import Emergency
from dispatch.ticket.complaint import Attachment, Complaint, Scored
from intake.conversation import dialogue, known_person
from intake.talk.message import Kind, Message
from intake.talk.state import Hints, Outcome, Running, Said, Talk, Wanted, Wish
from intake.talk.turn_context import NO_OFFICE, SHOWN, Frame, Office

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
WORDS = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
PARTICULARS = "我叫张伟民，13800138000，住城关镇幸福路3号"
_MATTERS = {"社保卡": "社保卡办理", "营业执照": "营业执照办理", "房产证": "不动产登记"}
_DEPARTMENTS = {
    "人社局": "人社局",
    "社保卡": "人社局",
    "营业执照": "市场监管局",
    "房产证": "不动产中心",
}
#: where the departments are found, as a county has written it down: all of it, a part, nothing
OFFICES = {
    "市场监管局": Office(
        name="市场监管局",
        address="政务服务中心二楼12号窗口",
        phone="0391-7200001",
        hours="工作日 8:30–12:00",
        items="营业执照设立、变更、注销",
    ),
    "不动产中心": Office(name="不动产中心", phone="0391-7200002"),
    "人社局": Office(name="人社局"),
}
CENTRE = Office(name="某县政务服务中心", phone="0391-7200000", hours="工作日 8:30–12:00")


def suggest(text: str) -> Hints:
    """Suggest as the real dictionary would, of three words."""
    found = tuple(
        Scored(id=name, name=name, confidence=0.8, words=(word,))
        for word, name in _DEPARTMENTS.items()
        if word in text
    )
    matters = tuple(
        Scored(id=name, name=name, confidence=0.8)
        for word, name in _MATTERS.items()
        if word in text
    )
    return Hints(categories=matters, departments=found)


@dataclass(slots=True)
class Chat:
    """One person's chat; tickets appear and vanish as the dialogue wishes."""

    running: tuple[Running, ...] = ()
    anonymous: bool = False
    emergency: Emergency = SHOWN
    phone: str = ""
    lane: str = "kf:wk:wm"
    centre: Office = CENTRE
    suggest: Callable[[str], Hints] = suggest
    talk: Talk = field(default_factory=Talk)
    now: datetime = NOW
    wishes: list[Wanted] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    told: list[list[Said]] = field(default_factory=list)
    text: str = ""
    menu: tuple[str, ...] = ()

    @property
    def frame(self) -> Frame:
        """What the dialogue knows of this person."""
        return Frame(
            lane=self.lane,
            channel="微信客服",
            suggest=self.suggest,
            levels=LEVELS,
            low=frozenset(LEVELS[3:]),
            running=self.running,
            anonymous=self.anonymous,
            emergency=self.emergency,
            phone=self.phone,
            office=lambda id: OFFICES.get(id, NO_OFFICE),
            centre=self.centre,
            known=known_person.last_of([one.complainant for one in reversed(self.complaints)]),
        )

    def says(self, text: str, after: timedelta = timedelta(minutes=1)) -> list[Said]:
        """Say *text* a minute later; return what is said back."""
        return self.hears(Message(kind=Kind.TEXT, text=text, at=self.now + after), after)

    def sends(self, kind: Kind, text: str = "") -> list[Said]:
        """Send something that is not text."""
        media = None
        if kind in (Kind.IMAGE, Kind.VOICE, Kind.VIDEO, Kind.FILE):
            media = Attachment(id=f"m{len(self.told)}", kind=kind)
        message = Message(kind=kind, text=text, media=media, at=self.now)
        return self.hears(message, timedelta(seconds=1))

    def taps(self, item: str) -> list[Said]:
        """Tap a menu item by its id."""
        label = replies.label(item) if not item.startswith("rate") else "满意"
        return self.hears(Message(kind=Kind.TEXT, text=label, choice=item, at=self.now))

    def picks(self, word: str) -> list[Said]:
        """Tap the item of the latest menu that reads *word*."""
        return self.taps(next(item for item in self.menu if replies.label(item) == word))

    def hears(self, message: Message, after: timedelta = timedelta(minutes=1)) -> list[Said]:
        """Take one step with *message*."""
        self.now += after
        return self._done(dialogue.step(self.talk, message, self.frame, self.now))

    def waits(self, **passed: float) -> list[Said]:
        """Let time pass until the schedule looks."""
        self.now += timedelta(**passed)
        return self._done(dialogue.left_alone(self.talk, self.now))

    def answers(self, outcome: Outcome) -> Outcome:
        """Take *outcome* as what came of a step."""
        self._done(outcome)
        return outcome

    def _done(self, outcome: Outcome) -> list[Said]:
        self.talk = outcome.talk
        self.wishes += outcome.wishes
        if outcome.complaint is not None:
            self.complaints.append(outcome.complaint)
            self.running = (Running(no=f"2026-{len(self.running) + 1:04d}"), *self.running)
        for wanted in outcome.wishes:
            if wanted.wish is Wish.WITHDRAW:
                self.running = tuple(one for one in self.running if one.no != wanted.no)
            if wanted.wish is Wish.SUPPLEMENT:
                self.running = tuple(replace(one, asks=False) for one in self.running)
        self.told.append([one.said for one in outcome.replies])
        self.text = replies.message(outcome.replies, (), 1024)
        self.menu = next((one.menu for one in reversed(outcome.replies) if one.menu), self.menu)
        return self.told[-1]


def one_running(**changes: object) -> tuple[Running, ...]:
    """One open ticket."""
    return (replace(Running(no="2026-0001"), **changes),)  # type: ignore[arg-type]  # a test names its field


TWO = (Running(no="2026-0002"), Running(no="2026-0001"))


def asked() -> Chat:
    """A person who told their matter and was asked who they are."""
    chat = Chat()
    assert chat.says(WORDS) == [Said.ASK]
    return chat


def read() -> Chat:
    """A person whose complaint was read back."""
    chat = asked()
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    return chat
