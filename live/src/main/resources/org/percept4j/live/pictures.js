// Panels of pictures over training: the receptive field as it grows, the pixels of a photograph.

import { number, count } from './words.js';

const MOST_MOMENTS = 64;
const PNG = 'data:image/png;base64,';

// Magma's course in nine colours (Smith and van der Walt, CC0), joined by straight lines.
const MAGMA = ['000004', '180f3d', '440f76', '721f81', '9e2f7f', 'cd4071', 'f1605d', 'fd9668', 'fcfdbf']
    .map(hex => [0, 2, 4].map(k => parseInt(hex.slice(k, k + 2), 16)));

function magma(t) {
  const at = Math.min(1, Math.max(0, t)) * (MAGMA.length - 1), k = Math.min(MAGMA.length - 2, Math.floor(at));
  return MAGMA[k].map((a, c) => Math.round(a + (at - k) * (MAGMA[k + 1][c] - a)));
}

function floats(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}

function make(tag, parent, text) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

/** A picture with its caption. */
function picture(tag, parent, caption) {
  const figure = make('figure', parent), element = make(tag, figure);
  make('figcaption', figure, caption);
  return element;
}

/** What all panels have: a heading, pictures, and a control that goes through time. */
class Panel {
  constructor(parent, title, explanation) {
    this.items = []; this.next = 0; this.follow = true;
    this.box = make('section', parent);
    this.box.className = 'panel';
    make('h2', this.box, title);
    const note = make('p', this.box, explanation);
    note.className = 'note';
    this.body = make('div', this.box);
    this.body.className = 'pixels';
    this.slider = make('input', this.box);
    Object.assign(this.slider, { type: 'range', min: 0, max: 0, value: 0 });
    this.slider.setAttribute('aria-label', title + ': moment of training');
    this.caption = make('p', this.box);
    this.caption.className = 'note';
    this.caption.setAttribute('aria-live', 'off');
    this.caption.textContent = 'No picture yet: the first comes with the first batch.';
    this.slider.oninput = () => { this.follow = +this.slider.value === this.items.length - 1; this.show(); };
  }

  add(from, items) {
    items.forEach((item, k) => { if (from + k >= this.next) { this.take(item); this.next = from + k + 1; } });
    while (this.items.length > MOST_MOMENTS) {
      for (let i = this.items.length - 2; i > 0; i -= 2) this.items.splice(i, 1);
    }
    this.slider.max = this.items.length - 1;
    if (this.follow) this.slider.value = this.items.length - 1;
    this.show();
  }

  get item() { return this.items[+this.slider.value]; }
}

/** The effective receptive field: all moments on one scale. */
export class FieldPanel extends Panel {
  constructor(parent, title) {
    super(parent, title,
        'Which input pixels move the unit in the middle, and how strongly. All moments share one scale.');
    this.canvas = picture('canvas', this.body, 'Darkest: no influence. Brightness is a square root.');
    this.canvas.setAttribute('role', 'img');
    this.largest = 0;
  }

  take(item) {
    item.map = floats(item.values);
    delete item.values;
    for (const value of item.map) if (Number.isFinite(value)) this.largest = Math.max(this.largest, value);
    this.items.push(item);
  }

  show() {
    const item = this.item;
    if (!item) return;
    this.canvas.width = item.columns; this.canvas.height = item.rows;
    const g = this.canvas.getContext('2d'), image = g.createImageData(item.columns, item.rows);
    // A square root lets the faint border be seen beside the bright centre.
    item.map.forEach((value, p) => {
      const [r, gr, b] = Number.isFinite(value) ? magma(Math.sqrt(value / (this.largest || 1))) : [0, 158, 115];
      image.data.set([r, gr, b, 255], 4 * p);
    });
    g.putImageData(image, 0, 0);
    const size = Number(item.size), error = Number(item.error);
    const text = `After ${count(item.updates)} updates: the field of ${item.layer} is ${number(size)} pixels wide`
        + (error > 0 ? ` (± ${number(error)})` : '') + '.';
    this.caption.textContent = text;
    this.canvas.setAttribute('aria-label', text);
  }
}

/** What hypercolumns make of a photograph. */
export class PixelPanel extends Panel {
  constructor(parent, title, photo) {
    super(parent, title, 'What the network’s layers make of each pixel of one photo while it learns.');
    if (photo) {
      const image = picture('img', this.body, 'The photo, in grey');
      image.src = PNG + photo;
      image.alt = 'The photo that the network looks at.';
    }
    const captions = {
      clusters: 'Pixels that it treats alike share a colour',
      components: 'The three strongest differences, as red, green, blue',
    };
    this.images = Object.keys(captions).map(name => {
      const image = picture('img', this.body, captions[name]);
      image.dataset.name = name;
      return image;
    });
  }

  take(item) { this.items.push(item); }

  show() {
    const item = this.item;
    if (!item) return;
    const text = `After ${count(item.updates)} updates, ${count(item.depth)} activations a pixel.`;
    for (const image of this.images) {
      image.src = PNG + item[image.dataset.name];
      image.alt = (image.dataset.name === 'clusters' ? 'Pixels in five clusters. ' : 'Pixels in colours of their components. ') + text;
    }
    this.caption.textContent = text;
  }
}
