// Builds and updates elements. Values become text or attributes, never markup.

/**
 * An element with attributes and children.
 *
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes. */
export function drawing(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Changes a text only when it differs, so that a selection survives. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Sets an attribute only when it differs. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/**
 * Makes a container show one node for each item, in their order. Nodes stay the same as long as
 * their item is there, and keep focus and scrolling.
 */
export class List {
  #container;
  #key;
  #create;
  #shown = new Map();

  /**
   * @param {Element} container
   * @param {(item: any) => string} key
   * @param {(item: any) => {node: Element, update: (item: any) => void}} create
   */
  constructor(container, key, create) {
    this.#container = container;
    this.#key = key;
    this.#create = create;
  }

  show(items) {
    const keys = new Set(items.map(this.#key));
    for (const [key, entry] of this.#shown) {
      if (!keys.has(key)) {
        entry.node.remove();
        this.#shown.delete(key);
      }
    }
    let place = this.#container.firstElementChild;
    for (const item of items) {
      const key = this.#key(item);
      let entry = this.#shown.get(key);
      if (entry === undefined) {
        entry = this.#create(item);
        this.#shown.set(key, entry);
      }
      entry.update(item);
      if (entry.node === place) {
        place = place.nextElementSibling;
      } else {
        this.#container.insertBefore(entry.node, place);
      }
    }
  }
}

/** A list that shows its first items, and all of them when somebody asks. */
export class LongList {
  #list;
  #first;
  #more;
  #all = false;
  #items = [];

  /** @param {number} first so many are shown of their own */
  constructor(container, key, create, first) {
    this.#list = new List(container, key, create);
    this.#first = first;
    this.#more = element("button", { type: "button", class: "quiet more" });
    this.#more.addEventListener("click", () => {
      this.#all = !this.#all;
      this.#draw();
    });
    const frame = container.closest(".scroll") ?? container;
    frame.after(this.#more);
  }

  show(items) {
    this.#items = items;
    this.#draw();
  }

  #draw() {
    const longer = this.#items.length > this.#first;
    this.#more.hidden = !longer;
    this.#more.setAttribute("aria-expanded", String(this.#all));
    setText(this.#more, this.#all ? `Show the first ${this.#first} alone` : `Show all ${this.#items.length}`);
    this.#list.show(this.#all ? this.#items : this.#items.slice(0, this.#first));
  }
}
