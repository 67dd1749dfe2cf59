// The instructions, prologue and epilogues among them, and the stepping through
// those with rsp and rbp beside.

class CodeView {
  constructor(f, id, registers) {
    this.f = f;
    this.id = id;
    this.registers = registers; // { stack: "rsp", frame: "rbp" }
    this.rows = [];
    this.list = el("div", { class: "code", tabindex: 0, role: "group", "aria-label": "Instructions" });
  }

  /** Once it is in the page: the rows come by and by. */
  start(whenMore) {
    const columns = String(this.f.code.at(-1)?.address.toString(16).length ?? 1);
    this.list.style.setProperty("--digits", columns);
    this.upTo = addItems(
      this.list,
      this.f.code.length,
      (i) => this.row(this.f.code[i]),
      () => {
        whenMore();
        return el("ol", { class: "instructions" });
      },
    );
  }

  row(instruction) {
    const { number, address, text, effect, part, bytes } = instruction;
    const slot =
      instruction.frame && instruction.frame.slot >= 0 ? this.f.slots[instruction.frame.slot] : null;
    const variables = slot ? variablesAt(slot, instruction.frame.offset, instruction.frame.size) : [];
    const before = this.f.code[number - 1];
    const row = el(
      "li",
      {
        class: part || null,
        "data-i": number,
        "data-v": variables.length ? variables.join(" ") : null,
        "data-s": slot && !variables.length ? slot.number : null,
        "data-l": instruction.line || null,
      },
      part && before?.part !== part ? el("span", { class: "part" }, part) : "",
      el("a", { class: "at", href: `#${this.id}/code${number}` }, address.toString(16)),
      el("span", { class: "bytes", "aria-hidden": "true" }, bytes.replace(/../g, "$& ").trimEnd()),
      el("code", {}, text),
      this.remarks(instruction),
      effect ? el("span", { class: "effect" }, effect) : "",
    );
    this.rows[number] = row;
    return row;
  }

  /** What it touches, linked to the walk. */
  remarks(instruction) {
    return instruction.touches.map((touch, i) => {
      const walked = touch.walks[0];
      const what = touch.what || (walked ? "" : "memory");
      const verb = { read: "\u2190", write: "\u2192", update: "\u2194" }[touch.kind] ?? "";
      const text = [
        el("span", { "aria-hidden": "true" }, verb),
        el("span", { class: "visually-hidden" }, touch.kind),
        " ",
        name(what),
      ];
      if (!walked) return el("span", { class: "touch unknown", title: touch.why }, text);
      return el(
        "a",
        {
          class: "touch",
          href: `#${this.id}/touch${instruction.number}${i ? `.${i}` : ""}`,
          title: `${touch.kind} ${plural(touch.size, "byte")} at ${walked.virtual}, physical ${walked.physical}`,
        },
        text,
      );
    });
  }

  reveal(number) {
    this.upTo(number);
    const row = this.rows[number];
    if (!row) return;
    // Only this column moves, not the page.
    const top = row.offsetTop - this.list.offsetTop;
    if (getComputedStyle(this.list).overflowY === "auto")
      this.list.scrollTop = top - this.list.clientHeight / 3;
    else row.scrollIntoView({ block: "nearest" });
  }

  mark(className, numbers) {
    for (const row of this.list.querySelectorAll(`.${className}`)) row.classList.remove(className);
    for (const number of numbers) {
      this.upTo(number);
      this.rows[number]?.classList.add(className);
    }
  }

  //===--- Step by step --------------------------------------------------------

  /** Where the registers point before an instruction; null: not this frame's. */
  stateBefore(number) {
    const instruction = this.f.code[number];
    return { stack: instruction?.depth ?? null, frame: instruction?.anchor ?? null };
  }

  /** The steps of prologue and epilogues, each before its instruction runs. */
  steps() {
    const steps = [];
    const pieces = [
      ...this.f.prologue.map((p) => ["prologue", p]),
      ...this.f.epilogues.map((p) => ["epilogue", p]),
    ];
    for (const [index, [part, [begin, end]]] of pieces.entries()) {
      const count = pieces.filter(([other]) => other === part).length;
      const which =
        count > 1
          ? `${part} ${pieces.slice(0, index + 1).filter(([other]) => other === part).length} of ${count}`
          : part;
      for (let i = begin; i < end; ++i) steps.push({ number: i, part: which });
      const after = this.f.code[end];
      if (part === "prologue" && after) steps.push({ number: end, part: which, isAfter: true });
    }
    return steps;
  }

  /** "CFA − 16 = 0x7ffffffef000". */
  place(depth) {
    if (depth === null) return null;
    const cfa = `CFA${depth ? ` \u2212 ${depth}` : ""}`;
    return this.f.cfa ? `${cfa} = ${moved(this.f.cfa, -depth)}` : cfa;
  }
}

/** What opens in the dock for the steps. */
function stepsThrough(view) {
  const { code, frame } = view;
  const { stack, frame: anchor } = code.registers;
  const steps = code.steps();
  const cells = Object.fromEntries([stack, anchor].map((register) => [register, el("td", {})]));
  const table = el(
    "table",
    { class: "registers" },
    el("caption", { class: "visually-hidden" }, "Registers before the instruction"),
    el(
      "tbody",
      {},
      [stack, anchor].map((register) => el("tr", {}, el("th", { scope: "row" }, register), cells[register])),
    ),
  );
  return {
    title: `Prologue and epilogue of ${view.title}`,
    body: table,
    steps: steps.map((step) => ({
      say: () => {
        const instruction = code.f.code[step.number];
        return step.isAfter
          ? ["The prologue is done. Next: ", el("code", {}, instruction.text)]
          : [
              `${step.part}, next: `,
              el("code", {}, instruction.text),
              instruction.effect ? `: ${instruction.effect}` : "",
            ];
      },
      enter: () => {
        const state = code.stateBefore(step.number);
        cells[stack].textContent = code.place(state.stack) ?? "not fixed by the code";
        cells[anchor].textContent = code.place(state.frame) ?? "not this frame's";
        frame.marks.showRegisters([
          { name: stack, cfa: state.stack === null ? null : -state.stack },
          { name: anchor, cfa: state.frame === null ? null : -state.frame },
        ]);
        code.mark("now", [step.number]);
        code.reveal(step.number);
      },
    })),
    leave: () => {
      frame.marks.showRegisters([]);
      code.mark("now", []);
    },
  };
}
