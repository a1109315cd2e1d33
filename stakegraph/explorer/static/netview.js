// @ts-check
// The network on a canvas: typed arrays, no dependencies. Lines are drawn in slices into a bitmap of their own; while
// somebody pans or zooms only that bitmap moves, and 120 ms later everything is sharp again.

/** @typedef {{ids: string[], names: string[], kind: number[], kinds: {key: string, label: string, colour: string, shape: string}[], size: number[], count: number[], x: number[], y: number[], ends: number[], width: number[], middle: number}} Data */

const SLICE = 10, AT_ONCE = 4000, REST = 120, LABELS = 40, CHUNK = 800, LONG = 36;
const CROWD = 400;

export class NetView extends EventTarget {
  /** @param {HTMLElement} host @param {Data} data @param {{label: string, ties: string}} say */
  constructor(host, data, say) {
    super();
    this.host = host; this.data = data; this.say = say;
    const n = this.n = data.ids.length, e = this.e = data.ends.length / 2;
    this.x = new Float32Array(n); this.y = new Float32Array(n);
    this.r = Float32Array.from(data.size);
    this.kind = Uint8Array.from(data.kind);
    this.from = new Uint32Array(e); this.to = new Uint32Array(e);
    const degree = this.degree = new Uint32Array(n);
    for (let i = 0; i < e; i++) { const a = this.from[i] = data.ends[2 * i], b = this.to[i] = data.ends[2 * i + 1]; degree[a]++; degree[b]++; }
    const start = this.start = new Uint32Array(n + 1);
    for (let i = 0; i < n; i++) start[i + 1] = start[i] + degree[i];
    const at = start.slice(), near = this.near = new Uint32Array(2 * e);
    for (let i = 0; i < e; i++) { near[at[this.from[i]]++] = this.to[i]; near[at[this.to[i]]++] = this.from[i]; }
    this.order = Uint32Array.from(Array(n).keys()).sort((a, b) => data.size[b] - data.size[a] || a - b);
    this.hidden = new Uint8Array(n);
    this.outward = data.middle >= 0 || (n > 0 && n < 40 && data.ids.every((id) => id.startsWith("gruppe:")));
    this.few = n < 40;
    this.hover = -1; this.chosen = -1; this.anchor = -1; this.edge = -1; this.turn = -1;
    this.drawn = 0; this.frame = 0; this.moving = false; this.kept = null;
    const canvas = this.canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", say.label);
    this.tip = document.createElement("div"); this.tip.className = "tip"; this.tip.hidden = true;
    host.append(canvas, this.tip);
    this.front = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.back = document.createElement("canvas");
    this.ink = /** @type {CanvasRenderingContext2D} */ (this.back.getContext("2d"));
    this.listen();
    this.theme();
    this.fit();
    cancelAnimationFrame(this.frame); this.frame = 0; this.full();
    new ResizeObserver(() => { if (host.clientWidth !== this.w || host.clientHeight !== this.h) this.fit(); }).observe(host);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.theme(); this.draw(); });
  }

  theme() {
    const style = getComputedStyle(document.documentElement);
    const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    this.paper = read("--card"); this.text = read("--ink"); this.soft = read("--soft"); this.accent = read("--accent");
  }

  grid() {
    const [left, right, top, bottom] = this.box;
    this.cell = Math.max(12, Math.sqrt(((right - left) * (bottom - top)) / Math.max(1, this.n)));
    /** @type {Map<string, number[]>} */ this.cells = new Map();
    for (let i = 0; i < this.n; i++) {
      const key = `${Math.floor(this.x[i] / this.cell)},${Math.floor(this.y[i] / this.cell)}`;
      const list = this.cells.get(key);
      if (list) list.push(i); else this.cells.set(key, [i]);
    }
  }

  fit() {
    const w = this.host.clientWidth, h = this.host.clientHeight, p = this.dpr = Math.min(2, devicePixelRatio || 1);
    if (!w || !h) return;
    for (const canvas of [this.canvas, this.back]) { canvas.width = Math.round(w * p); canvas.height = Math.round(h * p); }
    this.w = w; this.h = h;
    const margin = Math.min(this.outward && this.n < 150 ? 170 : 96, w * (w < 500 ? 0.17 : 0.25)), tall = Math.max(0.5, Math.min(1.5, (h - 100) / (w - 2 * margin)));
    this.place(tall);
    const [left, right, top, bottom] = this.box;
    this.k = Math.min((w - 2 * margin) / Math.max(right - left, 1), (h - 100) / Math.max(bottom - top, 1), 2.2);
    this.tx = w / 2 - (this.k * (left + right)) / 2;
    this.ty = h / 2 - 8 - (this.k * (top + bottom)) / 2;
    this.whole = this.k; this.kept = null; this.moving = false;
    this.draw();
  }

  /** The drawing takes the shape of its window. @param {number} tall */
  place(tall) {
    if (tall === this.tall) return;
    this.tall = tall;
    for (let i = 0; i < this.n; i++) { this.x[i] = this.data.x[i] * 500; this.y[i] = this.data.y[i] * 500 * tall; }
    this.box = bounds(this.x, this.y);
    this.grid();
  }

  /** Symbols shrink where the window is small, and grow less than what they stand on. */
  scale() { return Math.min(1, Math.max(0.6, Math.min(this.w, this.h) / 560)) * Math.max(0.45, Math.min(1.5, Math.sqrt(this.k / (this.whole || this.k)) * (this.n > 400 ? 0.8 : 1))); }
  sx(/** @type {number} */ i) { return this.x[i] * this.k + this.tx; }
  sy(/** @type {number} */ i) { return this.y[i] * this.k + this.ty; }
  draw() { if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; if (this.moving && this.kept) this.shift(); else this.full(); }); }

  shift() {
    const c = this.front, kept = /** @type {number[]} */ (this.kept), q = this.k / kept[0], p = this.dpr;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = this.paper; c.fillRect(0, 0, this.canvas.width, this.canvas.height);
    c.setTransform(q, 0, 0, q, (this.tx - kept[1] * q) * p, (this.ty - kept[2] * q) * p);
    c.drawImage(this.back, 0, 0);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => { this.moving = false; this.draw(); }, REST);
  }

  full() {
    const mine = ++this.drawn, c = this.ink, { w, h, k, tx, ty, dpr: p } = this;
    const focus = this.hover >= 0 ? this.hover : this.chosen;
    const near = focus >= 0 ? new Set([focus, ...this.near.subarray(this.start[focus], this.start[focus + 1])]) : null;
    const faint = (this.e > 50000 ? 0.07 : this.e > 15000 ? 0.13 : this.e > 3000 ? 0.22 : this.e > 600 ? 0.35 : 0.5) * (near ? 0.35 : 1);
    c.setTransform(p, 0, 0, p, 0, 0); c.globalAlpha = 1; c.fillStyle = this.paper; c.fillRect(0, 0, w, h);
    let i = 0;
    const step = () => {
      if (mine !== this.drawn) return;
      const began = performance.now();
      c.setTransform(p, 0, 0, p, 0, 0); c.strokeStyle = this.soft; c.globalAlpha = faint;
      while (i < this.e && (this.e < AT_ONCE || performance.now() - began < SLICE)) i = this.lines(c, i, Math.min(this.e, i + CHUNK));
      if (i < this.e) { if (!this.kept) this.show(); requestAnimationFrame(step); return; }
      c.globalAlpha = 1;
      this.symbols(c, near, focus);
      this.labels(c, near, focus);
      this.kept = [k, tx, ty];
      this.show();
      this.host.dataset.drawn = String(this.n);
    };
    step();
  }

  /** Lines of about the same width share one path. @param {CanvasRenderingContext2D} c @param {number} i @param {number} end */
  lines(c, i, end) {
    /** @type {Map<number, number[]>} */ const byWidth = new Map();
    const { w, h } = this;
    for (; i < end; i++) {
      const a = this.from[i], b = this.to[i];
      if (this.hidden[a] || this.hidden[b]) continue;
      const x1 = this.sx(a), y1 = this.sy(a), x2 = this.sx(b), y2 = this.sy(b);
      if ((x1 < 0 && x2 < 0) || (x1 > w && x2 > w) || (y1 < 0 && y2 < 0) || (y1 > h && y2 > h)) continue;
      const width = this.e > 3000 ? 0.7 : Math.round(this.data.width[i] * 2) / 2 || 0.5;
      const list = byWidth.get(width);
      if (list) list.push(x1, y1, x2, y2); else byWidth.set(width, [x1, y1, x2, y2]);
    }
    for (const [width, list] of byWidth) {
      c.lineWidth = width; c.beginPath();
      for (let j = 0; j < list.length; j += 4) { c.moveTo(list[j], list[j + 1]); c.lineTo(list[j + 2], list[j + 3]); }
      c.stroke();
    }
    return i;
  }

  /** @param {CanvasRenderingContext2D} c @param {Set<number> | null} near @param {number} focus */
  symbols(c, near, focus) {
    const s = this.scale();
    if (near) {
      c.strokeStyle = this.accent; c.globalAlpha = 0.8; c.lineWidth = 1.6; c.beginPath();
      for (const j of near) if (j !== focus && !this.hidden[j]) { c.moveTo(this.sx(focus), this.sy(focus)); c.lineTo(this.sx(j), this.sy(j)); }
      c.stroke(); c.globalAlpha = 1;
    }
    if (this.edge >= 0) {
      c.strokeStyle = this.accent; c.lineWidth = 4; c.beginPath();
      c.moveTo(this.sx(this.from[this.edge]), this.sy(this.from[this.edge])); c.lineTo(this.sx(this.to[this.edge]), this.sy(this.to[this.edge])); c.stroke();
    }
    for (let t = 0; t < this.data.kinds.length; t++) {
      const look = this.data.kinds[t];
      for (const dim of near ? [true, false] : [false]) {
        c.fillStyle = look.colour; c.globalAlpha = dim ? 0.25 : 1; c.beginPath();
        for (let i = 0; i < this.n; i++) {
          if (this.kind[i] !== t || this.hidden[i] || (near && near.has(i) === dim)) continue;
          const px = this.sx(i), py = this.sy(i), r = Math.max(1.5, this.r[i] * s);
          if (px < -r || py < -r || px > this.w + r || py > this.h + r) continue;
          shape(c, r < 2.5 ? "square" : look.shape, px, py, r);
        }
        c.fill();
        if (!dim && this.n < 2500) { c.strokeStyle = this.paper; c.lineWidth = 1; c.stroke(); }
      }
    }
    c.globalAlpha = 1;
    for (const i of [this.chosen, this.data.middle]) if (i >= 0) {
      c.strokeStyle = this.text; c.lineWidth = 2.5; c.beginPath(); c.arc(this.sx(i), this.sy(i), Math.max(6, this.r[i] * s + 4), 0, 6.2832); c.stroke();
    }
  }

  /** Few labels that never overlap each other nor, unless there is a crowd, any symbol; to the left of the symbol near the right border. @param {CanvasRenderingContext2D} c @param {Set<number> | null} near @param {number} focus */
  labels(c, near, focus) {
    const s = this.scale();
    c.font = `${this.w < 500 ? 12 : 13}px system-ui, "Segoe UI", sans-serif`; c.textBaseline = "middle"; c.lineJoin = "round"; c.lineWidth = 4; c.strokeStyle = this.paper; c.fillStyle = this.text;
    /** @type {number[][]} */ const taken = [];
    const free = (/** @type {number[]} */ box) => !taken.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]);
    const crowd = this.n > CROWD;
    for (const i of crowd ? this.order.subarray(0, 60) : this.order) { const r = this.r[i] * s; if ((!crowd || r > 7) && !this.hidden[i]) taken.push([this.sx(i) - r, this.sy(i) - r, this.sx(i) + r, this.sy(i) + r]); }
    const list = near ? [focus, ...[...near].filter((i) => i !== focus).sort((a, b) => this.r[b] - this.r[a])] : this.order;
    let count = 0, tries = 0;
    this.labelled = /** @type {number[][]} */ ([]);
    for (const i of list) {
      if (count >= LABELS || ++tries > 3000) break;
      if (this.hidden[i]) continue;
      const px = this.sx(i), py = this.sy(i), r = this.r[i] * s;
      if (px < 0 || py < 0 || px > this.w || py > this.h) continue;
      const name = this.data.names[i], text = name.length > LONG ? `${name.slice(0, LONG - 2).trimEnd()}…` : name;
      const ring = this.outward || this.data.ids[i].startsWith("gruppe:");
      const lines = ring && text.includes(" · ") ? broken(text) : [text], tall = 8 * lines.length;
      const wide = Math.max(...lines.map((line) => c.measureText(line).width));
      const spots = [[px + r + 5, py], [px - r - 5 - wide, py], [px - wide / 2, py + r + 3 + tall], [px - wide / 2, py - r - 3 - tall]];
      if (ring) for (const spot of spots.slice(2)) spot[0] = Math.min(Math.max(4, spot[0]), this.w - wide - 4);
      if (r > 14 && !ring) spots.unshift(...spots.splice(2));
      if (ring) {
        const [right, left, below, above] = spots, out = px < this.w / 2 - 4 ? left : right, far = py < this.h / 2 ? above : below;
        spots.splice(0, 4, ...(Math.abs(px - this.w / 2) < this.w / 6 ? [far, out] : [out, far]), far === above ? below : above, out === left ? right : left);
      }
      let spot = spots.find(([x, y]) => x >= 4 && x + wide <= this.w - 4 && y > tall && y < this.h - tall && !(y < 48 && x + wide > this.w - 150) && free([x - 2, y - tall, x + wide + 2, y + tall]));
      if (!spot && this.few) spot = [[0, r + 3 + tall], [0, -r - 3 - tall], [0, r + 19 + tall]].map(([, dy]) => [Math.min(Math.max(4, px - wide / 2), this.w - wide - 4), py + dy])
        .find(([x, y]) => y > tall && y < this.h - tall && free([x - 2, y - tall, x + wide + 2, y + tall]));
      if (!spot && i === focus) spot = [Math.min(Math.max(4, px - wide / 2), this.w - wide - 4), Math.min(this.h - tall - 2, py + r + 3 + tall)];
      if (!spot) continue;
      const [x, y] = spot, box = [x - 2, y - tall, x + wide + 2, y + tall];
      taken.push(box);
      this.labelled.push(box);
      if (lines.length > 1 || (ring && this.w < 500)) { c.fillStyle = this.paper; c.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]); c.fillStyle = this.text; }
      lines.forEach((line, k) => { const at = [x + (x < px ? x + wide < px ? 1 : 0.5 : 0) * (wide - c.measureText(line).width), y + 8 - tall + 16 * k]; c.strokeText(line, at[0], at[1]); c.fillText(line, at[0], at[1]); });
      count++;
    }
  }

  show() { const c = this.front; c.setTransform(1, 0, 0, 1, 0, 0); c.drawImage(this.back, 0, 0); }

  /** @param {number} mx @param {number} my */
  pick(mx, my) {
    const x = (mx - this.tx) / this.k, y = (my - this.ty) / this.k, s = this.scale() / this.k;
    const reach = Math.max(60 * s, 8 / this.k), cell = this.cell;
    let best = -1, least = Infinity;
    for (let a = Math.floor((x - reach) / cell); a <= Math.floor((x + reach) / cell); a++)
      for (let b = Math.floor((y - reach) / cell); b <= Math.floor((y + reach) / cell); b++)
        for (const i of this.cells.get(`${a},${b}`) ?? []) {
          const d = Math.hypot(this.x[i] - x, this.y[i] - y);
          if (!this.hidden[i] && d <= Math.max(this.r[i] * s * 1.15, 7 / this.k) && d < least) { least = d; best = i; }
        }
    return best;
  }

  /** @param {number} mx @param {number} my */
  pickLine(mx, my) {
    let best = -1, least = 6;
    for (let i = 0; i < this.e; i++) {
      const x1 = this.sx(this.from[i]), y1 = this.sy(this.from[i]), dx = this.sx(this.to[i]) - x1, dy = this.sy(this.to[i]) - y1;
      const t = Math.max(0, Math.min(1, ((mx - x1) * dx + (my - y1) * dy) / (dx * dx + dy * dy || 1)));
      const d = Math.hypot(mx - x1 - t * dx, my - y1 - t * dy);
      if (d < least) { least = d; best = i; }
    }
    return best;
  }

  listen() {
    const canvas = this.canvas;
    /** @type {{x: number, y: number, tx: number, ty: number, far: boolean} | null} */ let drag = null;
    /** @type {Map<number, [number, number]>} */ const fingers = new Map();
    canvas.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
      drag = { x: event.offsetX, y: event.offsetY, tx: this.tx, ty: this.ty, far: fingers.size > 1 };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (fingers.size === 2) {
        const before = gap(fingers);
        fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
        this.zoom(gap(fingers) / Math.max(before, 1), event.offsetX, event.offsetY);
        return;
      }
      if (drag) {
        if (Math.hypot(event.offsetX - drag.x, event.offsetY - drag.y) > 4) drag.far = true;
        if (drag.far) { this.tx = drag.tx + event.offsetX - drag.x; this.ty = drag.ty + event.offsetY - drag.y; this.moving = true; this.draw(); }
        return;
      }
      this.point(event.offsetX, event.offsetY);
    });
    const up = (/** @type {PointerEvent} */ event) => {
      fingers.delete(event.pointerId);
      const was = drag; drag = null;
      if (was && !was.far && event.type === "pointerup") this.click(event.offsetX, event.offsetY);
      this.moving = false; this.draw();
    };
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
    canvas.addEventListener("pointerleave", () => { if (!drag) this.point(-1e6, -1e6); });
    canvas.addEventListener("dblclick", (event) => { const i = this.pick(event.offsetX, event.offsetY); if (i >= 0) this.emit("open", i); });
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY); }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {number} mx @param {number} my */
  point(mx, my) {
    const i = this.pick(mx, my);
    if (i === this.hover) return;
    this.hover = i;
    this.tip.hidden = i < 0;
    if (i >= 0) {
      this.tip.textContent = this.data.names[i];
      this.tip.style.setProperty("transform", `translate(${Math.min(mx + 14, this.w - 200)}px, ${my + 16}px)`);
    }
    this.canvas.style.setProperty("cursor", i >= 0 ? "pointer" : "grab");
    this.draw();
  }

  /** @param {number} mx @param {number} my */
  click(mx, my) {
    const i = this.pick(mx, my);
    if (i >= 0) return this.choose(i, true);
    const line = this.pickLine(mx, my);
    this.chosen = this.anchor = -1; this.edge = line;
    this.emit(line >= 0 ? "line" : "nothing", line);
    this.draw();
  }

  /** @param {number} i @param {boolean} [anchor] */
  choose(i, anchor = false) {
    this.chosen = i; this.edge = -1;
    if (anchor) { this.anchor = i; this.turn = -1; }
    if (i >= 0) this.reveal(i);
    this.emit(i >= 0 ? "choose" : "nothing", i);
    this.draw();
  }

  /** @param {number} i */
  reveal(i) {
    const px = this.sx(i), py = this.sy(i);
    if (px > 30 && py > 30 && px < this.w - 30 && py < this.h - 30) return;
    this.tx += this.w / 2 - px; this.ty += this.h / 2 - py; this.kept = null;
  }

  /** Contacts of somebody, each once. @param {number} i */
  contacts(i) { return [...new Set(this.near.subarray(this.start[i], this.start[i + 1]))]; }

  /** @param {1 | -1} by */
  next(by) {
    if (this.anchor < 0) { this.choose(this.data.middle >= 0 ? this.data.middle : this.order[0], true); return true; }
    const list = this.contacts(this.anchor), to = this.turn + by;
    if (to < 0 || to >= list.length) return false;
    this.turn = to;
    this.choose(list[to]);
    return true;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !this.n) return;
    if (pan) { this.tx += pan[0]; this.ty += pan[1]; this.moving = true; this.draw(); }
    else if (event.key === "+") this.zoom(1.25, this.w / 2, this.h / 2);
    else if (event.key === "-") this.zoom(0.8, this.w / 2, this.h / 2);
    else if (event.key === "0") this.fit();
    else if (event.key === "Escape" && (this.chosen >= 0 || this.edge >= 0)) { this.edge = -1; this.choose(-1, true); }
    else if (event.key.toLowerCase() === "n") { if (!this.next(event.shiftKey ? -1 : 1)) { this.turn = -1; this.next(1); } }
    else if (event.key === "Tab" && this.anchor >= 0) { if (!this.next(event.shiftKey ? -1 : 1)) return; }
    else if (event.key === "Enter" && this.chosen >= 0) { if (this.chosen === this.anchor) this.emit("open", this.chosen); else this.choose(this.chosen, true); }
    else return;
    event.preventDefault();
  }

  /** @param {number} by @param {number} x @param {number} y */
  zoom(by, x, y) {
    const k = Math.min(Math.max(this.k * by, this.whole / 4), this.whole * 60), f = k / this.k;
    this.tx = x - (x - this.tx) * f; this.ty = y - (y - this.ty) * f; this.k = k;
    this.moving = true; this.draw();
  }

  /** @param {string} what @param {number} i */
  emit(what, i) { this.dispatchEvent(new CustomEvent(what, { detail: i })); }
}

