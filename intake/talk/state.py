"""Where a conversation with one citizen stands, and what a step of it brings about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from dispatch.ticket.complaint import Attachment, Complaint, Doubt, Scored


@unique
class Stage(StrEnum):
    """What we wait for."""

    #: nothing is open; the next words begin a complaint or ask about one
    IDLE = "idle"
    #: words or particulars of a complaint are still missing
    COLLECTING = "collecting"
    #: it was read back; we wait for 确认
    CONFIRMING = "confirming"
    #: with a ticket running, we asked whether the last words add to it or are new
    CHOOSING = "choosing"
    #: we asked whether the ticket is really to be withdrawn
    WITHDRAWING = "withdrawing"


#: what stands for a name where the profile lets people stay unnamed (G-25)
UNNAMED = "不留名"


#: who somebody is and how they are reached, in the order of the reading-back
PARTICULARS = ("name", "contact", "phone", "address")


@unique
class Field(StrEnum):
    """A particular that the form needs (WZ-F1); the value is what is stored."""

    WORDS = "words"
    NAME = "name"
    CONTACT = "contact"
    PHONE = "phone"
    ADDRESS = "address"
    FOR_WHOM = "for_whom"


@unique
class Said(StrEnum):
    """What we say; the value names the sentence in `bot/texts/conversation.py`."""

    WELCOME = "welcome"
    #: greeted again, with a ticket running
    WELCOME_BACK = "welcome_back"
    #: greeted once more: shorter, and then shorter still
    HINT = "hint"
    LAST_HINT = "last_hint"
    #: 谢谢, 好的 with nothing open
    COURTESY = "courtesy"
    HELP = "help"
    EMERGENCY = "emergency"
    #: the same where what those numbers take is not taken on here (FW-5.3.4)
    REDIRECTED = "redirected"
    #: they spoke of ending their life
    CRISIS = "crisis"
    #: … and wrote again, before anybody has spoken to them
    WITH_YOU = "with_you"
    #: a photo or voice where danger was spoken of; the same without a word beside it
    UNREAD_IN_DANGER = "unread_in_danger"
    UNREAD = "unread"
    BEGIN = "begin"
    NEED_WORDS = "need_words"
    NEED_WORDS_VOICE = "need_words_voice"
    ASK = "ask"
    #: they wrote nothing to the point while we wait for particulars
    HERE = "here"
    #: they asked how, where, when a thing is done
    CONSULT = "consult"
    #: they asked what becomes of what they say, or what we need their particulars for
    PRIVACY = "privacy"
    READ_BACK = "read_back"
    #: several matters were told at once: apart, or as one?
    SEVERAL = "several"
    #: one of them was dropped, the next follows
    DROPPED_ONE = "dropped_one"
    EDIT = "edit"
    NAME_NEEDED = "name_needed"
    #: the same for the other particulars that somebody would rather not give
    ADDRESS_NEEDED = "address_needed"
    PHONE_NEEDED = "phone_needed"
    #: they stay unnamed, and the desk has it
    UNSIGNED = "unsigned"
    TO_DESK = "to_desk"
    DROPPED = "dropped"
    #: 查询 while a draft is open
    DRAFT_OPEN = "draft_open"
    CHOOSE = "choose"
    NO_TICKET = "no_ticket"
    #: several tickets run: which one?
    WHICH = "which"
    #: the number that they wrote is none of theirs
    UNKNOWN_NUMBER = "unknown_number"
    NO_SURVEY = "no_survey"
    #: several surveys are out and a level was said alone
    WHICH_SURVEY = "which_survey"
    #: a low level without a reason
    ASK_WHY = "ask_why"
    #: what they think of the answer was said, but no level of the survey
    WHICH_LEVEL = "which_level"
    SURE_WITHDRAW = "sure_withdraw"
    KEPT_TICKET = "kept_ticket"
    NUDGE = "nudge"
    NUDGE_CHOICE = "nudge_choice"
    #: 补充 alone, or 修改 with a ticket running
    ADD_WHAT = "add_what"
    #: they cannot type, see, hear or read
    ANOTHER_WAY = "another_way"
    #: it is not to be submitted yet
    NOT_YET = "not_yet"
    #: they hurry, and nothing is submitted yet
    SOON = "soon"
    #: nothing can be made of it; the same once more, with ways out; then somebody of the desk is called
    UNCLEAR = "unclear"
    UNCLEAR_AGAIN = "unclear_again"
    UNCLEAR_TO_DESK = "unclear_to_desk"
    #: a few words at the reading-back that change nothing
    CHANGE_WHAT = "change_what"
    AGAIN = "again"
    #: they do not want to be known, with a ticket running
    KEPT_SECRET = "kept_secret"
    #: a menu that is used up was tapped
    STALE = "stale"
    RECALLED = "recalled"
    HUMAN = "human"
    #: one message that is longer than anybody can type, and a draft that is as long as one may be
    TOO_LONG = "too_long"
    TOO_MUCH = "too_much"
    #: more messages in a minute than are answered one by one
    TOO_FAST = "too_fast"


@unique
class Wish(StrEnum):
    """What the person wants done with a ticket, for `bot/inbound/receiver.py` to carry out."""

    QUERY = "query"
    SUPPLEMENT = "supplement"
    #: an addition that says why the answer did not satisfy: somebody answers it
    UNHAPPY = "unhappy"
    WITHDRAW = "withdraw"
    #: they only want it to go faster (快点, 人呢)
    HURRY = "hurry"
    RATE = "rate"
    HUMAN = "human"
    UNFINISHED = "unfinished"
    #: the same from somebody who will not be named: nobody asks them again
    UNSIGNED = "unsigned"
    #: somebody seems to be in danger: the desk and who is on call are rung (PY-4.2.12)
    ALARM = "alarm"
    #: somebody spoke of ending their life, and must be rung
    CRISIS = "crisis"
    #: a photo or voice came without a word: somebody must look or listen
    UNREAD = "unread"
    #: the draft that the desk has was dropped by the person
    FORGET = "forget"
    #: said while somebody of the desk has the chat (接管)
    RELAY = "relay"
    #: who had the chat has been silent for long: it is the bot's again
    HANDED_BACK = "handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One thing to say back, with the facts its sentence needs and the menu under it.

    Attributes:
        menu: items as `word:turn` or `word:turn:number`; the word names the label in `bot/texts`.
    """

    said: Said
    facts: Mapping[str, str] = field(default_factory=dict)
    menu: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A wish with its ticket and words, and what came with them.

    Attributes:
        is_quiet: it needs no answer when it went well (a photo after an addition).
    """

    wish: Wish
    no: str = ""
    text: str = field(default="", repr=False)
    media: tuple[Attachment, ...] = ()
    level: str = ""
    round: int = 0
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the words suggest: category, department and cause class, best first.

    *unsure* says what of it they leave open; of that the person hears nothing.
    *assisting* are the departments of what else is surely told in them (协办).
    """

    categories: tuple[Scored, ...] = ()
    departments: tuple[Scored, ...] = ()
    causes: tuple[Scored, ...] = ()
    unsure: tuple[Doubt, ...] = ()
    assisting: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Who somebody is and how they are reached, as they said it last time."""

    name: str = field(default="", repr=False)
    is_unit: bool = False
    contact: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A complaint that is still being told.

    Attributes:
        is_question: it was asked, and is to be answered.
        known: what of the person's last ticket was put in where nothing was said; None where that was not tried.
        weighed: so many of the words are known to be one matter.
        asked_apart: how often we asked whether what they told is several matters; 0 where that is not open.
        about: what the person said about whose matter it is, when our suggestion was wrong.
        waived: what the person does not have or tell; it is not asked again.
        refused: what they would rather not give, and were asked for once more.
    """

    words: tuple[str, ...] = field(default=(), repr=False)
    media: tuple[Attachment, ...] = ()
    place: str = field(default="", repr=False)
    said_at: datetime | None = None
    is_question: bool = False
    name: str = field(default="", repr=False)
    is_unit: bool = False
    contact: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    for_other: bool = False
    for_whom: str = field(default="", repr=False)
    about: str = field(default="", repr=False)
    waived: tuple[Field, ...] = ()
    refused: tuple[Field, ...] = ()
    known: Particulars | None = None
    weighed: int = 0
    asked_apart: int = 0
    hints: Hints = Hints()

    @property
    def is_empty(self) -> bool:
        """True when nothing was told yet."""
        told = (self.words, self.media, self.place, self.contact, self.phone, self.address)
        return not (any(told) or self.for_whom or self.name not in ("", UNNAMED))

    @property
    def filled_in(self) -> tuple[str, ...]:
        """Return which particulars still stand as they were taken over from the last ticket."""
        then = [(one, getattr(self.known, one, "")) for one in PARTICULARS]
        return tuple(one for one, value in then if value and value == getattr(self, one))

    @property
    def is_unit_of_before(self) -> bool:
        """True where they spoke for this unit last time, and have not said that they do so now."""
        return self.is_unit and "name" in self.filled_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that the person said, as the desk is shown it when it must answer."""

    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The whole state of one conversation; a value, stored after each step.

    Attributes:
        asked: how often we asked for particulars of this draft.
        told_why: the one line on what the data is for was said (PIPL; at the first question).
        waiting: words said while we asked whether they add to a ticket.
        others: the further matters of several told at once, each registered after the one before.
        matters: how many they were in all, 0 where there was one.
        question: what they asked, was answered, and may be registered yet; *said_at* says when.
        ticket: the ticket that our question is about.
        turn: counts the menus; a tap on an older one is stale.
        nudged: this draft was nudged; once is enough.
        handed: the desk has this draft (待完善).
        unnamed: they would rather not give a name, where the profile wants one (G-25).
        refused_name: they were asked for it once more, which is once and never again.
        walk_in: a receptionist tells it for somebody at the window or on the phone.
        way: how that one came: 窗口, 电话, 信函, by the profile's name (FW-6.1.2).
        added_to, added_at: the ticket to which they last added something; a photo soon after belongs to it.
        why: of which ticket they were asked what was not done, at `added_at`.
        adding: they said 补充 alone, so the next words do too.
        chatter, chatter_at: how many greetings, stickers and the like came in a row.
        unclear: how many messages came in a row of which nothing could be made.
        cannot_write: they cannot type, see, hear or read: the form is not asked of them.
        welcomed_at: when they were welcomed as they opened the chat.
        crisis_at: when they spoke of ending their life; for a while no form is asked for then.
        danger_at: when danger was spoken of last.
        unread_at: since when a photo waits for a word about it.
        told_at: when they last read whom to ring, beside something that no machine reads.
        served: a servicer talks with them in 微信客服; we keep quiet.
        taken_by, taken_until: who of the desk has the chat (接管), and until when we keep quiet.
        lately: what they said last.
        minute_at, in_minute: how many messages came since then, for a minute.
        wakes_at: when the schedule should look at an unfinished draft again.
    """

    stage: Stage = Stage.IDLE
    draft: Draft = Draft()
    asked: int = 0
    told_why: bool = False
    waiting: Draft = Draft()
    others: tuple[Draft, ...] = ()
    matters: int = 0
    question: Draft = Draft()
    ticket: str = ""
    turn: int = 0
    nudged: bool = False
    handed: bool = False
    unnamed: bool = False
    refused_name: bool = False
    walk_in: bool = False
    way: str = ""
    added_to: str = ""
    added_at: datetime | None = None
    why: str = ""
    adding: bool = False
    chatter: int = 0
    chatter_at: datetime | None = None
    unclear: int = 0
    cannot_write: bool = False
    welcomed_at: datetime | None = None
    crisis_at: datetime | None = None
    danger_at: datetime | None = None
    unread_at: datetime | None = None
    told_at: datetime | None = None
    served: bool = False
    taken_by: str = ""
    taken_until: datetime | None = None
    lately: tuple[Line, ...] = ()
    minute_at: datetime | None = None
    in_minute: int = 0
    updated_at: datetime | None = None
    wakes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One of the person's own tickets that is still open.

    Attributes:
        asks: a department asked something (追问) and waits for the next words.
        surveying: the survey is out; *round* tells which.
        urgent: its words tell of danger.
        department: the id of the one that leads on it, empty while there is none, or where
            somebody's conduct was spoken of (N6).
    """

    no: str
    asks: bool = False
    surveying: bool = False
    round: int = 0
    urgent: bool = False
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step brings: the new talk, what to say, a whole complaint, wishes.

    Attributes:
        is_hushed: what the wishes come to is done and not told, for they write faster than people type.
    """

    talk: Talk
    replies: tuple[Reply, ...] = ()
    complaint: Complaint | None = None
    wishes: tuple[Wanted, ...] = ()
    is_hushed: bool = False
