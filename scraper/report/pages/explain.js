(() => {
  "use strict";
  const all = [...document.querySelectorAll("details.removed")];
  const groups = [...document.querySelectorAll("details.group")];
  const place = document.getElementById("place");
  const fold = document.getElementById("fold");
  const filters = [...document.querySelectorAll("[data-only]")];
  let only = null;
  let current = null;

  const shown = () => (only === null ? all : all.filter((item) => item.dataset.kind === only));

  const tell = () => {
    const list = shown();
    const at = list.indexOf(current);
    const what = only === null ? "removed" : only;
    place.textContent = at < 0 ? `${list.length} ${what}` : `${at + 1} of ${list.length} ${what}`;
  };

  const choose = (item) => {
    if (current !== null && current !== item) {
      current.removeAttribute("aria-current");
      if (current.dataset.stepped) current.open = false;
    }
    current = item;
    item.setAttribute("aria-current", "true");
    const group = item.closest("details.group");
    if (group) group.open = true;
    if (!item.open) {
      item.open = true;
      item.dataset.stepped = "yes";
    }
    const head = item.querySelector("summary");
    head.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    tell();
  };

  const step = (by) => {
    const list = shown();
    if (list.length === 0) return;
    let at = list.indexOf(current);
    if (at < 0 && current !== null) {
      const before = all.indexOf(current);
      at = list.filter((item) => all.indexOf(item) < before).length - (by > 0 ? 1 : 0);
    }
    if (at < 0 && by < 0) at = 0;
    choose(list[(at + by + list.length) % list.length]);
  };

  const open = (wanted) => {
    for (const item of [...groups, ...all]) item.open = wanted;
    for (const item of all) delete item.dataset.stepped;
    fold.setAttribute("aria-pressed", String(wanted));
    fold.firstChild.textContent = wanted ? "Fold all " : "Unfold all ";
  };

  const toggle = () => open(fold.getAttribute("aria-pressed") !== "true");

  const filter = (kind) => {
    only = only === kind ? null : kind;
    for (const button of filters) button.setAttribute("aria-pressed", String(button.dataset.only === only));
    for (const item of all) item.classList.toggle("dim", only !== null && item.dataset.kind !== only);
    tell();
  };

  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.matches("details.removed")) choose(target);
  };

  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  fold.addEventListener("click", toggle);
  for (const button of filters) button.addEventListener("click", () => filter(button.dataset.only));
  addEventListener("hashchange", reveal);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { n: () => step(1), p: () => step(-1), u: toggle }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  addEventListener("beforeprint", () => groups.concat(all).forEach((item) => {
    item.dataset.printed = item.open ? "" : "yes";
    item.open = true;
  }));
  addEventListener("afterprint", () => groups.concat(all).forEach((item) => {
    if (item.dataset.printed) item.open = false;
  }));
  reveal();
})();
