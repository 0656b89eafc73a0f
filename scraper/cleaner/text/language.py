"""The language of a flattened text: it declares none, but its script and its function words tell.

Function words are a quarter to a half of all words of prose, whatever it is about, and few of them are common to two
languages (Grefenstette 1995).  A text in a language that is not among these, or of two, has none: silence is no guess.
"""

from __future__ import annotations

import re
from collections import Counter

#: The commonest function words of the languages written in Latin script.
_WORDS = {
    "en": "the of and to in a is that for it as was with be by on not he his but at are this have from they which or "
    "an were their been has will would who when said there can her she you we all about after more what out",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr",
    "fr": "la le les de des du et en un une que qui est dans pour pas au sur par plus ne se ce il sont avec son aux "
    "ont mais cette nous vous elle été leur être à d l qu c n s",
    "es": "de la el que y en los las un una por con no para se su al lo como más pero sus ha este ya entre cuando muy "
    "sin sobre también del es fue años hasta desde esta",
    "it": "il di che è la e in per una un non sono dei della con si da gli nel alla più anche delle ma come ha lo i al "
    "dal nella del le dell",
    "pt": "o os a as de do da dos das em um uma que não e com por mais para como foi ao mas ele tem à seu sua ou no na "
    "nos pelo se são também",
    "nl": "het een en van ik te dat die in is niet zijn op aan met als voor had er maar om hem dan wat bij ook naar "
    "uit worden heeft de door over nog",
    "pl": "w i na z do nie się że to jest o jak a po co za od przez dla ale czy są tym tego oraz które który",
    "tr": "ve bir bu için ile de da olarak olan çok daha gibi en ne sonra kadar ama olduğu göre ise",
    "sv": "och att det som är för på av med den till inte om ett har var i jag de men hon sig från kan vi",
    "da": "og at det som er for på af med den til ikke om et har var i jeg de men hun sig fra kan vi der efter blev",
    "no": "og at det som er for på av med den til ikke om et har var i jeg de men hun seg fra kan vi etter ble opp",
    "cs": "a se v na je že z do s to o k i za jako ale by po podle jsou pro od byl která který jeho už nebo",
    "ro": "și de în la a cu pe nu din că care o un este mai pentru au fost se sunt dar ca prin",
    "hu": "a az és hogy nem is egy ez de van meg volt azt csak már mint még el ha pedig szerint",
    "fi": "ja on ei että se oli hän mutta myös ovat joka kun niin kuin sen mukaan ole",
}  # fmt: skip
#: Function words and letters of the languages written in Cyrillic.
_CYRILLIC_WORDS = {
    "ru": "и в не на что с по как это из у за от о к но для же так а то его все был она до бы при",
    "uk": "і в не на що з як це у за від до та про але для його й він була який щоб також після",
    "bg": "и на да в не се от за по е с че са като до при го ще към след той това който",
}


def _languages_of(words: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Function word -> its languages."""
    known: dict[str, tuple[str, ...]] = {}
    for language, listed in words.items():
        for word in dict.fromkeys(listed.split()):
            known[word] = (*known.get(word, ()), language)
    return known


_LATIN, _CYRILLIC = _languages_of(_WORDS), _languages_of(_CYRILLIC_WORDS)
_SCRIPTS = {
    "kana": re.compile("[\u3040-\u30ff]"), "han": re.compile("[\u3400-\u9fff]"),
    "hangul": re.compile("[\uac00-\ud7af]"), "arabic": re.compile("[\u0620-\u064a]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
}  # fmt: skip
#: Letters of Persian, Urdu and Pashto that Arabic lacks.
_NOT_ARABIC = re.compile("[پچژگکیےہ]")
_WORD = re.compile(r"[^\W\d_]+")
#: Characters of a text that are looked at.
_MOST = 2_500
#: Share of the letters that a script needs; kana among Chinese characters tell Japanese much earlier.
_SCRIPT_LEAST, _KANA_LEAST = 0.3, 0.05
#: Share of the words that must be a language's function words, how much more than the next language's, and the fewest.
_LEAST, _AHEAD, _FEWEST = 0.12, 1.05, 5


def language_of(text: str) -> str | None:
    """The language's code (ISO 639-1: ``de``); None if the text does not tell."""
    text = text[:_MOST].casefold()
    if text.isascii():
        return _by_words(text, _LATIN)
    letters = max(sum(map(str.isalpha, text)), 1)
    share = {name: len(expression.findall(text)) / letters for name, expression in _SCRIPTS.items()}
    if share["kana"] >= _KANA_LEAST:
        return "ja"
    if share["han"] >= _SCRIPT_LEAST:
        return "zh"
    if share["hangul"] >= _SCRIPT_LEAST:
        return "ko"
    if share["arabic"] >= _SCRIPT_LEAST:
        return None if len(_NOT_ARABIC.findall(text)) > 0.01 * letters else "ar"
    return _by_words(text, _CYRILLIC if share["cyrillic"] >= _SCRIPT_LEAST else _LATIN)


def _by_words(text: str, known: dict[str, tuple[str, ...]]) -> str | None:
    words = _WORD.findall(text)
    hits: Counter[str] = Counter()
    for word, count in Counter(words).items():
        for language in known.get(word, ()):
            hits[language] += count
    (best, most), (_, second) = [*hits.most_common(2), ("", 0), ("", 0)][:2]
    if most < max(_FEWEST, _LEAST * len(words)) or most < _AHEAD * second:
        return None
    return best
