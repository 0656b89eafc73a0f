"""The state of every URL and the moves between states; nothing else may change a state.

        found ──┐                  ┌── done        an answer was read
                ├── leased ────────┼── unchanged   304, or the same article again
        due ────┘      │           ├── gone        404 or 410
         ^             │           ├── refused     robots.txt, address guard, a trap, a reservation
         │             │           └── failed      anything else, after all attempts
         │             └── released (stop, kill) ──> due
         └──────────── its time has come, or it was forced ──────────┘

A URL that is leased is in flight; one run holds the lock, so a lease that is found at a start is a killed run's.
"""

from __future__ import annotations

from enum import StrEnum

from scraper.errors import UsageError
from scraper.store.records import State


class Move(StrEnum):
    """What happens to a URL."""

    LEASE = "lease"
    RELEASE = "release"
    READ = "read"
    SAME = "same"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    ERROR = "error"
    TIME = "time"


_RESTING = (State.DONE, State.UNCHANGED, State.GONE, State.REFUSED, State.FAILED)

TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.FOUND, Move.LEASE): State.LEASED,
    (State.DUE, Move.LEASE): State.LEASED,
    (State.LEASED, Move.RELEASE): State.DUE,
    (State.LEASED, Move.READ): State.DONE,
    (State.LEASED, Move.SAME): State.UNCHANGED,
    (State.LEASED, Move.MISSING): State.GONE,
    (State.LEASED, Move.FORBIDDEN): State.REFUSED,
    (State.LEASED, Move.ERROR): State.FAILED,
    **{(state, Move.TIME): State.DUE for state in _RESTING},
}


def after(state: State, move: Move) -> State:
    """The state after a move; UsageError for a move that does not exist."""
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise UsageError(f"a URL that is {state} cannot take the move {move}") from None
