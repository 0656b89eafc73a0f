"""The words that stand before tags, by language: "Tags", "Filed under", "Themen", "Mots-clés" ..."""

from __future__ import annotations

import re

#: Labels of tags. From the lexicon of wordings counted on saved pages (Themen 145 hosts, Topics 137, Tags 117 ...).
TAG_LABELS = (
    "tags", "tag", "tagged", "tagged with", "tagged as", "topics", "topic", "topics in this article",
    "related topics", "related tags", "article tags", "article topics", "keywords", "key words",
    "in this story", "in this article", "more on this topic", "more on", "more about", "explore more",
    "filed under", "filed to", "mentioned in this story", "read more about", "explore topics",
    "related to this story", "themen", "mehr zum thema", "mehr themen", "themen in diesem artikel",
    "weitere themen", "verwandte themen", "schlagwörter", "schlagworte", "schlagwort", "stichworte",
    "stichwörter", "verschlagwortet mit", "verschlagwortet", "getaggt mit", "mehr lesen über",
    "lesen sie mehr zum thema", "mehr zu", "mehr über", "mehr zu den themen", "themen des artikels",
    "themen des artikel", "mots-clés", "mots clés", "thèmes", "thématiques", "sujets", "étiquettes", "étiqueté",
    "sur le même thème", "tags de l'article", "etiquetas", "temas", "temas relacionados", "archivado en",
    "en este artículo", "palabras clave", "más sobre", "argomenti", "temi", "parole chiave", "etichette",
    "altri articoli su", "tópicos", "assuntos", "tudo sobre", "mais sobre", "marcadores", "palavras-chave",
    "assuntos relacionados", "onderwerpen", "trefwoorden", "meer over", "теги", "тег", "темы", "метки",
    "ключевые слова", "tagi", "tematy", "słowa kluczowe", "emner", "ämnen", "taggar", "emneord", "etiketler",
    "etiket", "štítky", "témata", "címkék", "avainsanat", "aiheet", "märksõnad", "žymos", "标签", "关键词",
    "關鍵字",
    "關鍵詞", "话题", "話題", "関連キーワード", "タグ", "キーワード", "トピックス",
    "関連タグ", "テーマ", "태그", "키워드", "الوسوم", "كلمات مفتاحية",
    "الكلمات الدالة", "مواضيع", "وسوم", "verwendete schlagwörter", "relevante themen", "themenseiten",
    "följ ämnen i artikeln", "lesen sie mehr zu diesen themen", "tagged in", "more on this story",
    "more about this", "etiquetado", "labels", "související témata", "ähnliche themen", "ämnen i artikeln",
    "schlagwörter zu diesem artikel", "schlagworte zu diesem artikel", "themen zu diesem artikel",
    "tags zu diesem artikel", "topics mentioned", "related keywords", "explore more on the topics in this story",
    "powiązane tematy", "ilgili etiketler", "témák", "meer over dit onderwerp", "emneknagger",
)  # fmt: skip

#: Longest label, characters.
MAX_LABEL = 60
#: What may stand around a label.
_BEFORE, _AFTER = " \t\n\r#■▶►•|>·*\u00a0", " \t\n\r:：.\u00a0"

# Plain string tests before regular expressions: each block of a page is asked.
_LABELS = frozenset(TAG_LABELS)
_ENDINGS = tuple(TAG_LABELS)
_FIRST_WORDS = frozenset(label.split()[0] for label in TAG_LABELS)
_FIRST_WORD = re.compile(r"[\s#■▶►•|>·*]*([^\s:：]+)")
_ALTERNATIVES = "|".join(re.escape(label) for label in sorted(TAG_LABELS, key=len, reverse=True))
_LABEL_START = re.compile(rf"^[\s#■▶►•|>·*]*(?:{_ALTERNATIVES})(?:\s*[:：|·•»>–—-]+\s*|\s+|$)", re.I)


def is_label(text: str) -> bool:
    """Whether a text is a label of tags and nothing more."""
    return len(text) <= MAX_LABEL and text.lstrip(_BEFORE).rstrip(_AFTER).casefold() in _LABELS


def label_length(text: str) -> int:
    """Characters of the label that a text begins with, the mark behind it included; 0 where it begins with none."""
    first = _FIRST_WORD.match(text)
    if first is None or first[1].casefold() not in _FIRST_WORDS:
        return 0
    match = _LABEL_START.match(text)
    return match.end() if match else 0


def ends_with_label(text: str) -> bool:
    """Whether a text ends with a label of tags (``12.03.2020 | Tags:``)."""
    end = text[-MAX_LABEL:].rstrip(_AFTER).casefold()
    if not end.endswith(_ENDINGS):
        return False
    return any(end.endswith(label) and not end[: -len(label)][-1:].isalnum() for label in TAG_LABELS)
