"use strict";
// Everything is on the page before this runs; it only sorts, hides and shows again. No text is read at load.
(() => {
  const table = document.querySelector(".kwic");
  const narrow = matchMedia("(max-width: 46rem)");
  const panel = document.querySelector("#panel");
  // On a small screen long counts would be in the way of the lines.
  if (narrow.matches && panel.querySelectorAll("tr").length > 12) panel.open = false;
  if (!table) return;
  const body = table.tBodies[0], rows = [...body.rows];
  const choice = document.querySelector("#sort"), status = document.querySelector("#status");
  const filters = [...document.querySelectorAll("[data-filter]")];
  const collator = new Intl.Collator(undefined, { sensitivity: "base" });
  const cell = (row, key) => row.querySelector(`td.${key}`)?.textContent ?? "";

  // Sorting ------------------------------------------------------------------------------------------------

  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  const place = (row) => Number(row.dataset.place);
  // Words before a keyword count from it: the nearest first.
  const keys = {
    before: (row) => words(cell(row, "before")).reverse(),
    after: (row) => words(cell(row, "after")),
    key: (row) => [cell(row, "key").toLowerCase(), ...words(cell(row, "after"))],
    term: (row) => [row.dataset.term.padStart(6, "0")],
    text: (row) => [row.dataset.place.padStart(9, "0")],
  };

  function compare(one, two) {
    for (let n = 0; n < Math.min(one.length, two.length); n += 1) {
      const order = collator.compare(one[n], two[n]);
      if (order) return order;
    }
    return one.length - two.length;
  }

  function sort(key, down) {
    closeAll();
    const found = new Map(rows.map((row) => [row, (keys[key] ?? ((r) => [cell(r, key)]))(row)]));
    const sign = down ? -1 : 1;
    const sorted = [...rows].sort((a, b) => sign * compare(found.get(a), found.get(b)) || place(a) - place(b));
    body.append(...sorted);
    choice.value = key;
    for (const head of table.querySelectorAll("th")) {
      const own = head.querySelector("button").dataset.sort === key;
      if (own) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  choice.value = choice.querySelector("[selected]").value; // a browser may remember another
  choice.addEventListener("change", () => sort(choice.value, false));
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) sort(button.dataset.sort, button.closest("th").getAttribute("aria-sort") === "ascending");
  });

  // Filters ------------------------------------------------------------------------------------------------

  function filter() {
    closeAll();
    let shown = 0;
    for (const row of rows) {
      const fits = filters.every(({ value, dataset }) =>
        !value || value === (dataset.filter === "term" ? row.dataset.term : cell(row, dataset.filter)));
      row.hidden = !fits;
      shown += fits;
    }
    const all = rows.length.toLocaleString("en");
    status.textContent = shown === rows.length ? `${all} ${shown === 1 ? "line" : "lines"}` : `${shown.toLocaleString("en")} of ${all} lines`;
  }

  function showAll() {
    for (const box of filters) box.value = "";
    filter();
  }

  for (const box of filters) {
    box.value = "";
    box.addEventListener("change", filter);
  }

  // More context -------------------------------------------------------------------------------------------

  const linkOf = (row) => row.querySelector("td.key a");

  function close(row) {
    if (!row.classList.contains("open")) return;
    row.classList.remove("open");
    row.nextElementSibling.remove();
    linkOf(row).setAttribute("aria-expanded", "false");
  }

  function closeAll() {
    for (const row of table.querySelectorAll("tr.open")) close(row);
  }

  function open(row) {
    const link = linkOf(row), at = document.getElementById(link.hash.slice(1));
    const more = document.createElement("tr"), inside = document.createElement("td");
    const about = document.createElement("p"), to = document.createElement("p"), place = document.createElement("a");
    const paragraph = at.closest(".para").cloneNode(true), article = at.closest("article");
    let marked = paragraph.querySelector(`#${at.id}`);
    while (marked && marked.tagName !== "MARK") marked = marked.nextElementSibling;
    marked?.classList.add("now");
    for (const one of paragraph.querySelectorAll(".at")) one.remove();
    about.className = "about";
    about.textContent = [...article.querySelectorAll("h3, .about")].map((one) => one.textContent).join(" · ");
    place.href = link.hash;
    place.textContent = "Its place among the paragraphs";
    to.className = "to";
    to.append(place);
    more.className = "more";
    more.setAttribute("role", "row");
    inside.setAttribute("role", "cell");
    inside.colSpan = row.cells.length;
    inside.append(about, paragraph, to);
    more.append(inside);
    row.after(more);
    row.classList.add("open");
    link.setAttribute("aria-expanded", "true");
  }

  const toggle = (row) => (row.classList.contains("open") ? close(row) : open(row));
  for (const row of rows) linkOf(row).setAttribute("aria-expanded", "false");
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[id]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return;
    event.preventDefault();
    toggle(row);
  });
  // A link to a line that is filtered out shows all lines again, or it would lead nowhere.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#r']");
    const row = link && document.getElementById(link.hash.slice(1));
    if (row?.hidden) showAll();
  });
  filter();
})();
