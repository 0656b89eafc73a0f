"""``/.well-known/tdmrep.json``, where a site reserves text-and-data mining by path (W3C TDMRep, section 5). Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from scraper.fetcher.robots import matches


@dataclass(frozen=True, slots=True)
class Reservation:
    """One rule. ``pattern``: a path as in robots.txt; ``reserved``: "1" or "0"; ``policy``: an address."""

    pattern: str
    reserved: str
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Reservations:
    """The rules of one site, the first that matches holds."""

    rules: tuple[Reservation, ...] = ()

    @classmethod
    def parse(cls, body: bytes) -> Reservations:
        """The rules of a file; what is not understood is no rule."""
        try:
            entries = json.loads(body)
        except (ValueError, RecursionError):
            return cls()
        rules = []
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get("location"), str):
                policy = entry.get("tdm-policy")
                reserved = str(entry.get("tdm-reservation", "")).strip()
                rules.append(Reservation(entry["location"], reserved, policy if isinstance(policy, str) else None))
        return cls(tuple(rules))

    def of(self, url: str) -> Reservation | None:
        """The rule for a URL, or None."""
        return next((rule for rule in self.rules if matches(rule.pattern, url)), None)
