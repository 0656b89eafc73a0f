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
    "more about this", "etiquetado", "labels",
)  # fmt: skip

_ALTERNATIVES = "|".join(re.escape(label) for label in sorted(TAG_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"^[\s#■▶►•|>·]*(?:{_ALTERNATIVES})\s*[:：.]?\s*$", re.I)
_LABEL_END = re.compile(rf"(?<![^\W_])(?:{_ALTERNATIVES})\s*[:：.]?\s*$", re.I)
_LABEL_START = re.compile(rf"^[\s#■▶►•|>·]*(?:{_ALTERNATIVES})(?:\s*[:：]\s*|\s+|$)", re.I)
#: Longest label, characters.
MAX_LABEL = 60


def is_label(text: str) -> bool:
    """Whether a text is a label of tags and nothing more."""
    return 0 < len(text) <= MAX_LABEL and bool(_LABEL.match(text))


def label_length(text: str) -> int:
    """Characters of the label that a text begins with, its colon included; 0 where it begins with none."""
    match = _LABEL_START.match(text)
    return match.end() if match else 0


def ends_with_label(text: str) -> bool:
    """Whether a text ends with a label of tags (``12.03.2020 | Tags:``)."""
    return bool(_LABEL_END.search(text[-MAX_LABEL:]))
