// The shareable picture: search, selection panel, whole network again. Text goes into the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const say = JSON.parse(document.getElementById("say").textContent);
  const $ = (id) => document.getElementById(id);
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network($("net"), { nodes, edges }, data.options);
  const collator = new Intl.Collator("de");
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = data.nodes.map((node) => ({ id: node.id, text: folded(node.full) }));

  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const show = (id) => {
    const node = nodes.get(id);
    const contacts = network.getConnectedNodes(id).map((other) => nodes.get(other)).sort((a, b) => collator.compare(a.full, b.full));
    const panel = document.createDocumentFragment();
    make("strong", node.full, panel);
    make("p", `${node.group_name} · ${contacts.length} ${contacts.length === 1 ? say.tie : say.ties}`, panel);
    const list = make("ul", "", panel);
    for (const other of contacts.slice(0, 40)) make("li", other.full, list);
    if (contacts.length > 40) make("p", `… ${say.more.replace("{n}", contacts.length - 40)}`, panel);
    $("selection").replaceChildren(panel);
  };

  const focus = (id) => {
    network.selectNodes([id]);
    network.focus(id, { scale: 1.1, animation: false });
    show(id);
  };

  network.on("selectNode", (event) => show(event.nodes[0]));
  network.on("deselectNode", () => { $("selection").textContent = say.nothing; });
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = folded($("q").value.trim());
    if (!wanted) return;
    const hit = names.find((name) => name.text === wanted) ?? names.find((name) => name.text.startsWith(wanted)) ?? names.find((name) => name.text.includes(wanted));
    if (hit) focus(hit.id);
    else $("selection").textContent = say.missing;
  });
  $("all").addEventListener("click", () => { network.unselectAll(); whole(); $("selection").textContent = say.nothing; });
  network.once("afterDrawing", () => { document.body.dataset.drawn = String(data.nodes.length); if (data.around) show(data.around); });
  const whole = () => {
    network.fit();
    network.moveTo({ scale: Math.min(network.getScale() * 0.9, 1.4) }); // room for the labels at the rim
  };
  whole();
})();