/** @param {Float32Array} x @param {Float32Array} y */
const bounds = (x, y) => {
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (let i = 0; i < x.length; i++) { left = Math.min(left, x[i]); right = Math.max(right, x[i]); top = Math.min(top, y[i]); bottom = Math.max(bottom, y[i]); }
  return x.length ? [left, right, top, bottom] : [0, 1, 0, 1];
};

/** A long name of a group in two lines, its number beside the last word. @param {string} text */
const broken = (text) => {
  const words = text.replace(" · ", "\u00a0·\u00a0").split(" ");
  let at = 0, least = Infinity;
  for (let k = 1; k < words.length; k++) {
    const far = Math.abs(words.slice(0, k).join(" ").length - words.slice(k).join(" ").length);
    if (far < least) { least = far; at = k; }
  }
  return at && text.length > 16 ? [words.slice(0, at).join(" "), words.slice(at).join(" ")] : [text];
};

/** @param {Map<number, [number, number]>} fingers */
const gap = (fingers) => { const [a, b] = [...fingers.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]); };

/** @param {CanvasRenderingContext2D} c @param {string} kind @param {number} x @param {number} y @param {number} r */
const shape = (c, kind, x, y, r) => {
  const polygon = (/** @type {number[]} */ points) => { for (let i = 0; i < points.length; i += 2) c[i ? "lineTo" : "moveTo"](x + points[i] * r, y + points[i + 1] * r); c.closePath(); };
  if (kind === "square") c.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
  else if (kind === "triangle") polygon([0, -1, 1, 0.8, -1, 0.8]);
  else if (kind === "triangleDown") polygon([0, 1, 1, -0.8, -1, -0.8]);
  else if (kind === "diamond") polygon([0, -1.1, 1.1, 0, 0, 1.1, -1.1, 0]);
  else if (kind === "hexagon") polygon([-1, 0, -0.5, -0.87, 0.5, -0.87, 1, 0, 0.5, 0.87, -0.5, 0.87]);
  else if (kind === "star") polygon([0, -1, 0.3, -0.3, 1, -0.25, 0.45, 0.25, 0.6, 1, 0, 0.5, -0.6, 1, -0.45, 0.25, -1, -0.25, -0.3, -0.3]);
  else { c.moveTo(x + r, y); c.arc(x, y, r, 0, 6.2832); }
};
