"""A citizen's chat, by the channel that their lane names: how each says, asks and hands over.

A new chat is one class and one row of CHATS.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from bot.letters import kinds, request_cards
from bot.letters.kinds import Members, Wording
from bot.texts import citizen
from dispatch.ticket.ticket import Ticket, spoken
from storage.queues.lane import Channel, Lane

Items = Sequence[tuple[str, str]]  # what a choice sends back, and what it reads


class Chat(ABC):
    """What can be done in one kind of chat.

    Attributes:
        longest_text: bytes of one message (wecom.md §4).
        longest_head: bytes of the words above a menu.
    """

    longest_text = 2048
    longest_head = 2048

    @abstractmethod
    def text(self, lane: Lane, words: str) -> Wording:
        """Say *words*."""

    @abstractmethod
    def menu(self, lane: Lane, head: str, items: Items) -> Wording:
        """Ask, with *items* to choose from where the chat can show any."""

    @abstractmethod
    def survey(self, ticket: Ticket, levels: Sequence[str]) -> Wording:
        """Ask how it was: five equal choices that all work (N7)."""

    def hand_over(self, lane: Lane) -> Wording | None:
        """Hand the chat to a person at a desk; None where a chat cannot."""
        return None


class KfChat(Chat):
    """微信客服: citizens in WeChat."""

    longest_head = 1024

    def text(self, lane: Lane, words: str) -> Wording:
        return kinds.kf_text(lane, words)

    def menu(self, lane: Lane, head: str, items: Items) -> Wording:
        return kinds.kf_menu(lane, head, items)

    def survey(self, ticket: Ticket, levels: Sequence[str]) -> Wording:
        """Ask with a menu, whose every choice says ticket and round."""
        items = [(f"rate:{ticket.no}:{ticket.round}:{n}", level) for n, level in enumerate(levels)]
        head = citizen.SURVEY_HEAD.format(no=spoken(ticket.no))
        return kinds.kf_menu(lane_of(ticket), head, items, citizen.SURVEY_TAIL)

    def hand_over(self, lane: Lane) -> Wording:
        """Hand the chat to a servicer, where any are configured."""
        return kinds.kf_trans(lane)


class AppChat(Chat):
    """The app's single chat: members who complain; it has no menu, choices are typed."""

    def text(self, lane: Lane, words: str) -> Wording:
        return kinds.text(Members(lane, (lane.person,)), words)

    def menu(self, lane: Lane, head: str, items: Items) -> Wording:
        return self.text(lane, head)

    def survey(self, ticket: Ticket, levels: Sequence[str]) -> Wording:
        return kinds.card(
            kinds.member(lane_of(ticket).person), request_cards.survey(ticket, levels)
        )


_APP = AppChat()
CHATS: Mapping[Channel, Chat] = {Channel.KF: KfChat(), Channel.APP: _APP}


def chat_on(lane: Lane) -> Chat:
    return CHATS.get(lane.channel, _APP)


def lane_of(ticket: Ticket) -> Lane:
    """Return where the complainant of *ticket* is."""
    return Lane.parse(ticket.complaint.complainant.lane)


def has_chat(lane: str) -> bool:
    """True where answer and survey can be said in a chat; a walk-in has none, the 服务号 not yet."""
    return Lane.parse(lane).channel in CHATS
