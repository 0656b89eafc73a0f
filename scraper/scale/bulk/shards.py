"""Shards: which inputs there are, and the output that each becomes."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.errors import InputError, UsageError

#: Endings of the inputs, each with the form that it stands for; compression is told by the first bytes.
FORMS = {
    ".warc": "warc",
    ".warc.gz": "warc",
    ".warc.zst": "warc",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".jsonl.zst": "jsonl",
    ".ndjson": "jsonl",
    ".ndjson.gz": "jsonl",
    ".ndjson.zst": "jsonl",
}


@dataclass(frozen=True, slots=True)
class Shard:
    """One input file (path or fsspec URL), its form, its size in bytes, and the file that it becomes."""

    input: str
    form: str
    size: int
    output: str


def form_of(name: str) -> str:
    """The form of an input by its name. Raises `InputError` for another."""
    low = name.lower()
    for ending, form in FORMS.items():
        if low.endswith(ending):
            return form
    raise InputError("no known archive", where=name, hint=f"The known endings: {', '.join(FORMS)}")


def plan(inputs: Sequence[tuple[str, int]], folder: str, to: str) -> tuple[Shard, ...]:
    """A shard for each input ``(name, size)``; its output has the input's name with another ending.

    The output keeps the input's path from the folder that all inputs share, so that equal names do not meet. Raises
    `UsageError` where two inputs would still become one output, `InputError` for an input of unknown form.
    """
    folders = [name.split("/")[:-1] for name, _ in inputs]
    shared = len(posixpath.commonprefix(folders))  # of lists, so folder by folder
    shards, taken = [], dict[str, str]()
    for name, size in inputs:
        below = "/".join(part for part in name.split("/")[shared:] if part and not part.endswith(":"))
        output = f"{folder.rstrip('/')}/{_stem(below)}.{to}"
        if output in taken:
            raise UsageError(f"{taken[output]} and {name} would both become {output}", hint="Rename one of them")
        taken[output] = name
        shards.append(Shard(name, form_of(name), size, output))
    return tuple(shards)


def find_inputs(patterns: Sequence[str]) -> list[tuple[str, int]]:
    """The files of the patterns (paths, globs, fsspec URLs), each once, with their sizes, bytes.

    Raises `InputError` for a pattern that no file answers to.
    """
    from fsspec.core import url_to_fs

    found = dict[str, int]()
    for pattern in patterns:
        try:
            system, path = url_to_fs(pattern)
            files = system.glob(path, detail=True) if any(sign in path for sign in "*?[") else {path: system.info(path)}
        except (OSError, ValueError, ImportError) as problem:
            raise InputError(f"it cannot be read ({problem})", where=pattern, hint="Check the name") from problem
        files = {name: info for name, info in files.items() if info["type"] == "file"}
        if not files:
            raise InputError("no file has such a name", where=pattern, hint="A folder's files: FOLDER/*.warc.gz")
        is_local = "file" in _protocols(system)
        for name, info in sorted(files.items()):
            found[name if is_local else system.unstrip_protocol(name)] = int(info["size"] or 0)
    return list(found.items())


def _protocols(system: object) -> tuple[str, ...]:
    protocol = getattr(system, "protocol", "")
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _stem(name: str) -> str:
    """The name without the ending of its form."""
    ending = max((ending for ending in FORMS if name.lower().endswith(ending)), key=len, default="")
    return name[: len(name) - len(ending)]
