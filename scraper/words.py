"""How many words a text has: the one rule of every count that is shown or stored."""

from __future__ import annotations

import re

#: One ideograph or kana, or a mark that repeats or lengthens them (regular expression): written without spaces between
#: words.
UNSPACED = (
    "[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_UNSPACED = re.compile(UNSPACED)
_RUN = re.compile(r"\w+")


def count_words(text: str) -> int:
    """The number of words.

    A word is what stands between white space. Chinese and Japanese have none there: each ideograph and each kana counts
    as one, as word processors and translators count them, and so does each run of other letters or digits between them.
    """
    if not _UNSPACED.search(text):
        return len(text.split())
    return sum(_count(part) for part in text.split())


def _count(part: str) -> int:
    rest, signs = _UNSPACED.subn(" ", part)
    return signs + len(_RUN.findall(rest)) if signs else 1
