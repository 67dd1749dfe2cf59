// A function in view: its article out of the page, with the drawings added, and
// what lights up together.

class FunctionView {
  constructor(entry, f) {
    this.id = entry.id;
    this.f = f;
    // In pieces: what is long and not looked at yet stays text.
    const [head, afterHead] = splitOnce(entry.html, '<section class="source">');
    const [source, frame] = splitOnce(afterHead, '<section class="frame">');
    this.article = el("article", { id: entry.id }, parsed(head.slice(head.indexOf(">\n") + 2)));
    this.title = this.article.querySelector("h2").textContent;
    this.source = new SourceView(source, f, this.id);
    this.frame = new FrameView(f, this.id);
    const is32 = f.slots.some((slot) => /^e[bs]p$/.test(slot.base));
    this.code = new CodeView(
      f,
      this.id,
      is32 ? { stack: "esp", frame: "ebp" } : { stack: "rsp", frame: "rbp" },
    );
    this.article.append(this.source.node, this.frameSection(frame), this.codeSection());
    this.pinned = null;
    this.listen();
  }

  /** The ledger stands below the drawing, made when somebody opens it. */
  frameSection(html) {
    const [table, elsewhere] = this.f.slots.length
      ? splitOnce(html, "</table>")
      : ["", splitOnce(html, "</h3>")[1]];
    const section = el("section", { class: "frame" }, el("h3", {}, "Frame"), this.frame.node);
    if (table)
      section.append(
        lazyDetails("ledger-box", "The ledger: why each byte is where it is", (box) => {
          box.append(
            el(
              "div",
              { class: "scroll", tabindex: 0, role: "group", "aria-label": "Ledger" },
              this.ledger(table),
            ),
          );
          this.relight();
        }),
      );
    section.append(parsed(splitOnce(elsewhere, "</section>")[0]));
    return section;
  }

  ledger(html) {
    const ledger = parsed(html.slice(html.indexOf("<table")) + "</table>").firstElementChild;
    for (const [i, row] of [...ledger.querySelectorAll("tr[id]")].entries()) {
      const slot = this.f.slots[i];
      const rows = [row];
      while (rows.at(-1).nextElementSibling?.classList.contains("part"))
        rows.push(rows.at(-1).nextElementSibling);
      for (const [j, each] of rows.entries()) {
        const occupants = rows.length === 1 || j === 0 ? slot.occupants : [slot.occupants[j - 1]];
        const variables = [...new Set(occupants.map((o) => o.variable).filter((v) => v >= 0))];
        each.setAttribute("data-s", i);
        if (variables.length) each.setAttribute("data-v", variables.join(" "));
      }
    }
    return ledger;
  }

  codeSection() {
    const section = el("section", { class: "machine" }, el("h3", {}, "Instructions"));
    if (this.code.steps().length)
      section.append(
        el(
          "p",
          { class: "tools" },
          el("a", { class: "button", href: `#${this.id}/steps` }, "Step through prologue and epilogue"),
        ),
      );
    section.append(this.code.list);
    const { accesses, heap, lives } = this.f;
    if (accesses.length)
      section.append(
        this.folded(
          "accesses",
          plural(accesses.length, "access"),
          accesses.length,
          (i) => this.accessRow(accesses[i]),
        ),
      );
    const told = lives.filter((life) => life.note || life.before || life.after);
    if (told.length)
      section.append(
        this.folded("told", "Lives, and who has the bytes before and after", told.length, (i) =>
          this.lifeRow(told[i]),
        ),
      );
    if (heap.length)
      section.append(
        this.folded("told", "The heap", heap.length, (i) =>
          el(
            "li",
            {},
            el("code", {}, heap[i].name),
            heap[i].line ? ` in line ${heap[i].line}` : "",
            heap[i].effect ? `: ${heap[i].effect}` : "",
          ),
        ),
      );
    return section;
  }

