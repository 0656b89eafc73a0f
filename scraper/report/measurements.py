"""Measurements in words: what a reader can check on the page, instead of the name that the weights know it by."""

from __future__ import annotations

import re

from scraper.block import BlockKind
from scraper.cleaner.classifier.shapes import COMMA, DIGIT, LETTER, STOP, SYMBOL, UPPER, WIDE

#: Classes of characters, and kinds of blocks, by the numbers that measurements have.
_CHARACTERS = {
    LETTER: "letter", UPPER: "capital", DIGIT: "digit", COMMA: "comma", STOP: "full stop", SYMBOL: "sign",
    WIDE: "ideograph",
}  # fmt: skip
_KINDS = dict(enumerate(map(str, BlockKind)))
_NAMED = re.compile(r"(?:last_class|last|first)(?:[+-]\d)?")
_GOOD = "prose (paragraphs with few links)"
_PLACES = ("its element", "the element around it", "2 elements up", "3 elements up", "4 elements up")
_GROUPS = {
    "own": "class or id of its element says", "parent": "class or id of the element around it says",
    "grand": "class or id 2 elements up says", "chain": "class or id of some element around it says",
    "below": "class or id between it and the article says", "inline": "class at its start says",
    "tag": "its element is", "parent_tag": "the element around it is", "chain_tag": "it stands inside",
    "below_tag": "between it and the article stands",
}  # fmt: skip
#: Name -> words. ``{}``: what the name's number says.
_EXACT = {
    "words": "words", "chars": "characters", "length": "characters", "size": "weight by its length",
    "links": "links", "link_density": "share of link text", "links_per_word": "links a word", "commas": "commas",
    "stops": "full stops", "digit_share": "share of digits", "digits": "share of digits", "digit_count": "digits",
    "upper_share": "share of capitals", "upper": "share of capitals", "upper_per_word": "capitals a word",
    "symbol_share": "share of signs", "symbols": "share of signs", "last_class": "kind of its last character",
    "last": "kind of its last character", "first": "kind of its first character", "prose": "reads as prose",
    "level": "level of the heading or list", "kind": "kind of block", "copy_number": "which copy on the page it is",
    "copies": "copies on the page", "depth": "depth in the page", "run_length": "blocks in a row of one path",
    "position": "place on the page, 0 to 1", "place": "place in the text, 0 to 1", "blocks_before": "blocks before it",
    "good_before": f"share of the {_GOOD} before it", "good_after": f"share of the {_GOOD} after it",
    "prose_after": "blocks to the next prose", "heading_distance": "blocks since the last heading",
    "heading_depth": "how much deeper than the last heading", "heading_level": "level of the last heading",
    "heading_words": "words of the last heading", "media_before": "pictures right before it",
    "slanted_share": "share in italics", "repeats": "copies of it or its words on the page",
    "repeated": "stood in the text before", "is_title": "is the title", "title_overlap": "share of words of the title",
    "h1_distance": "blocks since the first h1", "title_distance": "blocks since the title",
    "title_hits": "rare words of the title in it", "title_hit_share": "share of the title’s words in it",
    "title_path": "share of the title’s words in blocks like it",
    "cohesion_path": "share of words in blocks like it that the prose has",
    "cohesion_2": "share of words 2 elements up that the prose has",
    "article_count": "article elements on the page", "article_depth": "article elements around it",
    "article_share": "share of prose in its article element",
    "article_outer": "share of prose in the outermost article element around it",
    "article_titled": "its article element has the title", "h1_count": "h1 headings on the page",
    "twins": "elements of its path",
    "described": "is the page’s description", "embedded": "stands in the embedded article",
    "has_embedded": "length of the embedded article", "words_sum": "what its words say, summed",
    "words_score": "what its words say", "words_path": "what the words of blocks like it say",
    "words_heading": "what the words of the last heading say", "words_before": "what the words of the block before say",
    "words_after": "what the words of the block after say", "words_around": "what the words around it say",
    "score": "the first look at the line", "ends": "ends like a sentence", "gap": "blank lines before it",
    "indent": "indent", "marked": "mark at its start", "headline": "reads like a headline", "known": "a known wording",
    "sentences": "sentences", "date": "dates in it", "address": "addresses in it", "capitals": "capitals a word",
    "function": "share of function words", "index": "lines before it", "from_end": "lines after it",
    "comma_rate": "commas a word", "stop_rate": "full stops a word", "wide": "share of ideographs",
    "word_length": "letters a word", "quoted": "starts with a quotation mark", "ends_colon": "ends with a colon",
    "ends_ellipsis": "ends with an ellipsis", "whole": "all of it is a known wording",
    "prose_before": "share of the prose before it", "prose_before_count": "paragraphs before it",
    "prose_after_count": "paragraphs after it", "quiet_run": "lines in a row without a full stop",
    "loud_run": "lines in a row with a full stop", "tails_before": "headings of boxes before it",
    "prose_shared": "share of its words that paragraphs have",
    "text_shared": "share of its words that other lines have",
    "body_shared": "share of its words that the article has", "first_before": "share of the article before it",
    "first_mean": "mean score of the page", "first_sure": "sure lines of the page", "sure_after": "sure lines after it",
    "sure_before": "sure lines before it", "years": "years in it", "times": "times of day in it",
    "person": "share of words such as I, we and you", "person_page": "share of words such as I, we and you in the text",
    "said": "what its words say", "said_sum": "what its words say, summed", "said_page": "what the text’s words say",
    "comments_before": "marks of comments before it", "comments_after": "marks of comments after it",
    "run_score": "score of the run of like lines", "run_lines": "lines of the run of like lines",
    "run_best": "best score of the run of like lines", "prose_above": "score of the paragraph before it",
    "prose_below": "score of the paragraph after it", "dated": "short lines with a date",
    "comments": "marks of comments", "notices": "notices",
    "prose_shared_mean": "lines with its words, paragraphs alone", "text_shared_mean": "lines with its words",
    "body_shared_mean": "lines of the article with its words",
}  # fmt: skip
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"main(\d+)_inside", "inside the element with {} % of the prose"),
    (r"main(\d+)_below", "depth below the element with {} % of the prose"),
    (r"main(\d+)_share", "share of prose in the element with {} % of it"),
    (r"main(\d+)_blocks", "blocks of the element with {} % of the prose"),
    (r"main(\d+)_position", "place in the element with {} % of the prose"),
    (r"share_(\d)", "share of the page’s prose in {place}"),
    (r"density_(\d)", "share of link text in {place}"),
    (r"goodness_(\d)", "share of prose in {place}"),
    (r"blocks_(\d)", "blocks in {place}"),
    (r"mean_words_(\d)", "words a block in {place}"),
    (r"linked_(\d)", "share of blocks that are links in {place}"),
    (r"headings_(\d)", "share of headings in {place}"),
    (r"media_(\d)", "pictures in {place}"),
    (r"offset_(\d)", "blocks since the start of {place}"),
    (r"rest_(\d)", "blocks to the end of {place}"),
    (r"path_(\w+)", "blocks of the same path: {}"),
    (r"uncle_(\w+)", "blocks of the path around it: {}"),
    (r"page_(\w+)", "the whole page: {}"),
    (r"url_(\w+)", "the address: {}"),
    (r"says_([\w-]+?)([+-]\d)?", "worded like {}{offset}"),
    (r"since_([\w-]+)", "lines since the last {}"),
    (r"until_([\w-]+)", "lines until the next {}"),
    (r"under_([\w-]+)", "lines below a heading of {}"),
    (r"has_(\w+)", "has a {}"),
    (r"first_ahead(\d+)", "score of the {} lines after it"),
    (r"first_behind(\d+)", "score of the {} lines before it"),
    (r"(\w+)_ahead(?:\d*)", "{}, on the lines after it"),
    (r"(\w+)_behind(?:\d+)", "{}, on the lines before it"),
    (r"first_(?:above|below)_(\w+)", "share of the article beyond a heading of {}"),
    (r"share_above_(\w+)", "share of the prose above a heading of {}"),
    (r"above_(\w+)", "prose above a heading of {}"),
    (r"below_(\w+)", "prose below a heading of {}"),
    (r"first_near(\d+)", "score of the {} lines on either side"),
    (r"first_(?:in|to|from)(\d)", "place against the densest stretch of the article"),
    (r"in_stretch(\d)|to_(?:first|last)(\d)|stretch_place(\d)", "place against the densest stretch of prose"),
    (r"(\w+?)_near(\d+)", "{} on the lines around it"),
    (r"(\w+?)_(?:un)?like_(?:prose|body)", "{}, beside that of the article"),
    (r"first([+-]\d)", "score{offset}"),
    (r"([\w-]+?)([+-]\d)", "{}{offset}"),
)
_COMPILED = tuple((re.compile(pattern), words) for pattern, words in _PATTERNS)
_OFFSET = re.compile(r"[+-]\d$")
#: Measurements between 0 and 1 that are written as shares.
_SHARE = re.compile(
    r"(?:share|density|goodness|linked|headings)_\d|main\d+_share|(?:path|uncle|page)_(?:density|goodness|good|inside)"
    r"|\w+_share|link_density|good_(?:before|after)|prose_before|function|upper|digits|symbols|\w+_shared"
)
#: Measurements that say yes or no.
_FLAG = re.compile(
    r"[a-z_]+:.+|main\d+_inside|is_title|prose(?:[+-]\d)?|says_.+|has_(?!embedded).+|ends|repeated|known(?:[+-]\d)?"
    r"|headline(?:[+-]\d)?|quoted|ends_\w+(?<!body)|whole|in_stretch\d|first_in\d"
)


