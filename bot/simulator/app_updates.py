"""How the app changes and takes back what it said: update_template_card, recall (94888, 94867)."""

from datetime import timedelta

from bot.simulator import cards
from bot.simulator.app_messages import AppMessages
from bot.simulator.chats import Message
from bot.simulator.codes import Sent
from bot.simulator.errcodes import Refused, granted
from bot.simulator.ground import Call, Endpoint, Ground, Wire

RECALL_WITHIN = timedelta(hours=24)


class AppUpdates:
    """Changes to cards and messages already sent."""

    def __init__(self, ground: Ground, app: AppMessages) -> None:
        self._ground = ground
        self._app = app

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part."""
        return {
            "/cgi-bin/message/update_template_card": Endpoint(method="POST", answer=self.update),
            "/cgi-bin/message/recall": Endpoint(method="POST", answer=self.recall),
        }

    def update(self, call: Call) -> Wire:
        """update_template_card: one call for each code; `invaliduser` is an array here."""
        body = call.body
        if call.owner != self._ground.directory.app.secret:
            raise Refused(301002)
        button, card = body.get("button"), body.get("template_card")
        if not button and not card:
            raise Refused(40063, "button or template_card")
        sent = self._app.codes.look(str(body.get("response_code", "")), call.now)
        if body.get("agentid") != sent.agent_id:
            raise Refused(42015)
        wanted = self._updated(body, sent)
        if card:
            self._check_new_card(card, sent)
        elif not (button or {}).get("replace_name"):
            raise Refused(40063, "replace_name")
        self._app.codes.spend(str(body["response_code"]))
        for userid in wanted & set(sent.shown):
            change_card(sent.shown[userid], card, (button or {}).get("replace_name"))
            self._ground.chats.touch(sent.shown[userid])
        unknown = sorted(wanted - set(sent.shown))
        return granted(**({"invaliduser": unknown} if unknown else {}))

    def _updated(self, body: Wire, sent: Sent) -> set[str]:
        if body.get("atall"):
            return set(sent.shown)
        wanted = set(body.get("userids") or ())
        if self._ground.settings.parties_are_updated:
            wanted |= {u for p in body.get("partyids") or () for u in self._app.members_of(str(p))}
        elif body.get("partyids") and not wanted:
            return set()
        if not wanted and not body.get("partyids") and not body.get("tagids"):
            raise Refused(82001)
        return wanted

    def _check_new_card(self, card: Wire, sent: Sent) -> None:
        task_id = card.get("task_id", sent.task_id)
        if task_id != sent.task_id:
            raise Refused(42016)
        # the official samples of an update leave the task_id out
        cards.check(
            {**card, "task_id": sent.task_id or "none"},
            most_menu_actions=self._ground.settings.most_menu_actions,
        )
        self._app.advise(card)

    def recall(self, call: Call) -> Wire:
        """message/recall: within 24 hours, own messages only."""
        sent = self._app.sent(str(call.body.get("msgid", "")))
        if sent is None or call.owner != self._ground.directory.app.secret:
            raise Refused(40058)
        if call.now - sent.sent_at > RECALL_WITHIN:
            raise Refused(42052)
        for userid, message in sent.shown.items():
            if self._ground.chats.find(userid, message.id):
                self._ground.chats.drop(userid, message)
        return granted()


def change_card(message: Message, card: Wire | None, replace_name: str | None) -> None:
    """Put *card* in the place of the old one, or grey the buttons under *replace_name*."""
    if card:
        replace_text = card.get("replace_text")
        message.card = card
        message.replaced = replace_text
        message.dead = bool(replace_text) or not cards.keys(card)
    else:
        message.replaced = replace_name
        message.dead = True
