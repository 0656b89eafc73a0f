"""The peer of the crawl's benchmark: a Scrapy spider with a trafilatura pipeline doing the same work.

    python crawl_peer.py FOLDER PORT SITES

It follows feed, sitemap and links as deep, obeys robots.txt, extracts with metadata, and stores article, search index
and gzipped page in SQLite.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from pathlib import Path

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess

FOLDER, PORT, SITES = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


class Farm(scrapy.Spider):
    """All sites of the farm, from their home pages."""

    name = "farm"

    async def start(self):
        for site in range(SITES):
            host = f"http://127.0.{1 + site // 250}.{1 + site % 250}:{PORT}"
            yield scrapy.Request(f"{host}/", self.parse_page)
            yield scrapy.Request(f"{host}/sitemap.xml", self.parse_list)
            yield scrapy.Request(f"{host}/feed.xml", self.parse_list)

    def parse_list(self, response):
        response.selector.remove_namespaces()
        for url in response.xpath("//loc/text() | //item/link/text()").getall():
            yield scrapy.Request(url.partition("?")[0], self.parse_page)

    def parse_page(self, response):
        if "/news/" in response.url:
            yield {"url": response.url, "body": response.body}
        for link in response.css("a::attr(href)").getall():
            if not link.startswith(("#", "mailto:", "/#")):
                yield response.follow(link, self.parse_page)


class Store:
    """Extraction and storing."""

    def open_spider(self):
        self.connection = sqlite3.connect(FOLDER / "peer.db")
        self.connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, text TEXT, document TEXT, page BLOB);"
            "CREATE VIRTUAL TABLE search USING fts5 (title, text);"
        )

    def close_spider(self):
        self.connection.commit()
        self.connection.close()

    def process_item(self, item):
        found = trafilatura.bare_extraction(item["body"], url=item["url"], with_metadata=True)
        if found is None:
            return item
        row = found.as_dict()
        row = {name: value for name, value in row.items() if isinstance(value, str | list | type(None))}
        page = gzip.compress(item["body"], 6)
        values = (item["url"], row["title"], row["text"], json.dumps(row), page)
        self.connection.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?, ?)", values)
        self.connection.execute("INSERT INTO search VALUES (?, ?)", (row["title"], row["text"]))
        self.connection.commit()
        return item


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
            "DOWNLOAD_DELAY": 0,
            "DEPTH_LIMIT": 4,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "ITEM_PIPELINES": {Store: 300},
        }
    )
    process.crawl(Farm)
    process.start()
