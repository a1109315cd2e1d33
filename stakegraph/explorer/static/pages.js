// @ts-check
// What every page needs: suggestions while typing, filters that act at once, drop zones, progress, keys J / N / S.

/** @param {string} tag @param {string} [text] @param {Element | DocumentFragment} [parent] */
export const make = (tag, text = "", parent) => {
  const element = document.createElement(tag);
  element.textContent = text;
  parent?.append(element);
  return element;
};

/** Suggestions below a search field; arrows choose, Enter goes there. @param {HTMLInputElement} field @param {(hit: any) => void} [chosen] */
export const suggest = (field, chosen) => {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-list`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  /** @type {any[]} */ let hits = [];
  let at = -1, asked = 0;
  const close = () => { list.hidden = true; at = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const go = (/** @type {any} */ hit) => { close(); if (chosen) chosen(hit); else location.href = hit.href; };
  const mark = () => [...list.children].forEach((item, k) => {
    item.setAttribute("aria-selected", String(k === at));
    if (k === at) field.setAttribute("aria-activedescendant", item.id);
  });
  field.addEventListener("input", async () => {
    const mine = ++asked, text = field.value.trim();
    if (text.length < 2) return close();
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`);
    if (mine !== asked || !answer.ok) return;
    hits = (await answer.json()).found;
    list.replaceChildren(...hits.map((hit, k) => {
      const item = make("li", hit.name);
      item.id = `${list.id}-${k}`;
      item.setAttribute("role", "option");
      make("span", hit.kind, item);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); go(hit); });
      return item;
    }));
    at = -1;
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { at = (at + (event.key === "ArrowDown" ? 1 : hits.length + (at < 0 ? 0 : -1))) % hits.length; mark(); }
    else if (event.key === "Enter" && at >= 0) go(hits[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
};

for (const field of document.querySelectorAll("input[data-suggest]:not([data-later])")) suggest(/** @type {HTMLInputElement} */ (field));

// Filters act as soon as a choice is made; empty ones stay out of the address.
for (const form of document.querySelectorAll("form[data-filter]")) {
  const filter = /** @type {HTMLFormElement} */ (form);
  filter.addEventListener("change", (event) => { if (/** @type {Element} */ (event.target).matches("select, input[type=checkbox], input[type=range]")) filter.requestSubmit(); });
  filter.addEventListener("formdata", (event) => { for (const [name, value] of [...event.formData]) if (value === "" || value === filter.querySelector(`[name="${name}"][data-open]`)?.getAttribute("data-open")) event.formData.delete(name); });
  for (const field of filter.querySelectorAll("input[type=range]")) field.addEventListener("input", () => {
    const range = /** @type {HTMLInputElement} */ (field), said = /** @type {HTMLElement | null} */ (filter.querySelector(`output[for="${range.id}"]`));
    if (!said) return;
    said.textContent = range.value === range.dataset.open ? said.dataset.today ?? "" : range.value;
    range.setAttribute("aria-valuetext", said.textContent);
  });
}

// A list can be dropped.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = /** @type {HTMLInputElement} */ (zone.querySelector("input[type=file]"));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
    if (files?.length) { field.files = files; field.form?.requestSubmit(); }
  });
  field.addEventListener("change", () => field.form?.requestSubmit());
}

// Which files were chosen stands beside the button.
for (const field of document.querySelectorAll(".file input")) field.addEventListener("change", () => {
  const chosen = /** @type {HTMLInputElement} */ (field), said = /** @type {HTMLElement} */ (chosen.parentElement?.querySelector("output"));
  said.textContent = [...chosen.files ?? []].map((file) => file.name).join(", ");
});

// Work that runs: ask how far it is, go on when it is done.
const job = /** @type {HTMLElement | null} */ (document.querySelector("[data-job]"));
if (job) {
  const bar = /** @type {HTMLProgressElement} */ (job.querySelector("progress"));
  const what = /** @type {HTMLElement} */ (job.querySelector("[data-what]"));
  const ask = async () => {
    try {
      const answer = await fetch(/** @type {string} */ (job.dataset.job));
      const state = (await answer.json()).job;
      if (state.state === "done") { location.replace(state.where); return; }
      if (state.state !== "running") { location.reload(); return; }
      if (state.total) { bar.max = state.total; bar.value = state.done; } else bar.removeAttribute("value");
      if (state.what) what.textContent = state.what;
    } catch { what.textContent = job.dataset.lost ?? ""; }
    setTimeout(ask, 500);
  };
  ask();
}

// Doubtful names: J yes, N no, S later.
const review = document.querySelector("[data-review]");
if (review) document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /** @type {Element} */ (event.target).closest("input, select, textarea")) return;
  const button = /** @type {HTMLElement | null} */ (review.querySelector(`[data-key="${event.key.toLowerCase()}"]`));
  if (button) { event.preventDefault(); button.click(); }
});

// While answers are being worked out, look again.
if (document.querySelector("[data-soon]")) setTimeout(() => location.reload(), 3000);

// A sign of life: say so when the server is gone, and take it back when it answers again.
const life = () => {
  const old = document.getElementById("lost");
  fetch("/lebt").then((answer) => { if (answer.ok) old?.remove(); }, () => {
    if (old) return;
    const word = make("p", document.body.dataset.lost, document.body);
    word.id = "lost"; word.setAttribute("role", "alert");
  });
};
setInterval(() => { if (document.visibilityState === "visible") life(); }, 5000);

// A page that takes its time says so.
addEventListener("beforeunload", () => setTimeout(() => {
  const word = make("p", document.body.dataset.slow, document.body);
  word.id = "slow"; word.setAttribute("role", "status");
  setTimeout(() => word.remove(), 20000);
}, 600));
addEventListener("pageshow", () => document.getElementById("slow")?.remove());

// A file that is ready comes by itself; the link stays for those who want it again.
const ready = /** @type {HTMLElement | null} */ (document.querySelector("[data-download]"));
if (ready) {
  const link = /** @type {HTMLAnchorElement} */ (ready.querySelector("a"));
  history.replaceState(null, "", location.href.replace(/&fertig=\w+/, ""));
  link.click();
}

// Tables and pictures that are wider than their box say so and can be moved by keyboard; a picture begins in its middle.
const boxes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  const wider = target.scrollWidth > target.clientWidth, said = target.previousElementSibling;
  if (!wider) { if (said?.matches(".sideways")) said.remove(); return; }
  if (!said?.matches(".sideways")) {
    const hint = make("p", document.body.dataset.sideways);
    hint.className = "src sideways"; hint.setAttribute("aria-hidden", "true");
    target.before(hint);
    if (target.matches("figure")) target.scrollLeft = (target.scrollWidth - target.clientWidth) / 2;
  }
  if (target.hasAttribute("tabindex")) return;
  target.setAttribute("tabindex", "0"); target.setAttribute("role", "region");
  target.setAttribute("aria-label", target.querySelector("caption, figcaption, title")?.textContent || document.title);
}));
document.querySelectorAll(".scroll, figure.card").forEach((box) => boxes.observe(box));

// A link to something folded unfolds it.
document.addEventListener("click", (event) => {
  const to = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a[href^='#']"));
  const there = to && document.getElementById(to.hash.slice(1));
  if (there instanceof HTMLDetailsElement) there.open = true;
});

// On a narrow screen the menu is a row: the page one is on stands in sight.
const rail = document.querySelector(".rail"), here = /** @type {HTMLElement | null} */ (rail?.querySelector("[aria-current]"));
if (rail && here && rail.scrollWidth > rail.clientWidth) rail.scrollLeft = here.offsetLeft - rail.clientWidth / 2;
