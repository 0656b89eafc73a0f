"""The language of a text is read from its words and script, and where they do not tell there is none."""

from __future__ import annotations

import pytest

import scraper
from scraper.cleaner.text.language import language_of

SENTENCES = {
    "en": "The ferry to the island was late again, and when it came there were more gulls than people on board.",
    "de": "Die Fähre zur Insel kam wieder zu spät, und als sie da war, saßen auf dem Deck mehr Möwen als Menschen.",
    "fr": "Le bac pour l'île est encore arrivé en retard, et il y avait plus de mouettes que de passagers sur le pont.",
    "es": "El transbordador a la isla llegó otra vez tarde, y en la cubierta había más gaviotas que personas.",
    "it": "Il traghetto per l'isola è arrivato di nuovo in ritardo, e sul ponte c'erano più gabbiani che persone.",
    "pt": "A barca para a ilha chegou outra vez atrasada, e no convés havia mais gaivotas do que pessoas, como sempre.",
    "nl": "De veerboot naar het eiland was weer te laat, en toen hij er was zaten er meer meeuwen dan mensen aan dek.",
    "pl": "Prom na wyspę znowu się spóźnił, a kiedy przypłynął, na pokładzie było więcej mew niż ludzi, jak to bywa.",
    "tr": "Adaya giden vapur yine geç kaldı ve geldiği zaman güvertede insandan çok martı vardı, bu da her zaman gibi.",
    "ru": "Паром на остров снова опоздал, и когда он пришёл, на палубе было больше чаек, чем людей, как это бывает.",
    "uk": "Пором на острів знову запізнився, і коли він прийшов, на палубі було більше чайок, ніж людей, як це буває.",
    "ar": "تأخرت العبارة إلى الجزيرة مرة أخرى وعندما وصلت كان على سطحها من النوارس أكثر من الناس",
    "zh": "开往海岛的渡船又晚点了，船到的时候，甲板上的海鸥比人还多。",
    "ja": "島へ向かう渡し船はまた遅れ、着いたときには甲板に人よりカモメのほうが多かった。",
    "ko": "섬으로 가는 배는 또 늦었고, 배가 왔을 때 갑판에는 사람보다 갈매기가 더 많았다.",
    "sv": "Färjan till ön var sen igen, och när den kom var det fler måsar än människor på däck, som det brukar vara.",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_prose_tells_its_language(language: str) -> None:
    assert language_of(SENTENCES[language]) == language


@pytest.mark.parametrize("text", ["", "1974 2001 2024", "Whitlock, Marsh, Tallis, Kollar", "Kestrel Pass 12:40 17:25"])
def test_names_and_numbers_tell_none(text: str) -> None:
    assert language_of(text) is None


def test_code_in_an_article_does_not_hide_its_script() -> None:
    code = "\n".join(
        "for (let index = 0; index < harbour.length; index++) console.log(harbour[index])" for _ in range(6)
    )
    assert language_of(f"{SENTENCES['ja'] * 6}\n{code}") == "ja"


def test_an_article_of_text_says_where_its_language_came_from() -> None:
    article = scraper.clean_text("\n\n".join([SENTENCES["de"]] * 3))
    assert article.language == "de"
    assert article.provenance["language"] == "function words"
