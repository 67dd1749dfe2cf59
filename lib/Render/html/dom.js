// Elements and numbers: what everything that is drawn here is made with.

/** An element. Text is only ever added as text: names may look like markup. */
function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on")
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(
    ...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== ""),
  );
  return node;
}

/** A name out of the source: its writing direction is its own business. */
const name = (text) => el("bdi", { class: "name" }, text);

/** The page's own HTML (escaped when it was written) as nodes. */
function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function splitOnce(text, at) {
  const cut = text.indexOf(at);
  return cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + at.length)];
}

const hex = (number) => (number < 0 ? "\u2212" : "") + "0x" + Math.abs(number).toString(16);
const signed = (number) => (number === 0 ? "0" : (number < 0 ? "\u2212" : "+") + Math.abs(number));
const plural = (count, what) =>
  `${count} ${what}${count === 1 ? "" : what.endsWith("ss") ? "es" : "s"}`;

/** "0x7ffffffef010" moved by some bytes. Addresses have up to 64 bits. */
const moved = (address, bytes) => "0x" + BigInt.asUintN(64, BigInt(address) + BigInt(bytes)).toString(16);

/** "[rbp−0x20]", as instructions have it. */
function operand(slot, offset = 0) {
  const distance = slot.displacement + offset;
  if (slot.base)
    return `[${slot.base}${distance > 0 ? "+" : ""}${distance ? hex(distance) : ""}]`;
  return slot.cfa === null ? "" : `CFA${signed(slot.cfa + offset)}`;
}

/**
 * Makes many things, a batch at a time: the first at once, the others when the
 * browser has time and as long as the parent is in the page; they wait while it
 * is about to go ([data-leaving]). The answer makes all up to an index at once.
 */
function inSlices(parent, count, size, makeBatch) {
  let next = 0;
  const one = () => {
    const begin = next;
    next = Math.min(count, next + size);
    makeBatch(begin, next);
  };
  const rest = () => {
    if (next >= count || !parent.isConnected) return;
    if (!parent.closest("[data-leaving]")) one();
    setTimeout(rest);
  };
  if (count) one();
  setTimeout(rest, 30);
  return (index) => {
    while (next <= index && next < count) one();
  };
}

/** What is made when somebody opens it, or prints the page. */
function lazyDetails(className, title, make) {
  const details = el("details", { class: className }, el("summary", {}, title));
  details.make = () => {
    if (details.children.length === 1) make(details);
  };
  details.addEventListener("toggle", details.make);
  return details;
}

/** Lists of up to fifty items, in slices. */
function addItems(parent, count, make, makeList) {
  return inSlices(parent, count, 50, (begin, end) => {
    const list = makeList();
    for (let i = begin; i < end; ++i) list.append(make(i));
    parent.append(list);
  });
}
