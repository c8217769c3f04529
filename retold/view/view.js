"use strict";
// Everything is on the page before this runs; it only hides, finds and moves. No text is read at load.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const rows = [...document.querySelectorAll(".row")];
  const stick = $(".stick"), shownSaid = $("#shown"), foundSaid = $("#found"), input = $("#search");
  const count = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
  let now = null; // the row that was jumped to

  // Filters ------------------------------------------------------------------------------------------------

  const operations = [...document.querySelectorAll("#operations input")];
  const everybody = $("#speakers input");
  const speaker = () => document.querySelector("#speakers input:checked")?.value ?? "";
  const isChange = (row) => !row.hidden && row.dataset.op !== "same";

  function filter() {
    const wanted = new Set(operations.filter((box) => box.checked).map((box) => box.value));
    const who = speaker();
    let shown = 0;
    for (const row of rows) {
      const fits = wanted.has(row.dataset.op) && (!who || row.dataset.speakers.split(" ").includes(who));
      if (row.hidden === fits) row.hidden = !fits;
      shown += fits;
    }
    const none = $("#none");
    if (none) none.hidden = shown > 0;
    sayShown();
    if (input.value.trim()) search();
  }

  function sayShown() {
    const shown = rows.filter((row) => !row.hidden).length, changes = rows.filter(isChange).length;
    shownSaid.textContent = shown === rows.length
      ? `${count(rows.length, "row", "rows")}, ${count(changes, "change", "changes")}`
      : `${shown.toLocaleString("en")} of ${count(rows.length, "row", "rows")} shown`;
  }

  function showAll() {
    for (const box of operations) box.checked = true;
    if (everybody) everybody.checked = true;
    filter();
  }

  $("#panel").addEventListener("change", filter);
  $("#all")?.addEventListener("click", () => { showAll(); input.focus(); });
  // A link to a row that is filtered out shows all rows again, or it would lead nowhere.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#r']");
    const row = link && document.getElementById(link.hash.slice(1));
    if (!row) return;
    event.preventDefault();
    if (row.hidden) showAll();
    go(row);
  });

  // Moving from change to change -----------------------------------------------------------------------------

  const below = () => Math.max(0, stick.getBoundingClientRect().bottom);

  function inView(row) {
    if (!row || row.hidden) return false;
    const box = row.getBoundingClientRect();
    return box.bottom > below() && box.top < innerHeight;
  }

  // From the row jumped to while it is in view, else from what the reader has scrolled to.
  function here() {
    if (inView(now)) return { at: rows.indexOf(now), on: true };
    const edge = below();
    const first = rows.findIndex((row) => !row.hidden && row.getBoundingClientRect().bottom > edge + 8);
    return { at: first < 0 ? rows.length : first, on: false };
  }

  function mark(row) {
    now?.classList.remove("now");
    now = row;
    row.classList.add("now");
  }

  function go(row) {
    mark(row);
    document.documentElement.style.scrollPaddingTop = `${stick.offsetHeight + 12}px`;
    row.scrollIntoView({ block: "start", behavior: "instant" });
    const head = row.querySelector("h3");
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  }

  function jump(step) {
    const { at, on } = here();
    let i = step > 0 ? at + (on ? 1 : 0) : at - 1;
    while (i >= 0 && i < rows.length && !isChange(rows[i])) i += step;
    const changes = rows.filter(isChange);
    if (i < 0 || i >= rows.length) {
      shownSaid.textContent = changes.length ? `No change ${step > 0 ? "below" : "above"}` : "No change among the rows shown";
      return;
    }
    go(rows[i]);
    shownSaid.textContent = `Change ${(changes.indexOf(rows[i]) + 1).toLocaleString("en")} of ${changes.length.toLocaleString("en")}`;
  }

  $("#next").addEventListener("click", () => jump(1));
  $("#previous").addEventListener("click", () => jump(-1));

  // Search ---------------------------------------------------------------------------------------------------

  const cells = rows.map((row) => [...row.querySelectorAll(".cell:not(.void)")]);
  const paint = typeof Highlight === "function" && CSS.highlights ? new Highlight() : null;
  const paintNow = paint && new Highlight();
  if (paint) {
    CSS.highlights.set("found", paint);
    CSS.highlights.set("found-now", paintNow);
    paintNow.priority = 1;
  }
  let matches = []; // { row, cell, start, end }, in order
  let byRow = new Map();
  let current = -1;
  const texts = new WeakMap(); // of cells, once they were searched

  // The letters of a cell without what the page adds to them.
  function nodes(cell) {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".aside, .gap") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) found.push(node);
    return found;
  }

  function textOf(cell) {
    if (!texts.has(cell)) texts.set(cell, nodes(cell).map((node) => node.data).join(""));
    return texts.get(cell);
  }

  function rangeOf({ cell, start, end }) {
    const range = new Range();
    let at = 0;
    for (const node of nodes(cell)) {
      const past = at + node.length;
      if (start >= at && start < past) range.setStart(node, start - at);
      if (end > at && end <= past) { range.setEnd(node, end - at); break; }
      at = past;
    }
    return range;
  }

  // Ranges are made for rows in view alone: a letter has as many matches as a long text has letters.
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      for (const match of byRow.get(target) ?? []) paint.add(rangeOf(match));
    }
  }, { rootMargin: "50%" });

  // What is typed is looked for as it stands, in any case, with any white space and either form of quotes.
  function pattern(typed) {
    const escaped = typed.trim().replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&");
    return new RegExp(escaped.replace(/\s+/g, "\\s+").replace(/['’‘]/g, "['’‘]").replace(/["“”„«»]/g, '["“”„«»]'), "giu");
  }

  function clear() {
    for (const row of byRow.keys()) row.classList.remove("hit");
    watcher.disconnect();
    paint?.clear();
    paintNow?.clear();
    matches = [];
    byRow = new Map();
    current = -1;
  }

  function search() {
    clear();
    if (input.value.trim()) {
      const wanted = pattern(input.value);
      rows.forEach((row, n) => {
        if (row.hidden) return;
        const own = [];
        for (const cell of cells[n]) {
          for (const { 0: said, index } of textOf(cell).matchAll(wanted)) {
            own.push({ row, cell, start: index, end: index + said.length });
          }
        }
        if (!own.length) return;
        matches.push(...own);
        byRow.set(row, own);
        row.classList.add("hit");
        if (paint) watcher.observe(row);
      });
    }
    $("#search-next").disabled = $("#search-previous").disabled = !matches.length;
    say();
  }

  function say() {
    const total = count(matches.length, "match", "matches");
    foundSaid.textContent = !input.value.trim() ? "" : !matches.length ? "No match"
      : current < 0 ? `${total} in ${count(byRow.size, "row", "rows")}` : `Match ${(current + 1).toLocaleString("en")} of ${total}`;
  }

  function step(by) {
    if (!matches.length) return;
    if (current < 0) {
      // The first step goes to the nearest match from what is in view, then round and round.
      const { at } = here(), next = matches.findIndex(({ row }) => rows.indexOf(row) >= at);
      current = by > 0 ? Math.max(next, 0) : (next < 0 ? matches.length : next) - 1;
    } else {
      current += by;
    }
    current = (current + matches.length) % matches.length;
    const match = matches[current], range = rangeOf(match);
    mark(match.row);
    match.row.scrollIntoView({ block: "center", behavior: "instant" });
    const box = range.getBoundingClientRect();
    if (box.top < below() || box.bottom > innerHeight) scrollBy({ top: box.top - innerHeight / 2, behavior: "instant" });
    paintNow?.clear();
    paintNow?.add(range);
    sayShown();
    say();
  }

  let waiting = 0;
  const searchSoon = () => { clearTimeout(waiting); waiting = setTimeout(() => { waiting = 0; search(); }, 150); };
  const searchDue = () => { if (waiting) { clearTimeout(waiting); waiting = 0; search(); } };
  input.addEventListener("input", searchSoon);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      searchDue();
      step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      searchDue();
      search();
    }
  });
  $("#search-next").addEventListener("click", () => { searchDue(); step(1); });
  $("#search-previous").addEventListener("click", () => { searchDue(); step(-1); });

  // Keys -----------------------------------------------------------------------------------------------------

  const help = $("#help"), keysOn = $("#keys-on");
  const actions = {
    n: () => jump(1),
    p: () => jump(-1),
    "/": () => { input.focus(); input.select(); },
    "?": () => help.showModal(),
  };
  $("#keys").addEventListener("click", actions["?"]);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing || help.open || !keysOn.checked) return;
    const action = Object.hasOwn(actions, event.key) && actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  // Filters stand open beside the texts; above them, on a small screen, they would be in the way.
  const wide = matchMedia("(min-width: 70rem)");
  const fold = () => { $("#panel").open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
  filter();
})();
