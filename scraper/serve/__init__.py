"""A reading service on loopback: search, read, compare kept against original, a JSON API. Needs the extra ``serve``."""
