// @ts-check
// The network page: fetches what is to be drawn, and says in the panel what was chosen.
import { NetView } from "./netview.js";
import { make, suggest } from "./pages.js";

const WORDS = {
  de: { label: "Netzbild. Pfeiltasten verschieben, Plus und Minus zoomen, Null zeigt alles, N geht zum nächsten Kontakt, Eingabe öffnet, Escape hebt die Auswahl auf. Die Tabelle unter dem Bild enthält dieselben Angaben.", tie: "Verbindung", ties: "Verbindungen", members: "Mitglieder", open: "Gruppe öffnen", page: "Was ist bekannt?", around: "Umfeld zeigen", why: "Warum glauben wir das?", and: "und", here: "Kontakte in diesem Bild", more: "und {n} weitere in der Tabelle", lost: "Das Netz konnte nicht geladen werden. Bitte die Seite neu laden.", nothing: "Auf eine Organisation oder eine Linie klicken.", in: "Vergrößern", out: "Verkleinern", all: "Alles zeigen", whole: "Alles", lines: "{n} Verbindungen zwischen diesen" },
  en: { label: "Picture of the network. Arrow keys move, plus and minus zoom, zero shows all, N goes to the next contact, Enter opens, Escape clears. The table below the picture holds the same.", tie: "tie", ties: "ties", members: "members", open: "Open the group", page: "What is known?", around: "Show surroundings", why: "Why do we believe this?", and: "and", here: "Contacts in this picture", more: "and {n} more in the table", lost: "The network could not be loaded. Please reload the page.", nothing: "Click an organisation or a line.", in: "Zoom in", out: "Zoom out", all: "Show all", whole: "All", lines: "{n} ties between these" },
};
const SHOWN = 12;
const host = /** @type {HTMLElement | null} */ (document.getElementById("net"));
const panel = /** @type {HTMLElement} */ (document.getElementById("selection"));

for (const id of ["um", "zu"]) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(id));
  field.dataset.suggest = "/vorschlagen.json";
  suggest(field, (hit) => { field.value = hit.id; field.form?.requestSubmit(); });
}

const start = async (/** @type {HTMLElement} */ place) => {
  const say = WORDS[place.dataset.lang === "en" ? "en" : "de"];
  let data;
  try {
    const given = document.getElementById("net-data");
    data = given ? JSON.parse(given.textContent ?? "") : (await (await fetch(/** @type {string} */ (place.dataset.src))).json()).drawing;
  } catch { panel.textContent = say.lost; return; }
  const view = new NetView(place, data, say);
  view.canvas.setAttribute("aria-describedby", place.dataset.summary ?? "");
  const address = (/** @type {Record<string, string>} */ changes) => {
    const query = new URLSearchParams(location.search);
    for (const name of ["um", "zu", "schritte", "gruppe", "getan"]) query.delete(name);
    for (const [name, value] of Object.entries(changes)) query.set(name, value);
    return `/netz?${query}`;
  };
  const isGroup = (/** @type {number} */ i) => data.ids[i].startsWith("gruppe:");
  const opened = new URLSearchParams(location.search).get("gruppe");
  const groupAddress = (/** @type {number} */ i) => address({ gruppe: [...(opened ? opened.split(",") : []), data.ids[i].slice(7)].join(",") });
  const pageOf = (/** @type {string} */ id) => (id.startsWith("act-") ? `/akteure/${encodeURIComponent(id)}` : `/suche?q=${encodeURIComponent(id)}`);
  const hrefs = new Map([...document.querySelectorAll("#tabelle tbody a")].map((link) => [link.textContent, link.getAttribute("href")]));
  const link = (/** @type {string} */ text, /** @type {string} */ to, /** @type {Element | DocumentFragment} */ parent, name = "btn") => {
    const a = make("a", text, parent);
    a.setAttribute("href", to);
    if (name) a.className = name;
    return a;
  };

  view.addEventListener("choose", (event) => {
    const i = /** @type {CustomEvent} */ (event).detail, part = document.createDocumentFragment();
    make("h2", data.names[i], part);
    const n = data.count[i];
    make("p", isGroup(i) ? `${n} ${say.members}` : `${data.kinds[data.kind[i]].label} · ${n} ${n === 1 ? say.tie : say.ties}`, part);
    const row = make("p", "", part);
    row.className = "row";
    if (isGroup(i)) link(say.open, groupAddress(i), row, "btn main");
    else {
      if (i !== data.middle) link(say.around, address({ um: data.ids[i] }), row, "btn main");
      link(say.page, hrefs.get(data.names[i]) ?? pageOf(data.ids[i]), row);
    }
    const others = view.contacts(i).sort((a, b) => data.names[a].localeCompare(data.names[b], "de"));
    if (others.length) {
      make("h2", `${say.here} (${others.length})`, part);
      const list = make("ul", "", part);
      for (const j of others.slice(0, SHOWN)) {
        const item = make("li", "", list), button = make("button", data.names[j], item);
        button.className = "linklike";
        button.addEventListener("click", () => view.choose(j, true));
      }
      if (others.length > SHOWN) link(say.more.replace("{n}", String(others.length - SHOWN)), "#tabelle", make("p", "", part), "");
    }
    panel.replaceChildren(part);
  });
  view.addEventListener("line", (event) => {
    const e = /** @type {CustomEvent} */ (event).detail, a = view.from[e], b = view.to[e], part = document.createDocumentFragment();
    make("h2", `${data.names[a]} ${say.and} ${data.names[b]}`, part);
    if (!isGroup(a) && !isGroup(b)) link(say.why, `/beleg?von=${encodeURIComponent(data.ids[a])}&mit=${encodeURIComponent(data.ids[b])}`, make("p", "", part), "btn main");
    else for (const i of [a, b]) if (isGroup(i)) link(`${say.open}: ${data.names[i]}`, groupAddress(i), make("p", "", part));
    panel.replaceChildren(part);
  });
  view.addEventListener("nothing", () => { panel.textContent = say.nothing; });
  view.addEventListener("open", (event) => {
    const i = /** @type {CustomEvent} */ (event).detail;
    location.href = isGroup(i) ? groupAddress(i) : address({ um: data.ids[i] });
  });

  const tools = make("div", "", place);
  tools.className = "tools";
  for (const [text, label, act] of /** @type {[string, string, () => void][]} */ ([["+", say.in, () => view.zoom(1.4, view.w / 2, view.h / 2)], ["−", say.out, () => view.zoom(1 / 1.4, view.w / 2, view.h / 2)], [say.whole, say.all, () => view.fit()]])) {
    const button = make("button", text, tools);
    button.className = "btn"; button.setAttribute("aria-label", label); button.setAttribute("type", "button");
    button.addEventListener("click", act);
  }
  const png = /** @type {HTMLAnchorElement} */ (document.getElementById("png"));
  png.hidden = false;
  png.addEventListener("click", (event) => {
    event.preventDefault();
    fetch("/netz/bild"); // so that it is on the list of files handed out
    view.canvas.toBlob((blob) => {
      if (!blob) return;
      const a = document.createElement("a");
      a.href = URL.createObjectURL(blob); a.download = "netz.png"; a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 10000);
    });
  });
  if (data.middle >= 0) { view.anchor = data.middle; view.emit("choose", data.middle); }
  // @ts-ignore for looking at it from outside
  place.netview = view;
};

if (host) start(host);
