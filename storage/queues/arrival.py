"""One message or event that came in, as the inbox keeps it before anybody has understood it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a way in hands to the inbox.

    Attributes:
        channel: how it came: `app`, `kf_event`, `kf`, `aibot`.
        account: whose door it came through: agent id, open_kfid or bot id.
        key: unique within channel and account; a repeat has the same key (MsgId, else a hash).
        lane: the conversation; rows of one lane are worked off in order.
        body: the decrypted message as it came (XML or JSON), kept encrypted.
        sent_at: when the sender sent it, None where the wire does not say.
        late: True where it came more than 300 s after it was sent (only pushed ones count).
        fault: why it cannot be understood; such a row goes to quarantine at once. Else empty.
    """

    channel: str
    account: str
    key: str
    lane: str
    body: bytes
    sent_at: datetime | None = None
    late: bool = False
    fault: str = ""