  /** A list that is made when somebody opens it. */
  folded(className, title, count, make) {
    return lazyDetails(className, title, (details) => {
      details.upTo = addItems(details, count, make, () => el("ul", {}));
    });
  }

  accessRow(access) {
    const variable = this.f.variables[access.variable];
    return el(
      "li",
      { "data-v": access.variable, "data-a": access.number },
      el(
        "a",
        { href: `#${this.id}/access${access.number}` },
        access.line ? `${access.line}:${access.column}` : "elsewhere",
      ),
      " ",
      access.kind,
      " ",
      name(variable.name),
      access.walk ? [" ", el("code", {}, access.walk.virtual)] : access.why ? `: ${access.why}` : "",
    );
  }

  lifeRow(life) {
    const sentences = [
      life.note,
      life.before && `before: ${life.before}`,
      life.after && `after: ${life.after}`,
    ].filter(Boolean);
    return el(
      "li",
      { "data-v": life.variable },
      name(this.f.variables[life.variable].name),
      life.line ? ` ${life.line}:${life.column}\u2013${life.endLine}:${life.endColumn}` : "",
      `: ${sentences.join("; ")}`,
    );
  }

  /** Once it is in the page. */
  start() {
    const relight = () => this.isLit && this.relight();
    this.source.start(relight);
    this.frame.start(relight);
    this.code.start(relight);
  }

  /** Everything at once: on paper nothing comes by and by, or can be opened. */
  finish() {
    for (const part of [this.source, this.frame, this.code]) part.upTo(Infinity);
    for (const details of this.article.querySelectorAll("details:not(.folded)")) {
      details.make();
      details.upTo?.(Infinity);
      details.open = true;
    }
  }

  //===--- Lighting up ---------------------------------------------------------

  listen() {
    const over = (event) =>
      this.hover(event.target.closest?.("[data-v],[data-s],[data-i],[data-a],[data-l]"));
    this.article.addEventListener("pointerover", over);
    this.article.addEventListener("focusin", over);
    this.article.addEventListener("pointerleave", () => this.hover(null));
    this.article.addEventListener(
      "focusout",
      (event) => !this.article.contains(event.relatedTarget) && this.hover(null),
    );
  }

  hover(target) {
    if (target === this.hovered) return;
    this.hovered = target;
    this.relight();
  }

  /** What a link has chosen stays lit. */
  pin(subject) {
    this.pinned = subject;
    this.relight();
  }

  /** { variables, slot, accesses, instructions, line } of an element. */
  subjectOf(target) {
    const numbers = (attribute) =>
      (target.getAttribute(attribute) ?? "").split(" ").filter(Boolean).map(Number);
    const accesses = numbers("data-a"),
      instructions = numbers("data-i");
    const s = target.getAttribute("data-s");
    return {
      variables: numbers("data-v"),
      slot: s === null ? null : Number(s),
      accesses: instructions.length ? this.f.code[instructions[0]].accesses : accesses,
      instructions: accesses.length ? accesses.flatMap((a) => this.f.accesses[a].instructions) : instructions,
      line: instructions.length ? this.f.code[instructions[0]].line : 0,
    };
  }

  relight() {
    for (const lit of this.article.querySelectorAll(".lit, .focus")) lit.classList.remove("lit", "focus");
    const subject = this.hovered ? this.subjectOf(this.hovered) : this.pinned;
    this.isLit = Boolean(subject);
    this.article.classList.toggle("has-lit", this.isLit);
    if (!subject) return;
    const light = (selector, className) => {
      for (const node of this.article.querySelectorAll(selector)) node.classList.add(className);
    };
    for (const variable of subject.variables) light(`[data-v~="${variable}"]`, "lit");
    if (subject.slot !== null && !subject.variables.length) light(`[data-s="${subject.slot}"]`, "lit");
    for (const access of subject.accesses) light(`[data-a~="${access}"]`, "focus");
    for (const instruction of subject.instructions) light(`[data-i="${instruction}"]`, "focus");
    if (subject.line) this.source.line(subject.line)?.classList.add("focus");
  }
}
