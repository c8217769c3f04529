
// One stop of the Tab key for the whole view; arrow keys move inside it. The panel says what a label says.
for (const view of document.querySelectorAll("section.sides")) {
  const panel = view.querySelector(".sides-panel");
  const rows = [...view.querySelectorAll(".sides-row")];
  const cells = rows.map((row) => [...row.querySelectorAll(".cell")].map((cell) => [...cell.querySelectorAll(".s")]));
  const columns = [0, 1].map((side) => cells.flatMap((row) => row[side]));
  const all = columns.flat();
  let lit = null;
  const show = (sentence) => {
    if (lit) lit.classList.remove("lit");
    lit = sentence.closest(".sides-row");
    lit.classList.add("lit");
    panel.textContent = sentence.getAttribute("aria-label");
  };
  const go = (sentence) => {
    if (!sentence) return;
    for (const other of all) other.tabIndex = other === sentence ? 0 : -1;
    sentence.focus();
  };
  for (const sentence of all) {
    sentence.addEventListener("pointerenter", () => show(sentence));
    sentence.addEventListener("focus", () => show(sentence));
    sentence.addEventListener("click", () => go(sentence));
  }
  if (all.length) all[0].tabIndex = 0;
  view.querySelector(".sides-rows").addEventListener("keydown", (event) => {
    const here = event.target.closest(".s");
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const side = columns[0].includes(here) ? 0 : 1;
    const column = columns[side];
    const at = column.indexOf(here);
    const facing = cells[rows.indexOf(here.closest(".sides-row"))][1 - side][0];
    const target = { ArrowDown: column[at + 1], ArrowUp: column[at - 1], Home: column[0], End: column.at(-1), ArrowRight: side === 0 && facing, ArrowLeft: side === 1 && facing }[event.key];
    if (target === undefined && !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    go(target);
  });
}
