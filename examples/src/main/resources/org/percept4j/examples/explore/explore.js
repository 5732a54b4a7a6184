"use strict";
const HELP = {
  similar: "Click a pixel: bright is what the network sees as it sees that pixel, in both photos. One product of hypercolumns with the pixel's own answers.",
  field: "Move over a photo: bright is what the unit there really listens to (its gradient); the dashed box is all that it could see in theory.",
  paint: "Choose a label and paint a few strokes on the first photo, then another label: the rest of the photos is told from these pixels alone.",
};
const BRUSH = 4;
const state = { mode: "similar", label: 0, active: null, painted: new Map(), models: [], colours: [] };

async function ask(what, query, body) {
  const response = await fetch("ask/" + what + "?" + new URLSearchParams(query), body === undefined ? {} : { method: "POST", body });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

function bytes(text) { return Uint8Array.from(atob(text), c => c.charCodeAt(0)); }

/** Magma at nine places, between them linear. */
const MAGMA = [[0,0,4],[28,16,68],[79,18,123],[129,37,129],[181,54,122],[229,80,100],[251,135,97],[254,194,135],[252,253,191]];
function colour(t) {
  const i = Math.min(7, Math.floor(t * 8)), f = t * 8 - i;
  return MAGMA[i].map((v, c) => v + (MAGMA[i + 1][c] - v) * f);
}
function rgb(hex) { return [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)); }

