"""config.toml -> nested, validated options."""

from __future__ import annotations
