"""What must never be read in a log: secrets, tokens, query strings, phone and identity numbers, citizens' ids.

Works on finished text, so that exception messages and the words of other libraries are covered;
aiohttp's errors carry `access_token` in their text (reliability.md §5).
"""

import re
from collections.abc import Iterable

MASK = "***"

#: Names whose value is secret wherever it stands.
_NAMES = (
    r"access_?token|corp_?secret|secret|encoding_?aes_?key|aes_?key|webhook_?key|suite_?ticket"
    r"|response_?code|msg_?signature|signature|echostr|password|passwd|token|authorization|cookie"
    # who a citizen is at WeCom
    r"|external_?userid|open_?id|union_?id"
)
_QUOTE = r"""\\*["']?"""
_DIGIT = r"[0-9０-９]"
_GAP = r"[ \-－—]?"

#: What is replaced, in this order: pattern, replacement.
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # user and password in an address
    (re.compile(r"(?<=://)[^/\s@'\"]+(?=@)"), MASK),
    # a query string, whatever it says
    (re.compile(r"(?<=[\w/.)])\?[\w%.\-\[\]]+=[^\s\"'<>\\)]*"), f"?{MASK}"),
    # Authorization: Bearer …
    (re.compile(r"(?i)\b(bearer|basic) +[\w.~+/=\-]+"), rf"\1 {MASK}"),
    # <Token><![CDATA[…]]></Token>
    (re.compile(rf"(?i)<({_NAMES}|encrypt)>.*?</\1>", re.DOTALL), rf"<\1>{MASK}</\1>"),
    # token=…, "token": "…", 'token': b'…', and the same inside a quoted string
    (
        re.compile(
            rf"(?i)((?:\b|_)(?:{_NAMES}){_QUOTE}\s*[:=]\s*(?:SecretStr\()?b?{_QUOTE})"
            r"(?!\*\*\*)([^\s\"'\\,;&}\])<>]{4,})"
        ),
        rf"\1{MASK}",
    ),
    # a citizen's chat: kf:<account>:<who>, mp:<who>
    (re.compile(r"(?<![\w.-])(kf:[^\s:\"'~]+:|mp:)(?!\*\*\*)[^\s\"'|/,;)\]}<>]{4,}"), rf"\1{MASK}"),
    # identity card: 17 digits and a check digit; the old form has 15
    (re.compile(rf"(?<!{_DIGIT})[1-9１-９]{_DIGIT}{{16}}[0-9０-９XxＸｘ](?!{_DIGIT})"), MASK),
    (re.compile(rf"(?<!{_DIGIT})[1-9１-９]{_DIGIT}{{14}}(?!{_DIGIT})"), MASK),
    # mobile, with or without +86 and gaps
    (
        re.compile(
            rf"(?<!{_DIGIT})(?:\+?86{_GAP})?[1１][3-9３-９]{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}"
            rf"(?!{_DIGIT})"
        ),
        MASK,
    ),
    # landline with area code
    (re.compile(rf"(?<!{_DIGIT})[0０]{_DIGIT}{{2,3}}{_GAP}{_DIGIT}{{7,8}}(?!{_DIGIT})"), MASK),
)
#: A setting or field of this name is never written out.
SECRET_NAME = re.compile(rf"(?i)(?:.*_)?(?:{_NAMES}|phone|mobile|id_number)")

_known: list[str] = []


def hide(values: Iterable[str]) -> None:
    """Keep these exact *values* (the configured secrets) out of every text from now on."""
    # Shorter ones would also blot out ordinary words.
    found = {*_known, *(value for value in values if len(value) >= 8)}
    _known[:] = sorted(found, key=len, reverse=True)


def redacted(text: str) -> str:
    """Return *text* with everything masked that must not be read."""
    for value in _known:
        text = text.replace(value, MASK)
    for pattern, mask in PATTERNS:
        text = pattern.sub(mask, text)
    return text