def phrase_of(name: str) -> str:
    """A measurement in words; its name where it has none."""
    mask, colon, group = name.partition(":")
    if colon and mask in _GROUPS:
        return f"{_GROUPS[mask]} {group}" if mask.endswith("tag") else f"{_GROUPS[mask]} “{group}”"
    if name in _EXACT:
        return _EXACT[name]
    for pattern, words in _COMPILED:
        if found := pattern.fullmatch(name):
            first = next((part for part in found.groups() if part is not None), "")
            if "{place}" in words:
                return words.format(place=_PLACES[min(int(first), len(_PLACES) - 1)])
            told = _EXACT.get(first, first.replace("_", " "))
            return words.format(told, offset=_offset(name))
    return name.replace("_", " ")


def _offset(name: str) -> str:
    found = _OFFSET.search(name)
    if found is None:
        return ""
    steps = int(found[0])
    return f", {abs(steps)} {'line' if abs(steps) == 1 else 'lines'} {'further on' if steps > 0 else 'back'}"


def value_of(name: str, value: float) -> str:
    """A measurement's value as it is read: a share, yes or no, or a number."""
    if _NAMED.fullmatch(name) and value in _CHARACTERS:
        return _CHARACTERS[int(value)]
    if name == "kind" and value in _KINDS:
        return _KINDS[int(value)].replace("_", " ")
    if _FLAG.fullmatch(name) and value in (0, 1):
        return "yes" if value else "no"
    if _SHARE.fullmatch(name) and 0 <= value <= 1:
        return f"{100 * value:.0f} %"
    return signed(f"{value:.0f}" if value == round(value) else f"{value:.2f}")


def signed(number: str) -> str:
    """A written number with a minus sign that is as wide as a plus."""
    return number.replace("-", "−")
