"""What each site allows: robots.txt and tdmrep.json, asked once, kept for their lifetime.

RFC 9309, section 2.3.1: a 2xx is parsed, redirects are followed to any host, a 4xx allows everything, a 5xx nothing; a
file that cannot be had any more is replaced by the one that was known. A host that cannot be asked at all fails with
the error of that, since the page would fail alike.
"""

from __future__ import annotations

import json
from copy import copy
from dataclasses import asdict

from scraper.errors import FetchError, RedirectError, StatusError
from scraper.fetcher.asking import REDIRECTS, Asker, Journey
from scraper.fetcher.clock import Clock
from scraper.fetcher.exchange import Answer, Bounds
from scraper.fetcher.guard import Guard
from scraper.fetcher.host import Hosts, SiteRules
from scraper.fetcher.memory import Memory
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.robots import SIZE_LIMIT, Robots, Verdict
from scraper.fetcher.tdmrep import Reservation, Reservations
from scraper.url import normalise, origin_of

#: A robots.txt that was answered with 5xx or 429 is asked again after, seconds.
ASK_AGAIN = 60.0
#: Redirects of robots.txt that are followed; the RFC asks for five at least.
MAX_REDIRECTS = 10


class Rulebook:
    """The rules of all sites."""

    def __init__(
        self,
        options: FetchOptions,
        asker: Asker,
        hosts: Hosts,
        guard: Guard,
        clock: Clock,
        memory: Memory | None = None,
    ) -> None:
        self._options, self._asker, self._hosts, self._guard, self._clock = options, asker, hosts, guard, clock
        self._memory = memory

    async def verdict(self, target: str, journey: Journey) -> tuple[Verdict, Reservation | None]:
        """What the site says of an address. One journey asks, others that come meanwhile share its outcome."""
        origin, came = origin_of(target), self._clock.now()
        async with self._hosts.at(target, came) as host:
            site = host.sites.setdefault(origin, SiteRules())
            if site.robots is None or site.until <= came:
                async with site.lock:
                    if site.failure and site.failure[0] >= came:
                        raise copy(site.failure[1])
                    if site.robots is None or site.until <= self._clock.now():
                        await self._renew(site, origin, journey)
            assert site.robots is not None
            if delay := site.robots.crawl_delay:
                host.turns.pace = host.turns.pace.slowed_to(delay)
        verdict = site.robots.verdict(target)
        return verdict, site.reservations.of(target) if site.reservations else None

    async def _renew(self, site: SiteRules, origin: str, journey: Journey) -> None:
        if site.robots is None and self._memory is not None:
            await self._recall(site, origin)
            if site.until > self._clock.now():
                return
        try:
            found = await self._robots(origin, journey)
            if found.unreachable and site.robots is not None and not site.robots.unreachable:
                found = (
                    site.robots.kept_briefly()
                )  # RFC 9309, section 2.4: the cached version, when the file is unreachable
            if (self._options.tdmrep or self._options.respect_reservation) and site.reservations is None:
                site.reservations = await self._reservations(origin, journey)
        except FetchError as error:
            journey.attempts.extend(error.attempts)
            site.failure = (self._clock.now(), error)
            raise
        lifetime = ASK_AGAIN if found.brief else self._options.robots_lifetime
        site.until = self._clock.now() + lifetime
        site.robots = found
        if self._memory is not None:
            kept = {"robots": found.to_dict(), "reservations": site.reservations and asdict(site.reservations)["rules"]}
            await self._memory.note_rules(origin, json.dumps(kept, ensure_ascii=False), lifetime)

    async def _recall(self, site: SiteRules, origin: str) -> None:
        """Go on with the rules that were noted, while they hold or the file cannot be had."""
        assert self._memory is not None
        noted = await self._memory.recall_rules(origin)
        if noted is not None:
            kept = json.loads(noted[0])
            site.robots = Robots.from_dict(kept["robots"], self._options.product_token)
            if kept["reservations"] is not None:
                site.reservations = Reservations(tuple(Reservation(**rule) for rule in kept["reservations"]))
            elif self._options.tdmrep or self._options.respect_reservation:
                return  # they were not asked for then
            site.until = self._clock.now() + min(noted[1], self._options.robots_lifetime)

    async def _robots(self, origin: str, journey: Journey) -> Robots:
        address = f"{origin}/robots.txt"
        try:
            answer = await self._fetch(address, journey, Bounds(self._options.max_headers, SIZE_LIMIT, cut=True))
        except StatusError as error:
            if error.status >= 500:
                journey.attempts.extend(error.attempts)
            brief = error.status >= 500 or error.status == 429
            return Robots.without(f"robots.txt answered {error.status}", error.status < 500, address, brief)
        except RedirectError as error:
            return Robots.without(f"robots.txt: {error.what}", True, address)
        return Robots(answer.body.decode("utf-8", "replace"), self._options.product_token, address)

    async def _reservations(self, origin: str, journey: Journey) -> Reservations:
        try:
            bounds = Bounds(self._options.max_headers, SIZE_LIMIT)
            answer = await self._fetch(f"{origin}/.well-known/tdmrep.json", journey, bounds)
        except FetchError:
            return Reservations()
        return Reservations.parse(answer.body)

    async def _fetch(self, address: str, journey: Journey, bounds: Bounds) -> Answer:
        """A file about the site, at the cost of the journey's time; its attempts are kept where it fails."""
        side = Journey(address, {"accept": "text/plain,application/json,*/*;q=0.5"}, spent=journey.spent)
        target = address
        try:
            for _ in range(MAX_REDIRECTS + 1):
                self._guard.check(target)
                answer = await self._asker.ask(target, side, bounds)
                if answer.status not in REDIRECTS:
                    return answer
                target = normalise(answer.header("location") or "", target)
            raise RedirectError(f"more than {MAX_REDIRECTS} redirects", url=address)
        except FetchError as error:
            error.attempts = tuple(side.attempts)
            raise
        finally:
            journey.spent = side.spent
