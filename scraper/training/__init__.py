"""Labelled pages -> the weights file; an extra, imported by nothing.

    pip install '.[train]'
    python -m scraper.training DATA -o scraper/cleaner/classifier/weights.npz

``DATA`` holds a folder a set, each with

``pages.jsonl``   ``{"id": ..., "url": ..., "html": "html/1.html"}`` a page, ``html`` a path below the folder;
``gold.jsonl``    ``{"id": ..., "text": ...}`` a page: the article's body, paragraphs separated by a blank line, empty
                  where the page holds no article; ``kind`` (``article``, ``forum``, ...), ``title``, ``with`` and
                  ``without`` (snippets that must and must not survive) are used for the report where they are given.

A few hundred pages of the sites that matter to you, added as one more set, move the weights towards them.  The order of
the steps: every page is cleaned as at run time up to its measurements (``table``), its blocks are labelled by aligning
them with the gold (``align``), the words' weights and the forest are learned (``words``, ``fit``), and, page by page
with weights that have not seen its host, the whole cleaner is scored (``validate``).  Equal data, options, seed and
versions of the libraries give equal weights.
"""