class View {
  constructor(model, index, photo, parent) {
    Object.assign(this, { model, index, photo, map: null, kind: "", box: null, at: { x: photo.width >> 1, y: photo.height >> 1 } });
    this.figure = document.createElement("figure");
    this.canvas = document.createElement("canvas");
    this.canvas.width = photo.width; this.canvas.height = photo.height; this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", "Photo " + (index + 1) + " seen by " + model.name + ". Arrow keys move, Enter asks.");
    this.figure.append(this.canvas);
    parent.append(this.figure);
    this.image = new Image(); this.image.onload = () => this.draw(); this.image.src = photo.src;
    const c = this.canvas;
    c.addEventListener("pointermove", e => { const from = this.at; this.move(e); if (state.mode === "field") this.field(); else if (state.mode === "paint" && e.buttons) this.paint(from); });
    c.addEventListener("pointerdown", e => { this.move(e); this.act(); });
    c.addEventListener("pointerup", () => { if (state.mode === "paint" && this.index === 0) segment(); });
    c.addEventListener("keydown", e => {
      const step = { ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] }[e.key];
      if (step) { this.to(this.at.x + step[0], this.at.y + step[1]); if (state.mode === "field") this.field(); else this.draw(); e.preventDefault(); }
      if (e.key === "Enter" || e.key === " ") { this.act(); if (state.mode === "paint") segment(); e.preventDefault(); }
    });
  }
  move(e) {
    const r = this.canvas.getBoundingClientRect();
    this.to((e.clientX - r.left) / r.width * this.photo.width, (e.clientY - r.top) / r.height * this.photo.height);
  }
  to(x, y) {
    this.at = { x: Math.max(0, Math.min(this.photo.width - 1, Math.floor(x))), y: Math.max(0, Math.min(this.photo.height - 1, Math.floor(y))) };
  }
  act() { const before = state.active; state.active = this; if (before && before !== this) before.draw(); if (state.mode === "similar") this.similar(); else if (state.mode === "field") this.field(); else this.paint(); }
  query() { return { model: this.model.index, photo: this.index, y: this.at.y, x: this.at.x }; }
  async similar() {
    const by = document.querySelector("[name=by]:checked").value, at = { ...this.at };
    await Promise.all(state.models.map(async m => {
      const source = m.views[this.index], began = performance.now();
      source.to(at.x * source.photo.width / this.photo.width, at.y * source.photo.height / this.photo.height);
      const maps = await ask("similar", { ...source.query(), by });
      m.views.forEach((v, i) => { v.show(bytes(maps[i]), "heat", null); });
      m.say("Answered in " + Math.round(performance.now() - began) + " ms, for pixel " + source.at.x + ", " + source.at.y + " of photo " + (this.index + 1) + ".");
      source.draw();
    })).catch(report);
  }
  /** What the unit here could see at most; known without asking. */
  theory() {
    const theory = this.photo.theory[this.model.layer.selectedIndex];
    if (!theory) return null;
    const at = (all, part, whole) => all[Math.floor(part * all.length / whole)];
    const [top, height] = at(theory.rows, this.at.y, this.photo.height), [left, width] = at(theory.columns, this.at.x, this.photo.width);
    return { top, left, width, height };
  }
  /** The theoretical field at once, the effective one when it comes, if the same unit is still asked for. */
  async field() {
    state.active = this;
    const box = this.theory(), asked = JSON.stringify(box), layer = this.model.layer.value;
    if (!(this.kind === "field" && this.map && this.shown === layer + asked)) {
      this.show(null, "field", box);
      if (box) this.model.say("In theory " + box.width + " × " + box.height + " px; what counts of it is being measured.");
    }
    if (this.model.busy) { this.model.again = this; return; }
    this.model.busy = true;
    try {
      const began = performance.now(), f = await ask("field", { ...this.query(), layer });
      if (state.mode === "field" && layer === this.model.layer.value && asked === JSON.stringify(this.theory())) {
        this.shown = layer + asked;
        this.show(bytes(f.map), "field", f);
        this.model.say("In theory " + f.width + " × " + f.height + " px; 95 % of what counts lies in " + f.size + " × " + f.size + " px. Answered in " + Math.round(performance.now() - began) + " ms.");
      }
    } catch (e) { report(e); } finally {
      this.model.busy = false;
      const next = this.model.again; this.model.again = null;
      if (next && state.mode === "field") next.field();
    }
  }
  /** A stroke from where the pointer was, so that a quick one leaves no gaps. */
  paint(from = this.at) {
    if (this.index !== 0) return;
    const steps = Math.max(1, Math.ceil(Math.hypot(this.at.x - from.x, this.at.y - from.y) / BRUSH));
    for (let s = 1; s <= steps; s++) {
      this.dab(Math.round(from.x + (this.at.x - from.x) * s / steps), Math.round(from.y + (this.at.y - from.y) * s / steps));
    }
    state.models.forEach(m => m.views[0].draw());
  }
  dab(atX, atY) {
    for (let dy = -BRUSH; dy <= BRUSH; dy++) for (let dx = -BRUSH; dx <= BRUSH; dx++) {
      const x = atX + dx, y = atY + dy;
      if (dx * dx + dy * dy <= BRUSH * BRUSH && x >= 0 && y >= 0 && x < this.photo.width && y < this.photo.height) {
        state.painted.set((x / this.photo.width).toFixed(5) + " " + (y / this.photo.height).toFixed(5), state.label);
      }
    }
  }
  show(map, kind, box) { Object.assign(this, { map, kind, box }); this.draw(); }
  draw() {
    const pen = this.canvas.getContext("2d"), { width, height } = this.photo;
    pen.drawImage(this.components && document.getElementById("components").checked ? this.components : this.image, 0, 0, width, height);
    if (this.kind === "field" && !this.map) {
      pen.fillStyle = "rgba(0, 0, 0, .55)"; pen.fillRect(0, 0, width, height);
    }
    if (this.map) {
      const data = pen.getImageData(0, 0, width, height), d = data.data;
      for (let p = 0; p < this.map.length; p++) {
        const v = this.kind === "field" ? Math.sqrt(this.map[p] / 255) : this.map[p] / 255;
        const c = this.kind === "labels" ? rgb(state.colours[this.map[p]]) : colour(v);
        const share = this.kind === "labels" ? .6 : this.kind === "field" ? .25 + .75 * v : .8;
        const grey = this.kind === "field" ? .6 : 1;
        for (let i = 0; i < 3; i++) d[4 * p + i] = grey * (1 - share) * d[4 * p + i] + share * c[i];
      }
      pen.putImageData(data, 0, 0);
    }
    if (state.mode === "paint" && this.index === 0) {
      for (const [key, label] of state.painted) {
        const [x, y] = key.split(" ").map(Number);
        pen.fillStyle = state.colours[label];
        pen.fillRect(Math.round(x * width), Math.round(y * height), 1, 1);
      }
    }
    if (this.box) {
      pen.setLineDash([5, 4]); pen.strokeStyle = "#fff"; pen.lineWidth = 1.5;
      pen.strokeRect(this.box.left, this.box.top, this.box.width, this.box.height); pen.setLineDash([]);
    }
    if (state.active !== this) return;
    pen.strokeStyle = "#fff"; pen.lineWidth = 3; pen.beginPath(); pen.arc(this.at.x + .5, this.at.y + .5, 4, 0, 7); pen.stroke();
    pen.strokeStyle = "#000"; pen.lineWidth = 1; pen.stroke();
  }
}

