"""What the simulated WeCom does where the documents are silent or weak: one field each."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The doubtful points of the wire (UNVERIFIED) with the default taken here, and sizes."""

    # -- callbacks out
    #: How long WeCom waits for an answer [V].
    callback_timeout: timedelta = timedelta(seconds=5)
    #: Tries in total; whether "three" counts the first is UNVERIFIED.
    callback_tries: int = 3
    #: Pause between two tries; UNVERIFIED.
    callback_pause: timedelta = timedelta(seconds=1)
    #: Older pages say every status but 200 is tried again, newer ones only a failed connection.
    callback_repeats_bad_status: bool = False
    #: Whether a repeated callback bears the nonce of the first; UNVERIFIED.
    callback_keeps_nonce: bool = False

    # -- tokens
    token_lasts: timedelta = timedelta(hours=2)
    #: gettoken within the validity gives the same token again (older text).
    token_stays_the_same: bool = True

    # -- messages of the app
    #: 40033 for bodies with escaped characters; whether message/send minds is UNVERIFIED.
    escapes_are_refused: bool = False
    #: Whether the repeat of a message (enable_duplicate_check) brings its response_code again.
    duplicate_brings_code: bool = False
    #: Lengths that the documents call 建议 (title 36, value 30, …) are refused instead of remarked.
    advised_lengths_are_refused: bool = False
    #: response_code lives 72 h (older texts: 24 h).
    code_lasts: timedelta = timedelta(hours=72)
    #: Whether update_template_card reaches partyids with the code of a click; UNVERIFIED.
    parties_are_updated: bool = False
    #: Callback menus of a card: 3 when sent, 10 in the passive documents.
    most_menu_actions: int = 3
    #: The app sees the whole corp; without it appchat answers 48002.
    app_sees_all: bool = True

    # -- media: the texts differ (10 MB against 5 MB in the text of 45001)
    most_image_bytes: int = 10 << 20
    most_voice_bytes: int = 2 << 20
    most_video_bytes: int = 10 << 20
    most_file_bytes: int = 20 << 20
    media_lasts: timedelta = timedelta(days=3)

    # -- kf
    #: Moves of a kf session that the prose does not name: 0→1, 1→4, 2→4; all UNVERIFIED.
    kf_more_moves: frozenset[tuple[int, int]] = frozenset({(0, 1), (1, 4), (2, 4)})
    #: errcode for a msgid sent before; 0 = answered ok, shown once. UNVERIFIED.
    kf_repeated_msgid: int = 0
    #: Pulls a minute without the token of a callback ("strict limits"; number UNVERIFIED).
    kf_pulls_without_token: int = 60
    #: Most messages in one page, whatever *limit* says (so that paging can be seen).
    kf_page: int = 1000
    #: What sync_msg shows for a sticker; UNVERIFIED.
    kf_sticker_text: str = "【收到不支持的消息类型，暂无法显示】"

    # -- robot, long connection: no error code of this channel is published
    robot_wrong_secret: int = 853000
    robot_not_subscribed: int = 846609
    robot_unknown_request: int = 846605
    robot_stream_over: int = 846608
    robot_too_late: int = 846605
    robot_unknown_chat: int = 93006
    robot_silent_chat: int = 93008
    #: "stream_with_template_card" over the long connection: the page says both.
    robot_streams_with_card: bool = True
    #: Pictures in a finished stream (msg_item): HTTP mode has them, the long connection is silent.
    robot_takes_pictures: bool = False
    #: A stream may be written to for 6 minutes (one note says 10).
    robot_stream_lasts: timedelta = timedelta(minutes=6)
    robot_reply_within: timedelta = timedelta(hours=24)
    robot_event_reply_within: timedelta = timedelta(seconds=5)
    #: Subscribes a minute before 45009 (seen, number UNVERIFIED).
    robot_subscribes_a_minute: int = 30
    #: The robot names members by open_userid (batch/openuserid_to_userid resolves it).
    robot_hides_userids: bool = False
