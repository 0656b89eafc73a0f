"""The names of the months as dates on pages spell them, in the languages that have phrase files and their neighbours.

Genitives and the usual abbreviations included; a name that means two months in two languages is left to the more common
language (``listopad`` is November, as in Polish and Czech).
"""

from __future__ import annotations

_NAMES = (
    "january jan januar jän jänner jaen januari janvier janv jv enero ene gennaio gen janeiro tammikuuta januarie "
    "ianuarie января янв январь січня styczeń stycznia sty stycz ledna leden január januára ocak oca sausio "
    "janvāris ιανουαρίου يناير كانون январе",
    "february feb februar februari febr fevrier février févr fév febrero febbraio fevereiro fev helmikuuta "
    "februarie februára февраля фев феврале лютого luty lutego lut února únor február şubat şub vasario "
    "φεβρουαρίου فبراير شباط",
    "march mar mär märz maerz mrz mars marzo març março maart mrt maaliskuuta martie марта мар марте березня "
    "marzec marca března březen március mart kovo μαρτίου مارس آذار",
    "april apr avril avr abril abr aprile huhtikuuta aprilie апреля апр апреле квітня kwiecień kwietnia kwi dubna "
    "duben április nisan nis balandžio απριλίου أبريل ابريل نيسان",
    "may mai mayo maggio mag maio mei maj maja toukokuuta мая май мае травня května květen május mayıs gegužės "
    "μαΐου مايو أيار",
    "june jun juni juin junio giugno giu junho kesäkuuta iunie июня июн июне червня czerwiec czerwca cze června "
    "červen június haziran haz birželio ιουνίου يونيو حزيران",
    "july jul juli juillet juil julio luglio lug julho heinäkuuta iulie июля июл июле липня lipiec lipca lip "
    "července červenec július temmuz tem liepos ιουλίου يوليو تموز",
    "august aug août aout agosto ago augustus elokuuta августа авг августе серпня sierpień sierpnia sie srpna "
    "srpen augusztus ağustos ağu rugpjūčio αυγούστου أغسطس اغسطس آب",
    "september sep sept septembre septiembre settembre set setembro syyskuuta septembrie сентября сен сентябре "
    "вересня wrzesień września wrz září szeptember eylül eyl rugsėjo σεπτεμβρίου سبتمبر أيلول",
    "october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta octombrie октября окт октябре "
    "жовтня październik października paź října říjen október ekim eki spalio οκτωβρίου أكتوبر اكتوبر",
    "november nov novembre noviembre novembro marraskuuta noiembrie ноября ноя ноябре листопада listopad "
    "listopada lis listopadu kasım kas lapkričio νοεμβρίου نوفمبر",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro joulukuuta decembrie декабря "
    "дек декабре грудня grudzień grudnia gru prosince prosinec aralık ara gruodžio δεκεμβρίου ديسمبر",
)

#: Month name, case folded -> 1..12.
MONTHS = {name.casefold(): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