async function segment() {
  if (new Set(state.painted.values()).size < 2) { say("Paint with a second label too."); return; }
  await Promise.all(state.models.map(async m => {
    const p = m.views[0].photo, began = performance.now();
    const labels = new Map();
    for (const [key, label] of state.painted) {
      const [x, y] = key.split(" ").map(Number);
      labels.set(Math.min(p.height - 1, Math.round(y * p.height)) * p.width + Math.min(p.width - 1, Math.round(x * p.width)), label);
    }
    const maps = await ask("segment", { model: m.index }, [...labels].map(([a, l]) => a + ":" + l).join(","));
    m.views.forEach((v, i) => v.show(bytes(maps[i]), "labels", null));
    say(HELP.paint);
    m.say(labels.size + " painted pixels, told the rest in " + Math.round(performance.now() - began) + " ms.");
  })).catch(report);
}

function say(text) { document.getElementById("help").textContent = text; }
function report(e) { say(String(e.message || e)); }

async function start() {
  const { models, colours } = await ask("models", {});
  state.colours = colours;
  models.forEach((model, index) => {
    model.index = index;
    const section = document.createElement("section"), title = document.createElement("h2"), photos = document.createElement("div"), said = document.createElement("p"), label = document.createElement("label");
    title.textContent = model.name; photos.className = "photos"; said.className = "said";
    model.layer = document.createElement("select");
    model.layers.forEach(name => model.layer.add(new Option(name, name)));
    model.layer.selectedIndex = model.layers.length - 1;
    model.layer.addEventListener("change", () => { if (state.mode === "field") (state.active && state.active.model === model ? state.active : model.views[0]).field(); });
    label.append("Layer ", model.layer); label.className = "for-field"; label.hidden = true;
    section.append(title, label, photos, said);
    document.getElementById("models").append(section);
    model.say = text => { said.textContent = text; };
    model.views = model.photos.map((photo, i) => new View(model, i, photo, photos));
    state.models.push(model);
  });
  colours.forEach((hex, i) => {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "label", value: i, checked: i === 0 });
    input.addEventListener("change", () => { state.label = i; });
    label.style.borderColor = hex; label.append(input, " " + (i + 1));
    document.getElementById("labels").append(label);
  });
  document.querySelectorAll("[name=mode]").forEach(r => r.addEventListener("change", () => choose(r.value)));
  document.getElementById("clear").addEventListener("click", () => { state.painted.clear(); state.models.forEach(m => m.views.forEach(v => v.show(null, "", null))); });
  document.getElementById("components").addEventListener("change", async e => {
    for (const m of state.models) {
      if (e.target.checked && !m.views[0].components) {
        const pictures = await ask("components", { model: m.index });
        await Promise.all(m.views.map((v, i) => { v.components = new Image(); v.components.src = pictures[i]; return v.components.decode(); }));
      }
      m.views.forEach(v => v.draw());
    }
  });
  choose("similar");
  document.body.dataset.ready = "yes";
}

function choose(mode) {
  state.mode = mode;
  say(HELP[mode]);
  document.getElementById("for-similar").hidden = mode !== "similar";
  document.getElementById("for-paint").hidden = mode !== "paint";
  document.querySelectorAll(".for-field").forEach(e => { e.hidden = mode !== "field"; });
  state.models.forEach(m => m.views.forEach(v => v.show(null, "", null)));
  if (mode === "field") state.models.forEach(m => m.views[0].field());
}

start().catch(report);
