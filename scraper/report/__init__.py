"""What people look at: why a page was cut as it was (``explain``), and how a crawl is doing (``crawl``)."""
