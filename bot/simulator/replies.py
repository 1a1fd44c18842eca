"""Passive replies: what a bot answers inside the callback (90241), shown to the clicker only."""

from xml.etree import ElementTree

from bot.simulator.app_updates import change_card
from bot.simulator.ground import Ground
from bot.simulator.shown import LABELS, cut


class Replies:
    """Shows text, media and update_button answers; everything else is shown by its name."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def take(self, account: str, listener: str, xml: str) -> None:
        """Show the reply *xml* that the bot of *account* gave to what *listener* did."""
        if account != "app":
            return
        reply = ElementTree.fromstring(xml)
        kind = reply.findtext("MsgType") or ""
        if kind == "update_button":
            self._grey(listener, reply.findtext("Button/ReplaceName") or "")
            return
        text = cut(reply.findtext("Content") or "", 2048) or LABELS.get(kind, f"[{kind}]")
        name = self._ground.directory.app.name
        self._ground.bot_says(listener, "app", name, kind="text", text=text)

    def _grey(self, listener: str, replace_name: str) -> None:
        """Grey the card that *listener* pressed last."""
        pressed = [
            m for m in self._ground.chats.of(listener) if m.card and m.by == "app" and not m.dead
        ]
        if pressed:
            change_card(pressed[-1], None, replace_name)
            self._ground.chats.touch(pressed[-1])
