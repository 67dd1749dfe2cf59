// The side view's page: one frame, drawn as in the HTML report.
import type { FrameAnswer, FromView, FunctionReport, Slot, ToView, Variable } from "../protocol";

/** Of dom.js, too; here, because windows have one as well. */
declare function name(text: string): HTMLElement;

const vscode = acquireVsCodeApi();
const root = document.getElementById("view")!;
const post = (message: FromView) => vscode.postMessage(message);

let current: FunctionReport | undefined;
let lit: number | null = null;

function drawn(slot: Slot): DrawnSlot {
  const isOpen = slot.size === 0 || slot.kind === "dynamic";
  return {
    number: slot.id,
    kind: slot.kind,
    cfa: slot.cfaOffset,
    size: slot.size,
    maxSize: slot.maxSize ?? (isOpen ? -1 : slot.size),
    base: slot.base ?? "",
    displacement: slot.displacement ?? 0,
    title: slot.title || (slot.kind === "padding" ? "padding" : ""),
    reason: slot.reason,
    occupants: slot.occupants.map((o) => ({ ...o, variable: o.variableId ?? -1 })),
  };
}

function sizeWords({ frame }: FunctionReport): string {
  const { min, max } = frame.size;
  const padding = frame.slots.reduce((sum, slot) => sum + (slot.kind === "padding" ? slot.size : 0), 0);
  const size =
    max === min
      ? plural(min, "byte")
      : max === null
        ? `at least ${plural(min, "byte")}`
        : `${min} to ${plural(max, "byte")}`;
  return padding ? `${size}, ${padding} of them padding` : size;
}

/** Where a variable is that has no slot: each place once. */
function places(variable: Variable): string {
  const all = [...new Set((variable.locations ?? []).map(({ where }) => where))];
  return all.join(", ") || variable.whyNoSlot || "";
}

function elsewhere(f: FunctionReport): HTMLElement | null {
  const variables = f.variables.filter((variable) => !variable.slots.length);
  if (!variables.length) return null;
  return el(
    "section",
    { "aria-labelledby": "elsewhere" },
    el("h2", { id: "elsewhere" }, "Not in the frame"),
    el(
      "ul",
      null,
      variables.map((variable) =>
        el("li", null, name(variable.name), ` ${variable.type}: ${places(variable)}`),
      ),
    ),
  );
}

function show({ function: f, kept, flags, slot }: FrameAnswer) {
  current = f;
  const view = new FrameView(
    {
      slots: f.frame.slots.map(drawn),
      cfa: null,
      origins: {},
      toGap: null,
      toLimit: 0,
    },
    "frame",
  );
  const notes = kept
    ? ["The text does not compile: this is the frame of the last version that did.", ...f.notes]
    : f.notes;
  root.replaceChildren(
    el(
      "header",
      null,
      el("h1", null, name(f.signature || f.name)),
      el("p", { class: "size" }, sizeWords(f)),
      el("p", { class: "flags" }, flags.join(" ")),
      notes.map((note) => el("p", { class: "note", role: "note" }, note)),
    ),
    view.node,
    ...[elsewhere(f)].filter((part) => part !== null),
  );
  root.classList.toggle("kept", kept);
  view.start(() => light(lit));
  lit = null;
  light(slot);
}

/** The slot of the variable under the cursor. */
function light(slot: number | null) {
  const isNew = slot !== lit;
  lit = slot;
  for (const node of root.querySelectorAll("[data-s]")) {
    const isLit = slot !== null && node.getAttribute("data-s") === String(slot);
    node.classList.toggle("lit", isLit);
    if (!node.classList.contains("slot")) continue;
    if (isLit) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
    if (isLit && isNew) node.scrollIntoView({ block: "nearest" });
  }
}

function say(reason: string) {
  current = undefined;
  lit = null;
  root.classList.remove("kept");
  root.replaceChildren(
    el("h1", { class: "visually-hidden" }, "Stack frame"),
    el("p", { class: "note", role: "status" }, reason),
  );
}

/** A slot leads to the declaration of what lies in it. */
root.addEventListener("click", (event) => {
  const node = (event.target as Element).closest(".slot, .label");
  if (!node || !current) return;
  event.preventDefault();
  const slot = current.frame.slots[Number(node.getAttribute("data-s"))];
  const wanted = node.classList.contains("label") ? Number(node.getAttribute("data-v") ?? -1) : -1;
  const occupant = slot?.occupants.find((o) => o.variableId === wanted) ?? slot?.occupants[0];
  if (occupant?.line)
    post({ type: "reveal", line: occupant.line, column: occupant.column });
});

window.addEventListener("message", ({ data }: MessageEvent<ToView>) => {
  if (data.type === "frame") show(data.answer);
  else if (data.type === "slot") light(data.slot);
  else if (data.type === "none") say(data.reason);
});

say("Put the cursor into a C or C++ function.");
post({ type: "ready" });
