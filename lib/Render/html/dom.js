// The page is taken over here, while it is still being read: everything behind
// this script becomes the text of one element instead of half a million
// elements, which takes a tenth of the time. Where scripts do not run, the same
// bytes are an ordinary page.
document.documentElement.classList.add("live");
document.write('<script type="text/plain" id="report">');

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
    if (key === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== ""));
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

const hex = (number) => (number < 0 ? "\u2212" : "") + "0x" + Math.abs(number).toString(16);
const signed = (number) => (number === 0 ? "0" : (number < 0 ? "\u2212" : "+") + Math.abs(number));
const plural = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** "0x7ffffffef010" moved by some bytes. Addresses have up to 64 bits. */
const moved = (address, bytes) => "0x" + BigInt.asUintN(64, BigInt(address) + BigInt(bytes)).toString(16);

/** Adds children by hundreds: the first at once, the others when the browser has time. */
function addInSlices(parent, count, make, makeGroup) {
  const size = 100;
  let next = 0;
  const one = () => {
    const group = makeGroup();
    for (const end = Math.min(count, next + size); next < end; ++next) group.append(make(next));
    parent.append(group);
  };
  const rest = () => {
    if (next >= count || !parent.isConnected) return;
    one();
    setTimeout(rest);
  };
  if (count) one();
  setTimeout(rest);
  /** Up to this one at once. */
  return (index) => {
    while (next <= index && next < count) one();
  };
}
