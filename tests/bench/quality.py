"""How exact bodies are on unpacked sets of labelled pages, beside trafilatura and resiliparse.

    python tests/bench/quality.py DATA [--sets wcxb-dev fundus-dev trafi-dev saved-dev] [--ours NAME]

The peers' results are kept in ``DATA/out/SET.PEER.jsonl`` and read from there the next time.  Ours are made anew with
the weights of the package, which have seen these pages: for figures that say something about other pages, give the
name of held-out results that ``python -m scraper.training DATA`` wrote.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from scraper.cleaner import clean
from scraper.errors import CleanError
from scraper.training.scores import FIGURES, mean_scores, score_page
from scraper.training.sets import Labelled, read_set
from scraper.training.validate import TARGETS

SETS = ("wcxb-dev", "fundus-dev", "trafi-dev", "saved-dev")


def main() -> None:
    """Print the figures of every set and extractor below the targets."""
    options = _parser().parse_args()
    for name in options.sets:
        pages = read_set(options.data / name)
        results = {peer: _kept(options.data, name, peer, pages) for peer in ("trafilatura", "resiliparse")}
        if options.ours:
            results["ours, held out"] = _read(options.data / "out" / f"{name}.{options.ours}.jsonl")
        results["ours, seen"] = _texts("ours", pages)
        for kind in ("article", ""):
            if kind and len({page.kind for page in pages} - {"none"}) < 2:
                continue
            print(f"\n{name} {kind}".rstrip())
            print(f"{'':<18}" + "".join(f"{figure:>9}" for figure in FIGURES))
            wanted = TARGETS.get((name, kind), {})
            print(f"{'wanted':<18}" + "".join(f"{wanted.get(figure, ''):>9}" for figure in FIGURES))
            for peer, texts in results.items():
                chosen = [page for page in pages if not kind or page.kind == kind]
                scores = mean_scores(score_page(texts.get(page.id, ""), page.gold) for page in chosen)
                cells = (f"{scores[figure]:>9.3f}" if figure in scores else f"{'-':>9}" for figure in FIGURES)
                print(f"{peer:<18}" + "".join(cells), flush=True)


def _kept(data: Path, name: str, peer: str, pages: Sequence[Labelled]) -> dict[str, str]:
    """A peer's texts, from the file if there is one."""
    path = data / "out" / f"{name}.{peer}.jsonl"
    if path.is_file():
        return _read(path)
    texts = _texts(peer, pages)
    path.parent.mkdir(exist_ok=True)
    rows = (json.dumps({"id": key, "text": text}, ensure_ascii=False) + "\n" for key, text in texts.items())
    path.write_text("".join(rows), encoding="utf-8")
    return texts


def _read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row.get("text") or "" for row in map(json.loads, lines)}


def _texts(extractor: str, pages: Sequence[Labelled]) -> dict[str, str]:
    with ProcessPoolExecutor(2) as pool:
        return dict(pool.map(partial(_extract, extractor), pages, chunksize=8))


def _extract(extractor: str, page: Labelled) -> tuple[str, str]:
    return page.id, _EXTRACTORS[extractor](page.body(), page.url)


def _ours(body: bytes, url: str) -> str:
    try:
        return clean(body, url or None).text
    except CleanError:
        return ""


def _trafilatura(body: bytes, url: str) -> str:
    import trafilatura

    document = trafilatura.bare_extraction(body, url=url or None, with_metadata=True)
    return (document.text or "") if document else ""


def _resiliparse(body: bytes, _: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(body, detect_encoding(body))
    return str(extract_plain_text(tree, main_content=True))


_EXTRACTORS: dict[str, Callable[[bytes, str], str]] = {
    "ours": _ours,
    "trafilatura": _trafilatura,
    "resiliparse": _resiliparse,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--ours", help="name of held-out results in DATA/out, as the training wrote them")
    return parser


if __name__ == "__main__":
    main()
