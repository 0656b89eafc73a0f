"""Near-duplicates: MinHash signatures of an article's word runs, and the bands by which like finds like.

Broder, "On the resemblance and containment of documents" (1997); banding after Leskovec, Rajaraman, Ullman, "Mining of
Massive Datasets", chapter 3: two articles that share the part ``s`` of their word runs meet in at least one band with
the probability ``1 - (1 - s**ROWS) ** BANDS``: 99.98 % at s = 0.8, 64 % at 0.5 (then the estimate decides).
"""

from __future__ import annotations

import numpy as np
import rensa

RUN = 5  # words a run (shingle), the usual length for news text
BANDS, ROWS = 16, 4
HASHES = BANDS * ROWS  # standard error of the estimate: sqrt(s (1 - s) / 64) = 0.05 at s = 0.8
SEED = 1997  # part of the format: another seed makes other signatures
LEAST_WORDS = 20  # shorter texts agree by chance (captions, notices)
CHARACTERS_A_WORD = 12  # beyond this mean, the script writes no spaces between words; runs of characters are taken


def signature(text: str) -> bytes | None:
    """The text's signature (256 bytes), or None where it is too short to compare."""
    words = text.lower().split()
    if words and len(text) / len(words) > CHARACTERS_A_WORD:
        words = [character for character in text.lower() if not character.isspace()]
    if len(words) < LEAST_WORDS:
        return None
    runs = [" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
    minhash = rensa.RMinHash(num_perm=HASHES, seed=SEED)
    minhash.update(runs)
    return np.array(minhash.digest(), dtype="<u4").tobytes()


def bands(signed: bytes) -> list[int]:
    """The band values of a signature, 63 bits each; the band's number is part of its value."""
    rows = np.frombuffer(signed, dtype="<u4").reshape(BANDS, ROWS).astype(np.uint64)
    mixed = np.arange(1, BANDS + 1, dtype=np.uint64)
    for column in range(ROWS):  # FNV-1a over 32-bit words, wrapping at 64 bits
        mixed = (mixed ^ rows[:, column]) * np.uint64(0x100000001B3)
        mixed ^= mixed >> np.uint64(29)
    return [int(value) for value in mixed >> np.uint64(1)]


def similarity(one: bytes, other: bytes) -> float:
    """The estimated share of common word runs (Jaccard), 0..1."""
    return float(np.mean(np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")))
