"""Class and id tokens -> groups, as bits: what page authors call the parts of their pages.

A class string is split into words (``entry-content``, ``relatedPosts``), each word is looked up once and remembered, so
that a page costs a dictionary look-up an element.  The groups were chosen by reading class names of the development pages;
what a hit is worth is left to the classifier: ``content`` or ``promo`` alone decide nothing.
"""

from __future__ import annotations

import re

#: Group -> words. The position of the group is its bit.
GROUPS: dict[str, str] = {
    "comment": "comment comments commenting disqus respond discussion commentlist kommentar kommentare comentarios reactions",
    "related": "related relatedposts relatedarticles recommend recommended recommendation recommendations recirc recirculation"
    " similar suggested readmore readnext readalso also further relacionadas relacionados correlati verwandt more jetpack yarpp",
    "promo": "ad ads adv advert advertisement advertising promo promos promotion promoted sponsor sponsored sponsors dfp gpt"
    " taboola outbrain partner partners affiliate commercial banner anzeige werbung publicidad adslot revcontent mgid",
    "share": "share sharing shares social socials facebook twitter whatsapp addthis addtoany sharedaddy shariff tools toolbar"
    " print follow teilen linkedin pinterest email copylink sharebar buttons button btn",
    "newsletter": "newsletter newsletters subscribe subscription subscriber signup signin login register registration cta"
    " mailing optin mailchimp mc4wp convertkit hubspot membership donate donation join calltoaction",
    "caption": "caption captions figcaption credit credits photo photos image images img gallery picture slideshow lightbox"
    " legend copyright-holder bildunterschrift foto figure thumbnail",
    "author": "author authors byline bylines bio writer contributor contributors avatar reporter profile autor autoren vcard"
    " biography aboutauthor authorbox person",
    "tags": "tag tags topic topics keyword keywords category categories taxonomy labels hashtag hashtags tagcloud themen"
    " schlagworte etiquetas cat cats posttags taglist filed",
    "nav": "nav menu menus navbar navigation breadcrumb breadcrumbs pagination pager paging skip sitemap submenu dropdown"
    " megamenu hamburger prev next postnav navlinks topnav",
    "footer": "footer foot bottom copyright legal disclaimer colophon imprint fineprint source terms license postfooter",
    "header": "header masthead top topbar logo hero siteheader head branding",
    "sidebar": "sidebar side rail secondary complementary aside marginal right rightcol rightcolumn sidebars",
    "body": "body articlebody storybody postbody entrycontent postcontent articlecontent articletext bodytext bodycopy"
    " contentbody storycontent fulltext bodycontent maintext textbody storytext postarticle blogcontent postentry",
    "article": "article post story entry hentry blog main blogpost single artikel articulo detail page articlepage",
    "content": "content text copy richtext rich wysiwyg markdown prose paragraph paragraphs editor texte texto inhalt absatz"
    " rte rtf typography longform",
    "title": "title headline heading hed titles headlines titre titulo subtitle subhead subheading subheadline subheadings",
    "lead": "lead lede dek standfirst intro summary excerpt deck kicker description abstract vorspann chapo sommario teasertext"
    " introduction entradilla bajada ingress preamble overline perex lid strapline sapo",
    "teaser": "teaser teasers card cards item items list lists grid tile tiles thumb thumbs feed carousel slider swiper river"
    " listing archive loop collection slide slides flickity owl masonry listitem package headlines",
    "popular": "popular trending latest mostread most mostpopular topstories ranking hot recent meistgelesen news newsfeed"
    " recents ticker breaking aktuell top10 editorspicks featured",
    "consent": "paywall cookie cookies consent gdpr modal popup overlay piano meter dialog privacy onetrust regwall premium plus"
    " barrier gate gated lightbox tooltip alert notice notification toast",
    "widget": "widget widgets module modules plugin embed embedded iframe box infobox factbox panel elementor block infographic"
    " callout highlightbox sidebarbox fact facts zusatz kasten encart",
    "meta": "date time meta published publish info infos timestamp updated dateline details datetime pubdate metadata posted"
    " postmeta readtime reading minutes views counter",
    "player": "video videos player audio podcast jwplayer youtube live brightcove vimeo listen vjs media playlist episode",
    "shop": "price prices product products cart buy shop sku store order checkout rating ratings review reviews stars shipping"
    " stock specs quantity wishlist basket merchant offer deals deal",
    "quote": "quote quotes blockquote pullquote pull quotation zitat testimonial testimonials",
    "code": "code highlight pre docs documentation doc example syntax snippet codehilite prism language api",
    "hidden": "hidden sr screen visually invisible noprint hide none offscreen visuallyhidden d-none accessibility assistive",
    "forum": "message messages thread threads reply replies answer answers question questions user usertext username signature"
    " postbody forum topicpost bbcode members poster member",
    "note": "correction corrections note notes footnote footnotes references reference citations endnotes editorsnote erratum",
    "toc": "toc contents outline jump jumplinks tableofcontents inhaltsverzeichnis anchors summarylist ez",
    "form": "search form input filter filters sort select field fields contact inquiry survey poll quiz captcha newsletterform",
    "fold": "faq faqs accordion tab tabs collapse collapsed expand toggle step steps recipe ingredient ingredients instructions"
    " method directions timeline interview liveblog",
}  # fmt: skip
NAMES = tuple(GROUPS)
BIT = {name: 1 << position for position, name in enumerate(NAMES)}
_WORDS: dict[str, int] = {}
for _name, _words in GROUPS.items():
    for _word in _words.split():
        _WORDS[_word] = _WORDS.get(_word, 0) | BIT[_name]
#: Words searched inside longer words (``articlebody-wrapper`` is split, ``relatedstorieslist`` is not), 6 letters at least.
_INSIDE = tuple((word, bits) for word, bits in _WORDS.items() if len(word) >= 6)
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
#: Entries of the caches before they are emptied: 50,000 strings of some 40 characters are about 5 MB.
_CACHE_LIMIT = 50_000
_words_seen: dict[str, int] = {}
_values_seen: dict[str, int] = {}
#: Longest value that is looked at, characters: utility-class soups run to kilobytes and say nothing at their end.
_LONGEST = 300


def _word_bits(word: str) -> int:
    bits = _words_seen.get(word)
    if bits is None:
        bits = _WORDS.get(word, 0)
        if not bits and len(word) > 7:
            for inside, more in _INSIDE:
                if inside in word:
                    bits |= more
        if len(_words_seen) > _CACHE_LIMIT:
            _words_seen.clear()
        _words_seen[word] = bits
    return bits


def bits_of(value: str) -> int:
    """The groups that a class, id, role or itemprop value hits, as bits."""
    bits = _values_seen.get(value)
    if bits is None:
        bits = 0
        for piece in _PIECES.findall(value[:_LONGEST]):
            bits |= _word_bits(piece.lower())
        joined = value[:_LONGEST].lower().replace("-", "").replace("_", "")
        for token in joined.split():
            if token in _WORDS:
                bits |= _WORDS[token]
        if len(_values_seen) > _CACHE_LIMIT:
            _values_seen.clear()
        _values_seen[value] = bits
    return bits
