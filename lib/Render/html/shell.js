// What stands around the function in view: the bar on top, help, and the way
// from a link to what it names.

const Help = [
  ["j k", "next and previous function"],
  ["/", "look for a function"],
  ["n p", "next and previous access, with its page walk"],
  ["f", "next finding"],
  ["s", "step through prologue and epilogue"],
  ["\u2190 \u2192", "steps of a walk, a path, a prologue"],
  ["Esc", "close, let go"],
  ["t", "light, dark, or as the system has it"],
  ["?", "this list"],
];

class Shell {
  constructor(report) {
    this.report = report;
    this.dock = new Dock();
    this.dock.onClose = () => this.letGo();
    this.main = document.querySelector("main");
    this.overview = el(
      "details",
      { class: "overview" },
      el("summary", {}, report.findings ? plural(report.findings, "finding") : "About this report"),
    );
    for (const unit of report.units) this.overview.append(parsed(unit.html));
    for (const finding of this.overview.querySelectorAll(".finding"))
      finding.append(el("a", { class: "button", href: `#${finding.id}` }, "Step through the path"));
    // Who comes by a link wants to see what it names.
    this.overview.open =
      !report.functions.length || (!location.hash && report.findings > 0 && report.findings <= 3);
    this.stage = el("div", { class: "stage" });
    this.picker = new Picker(this.overview, report.units.length > 1);
    this.help = this.makeHelp();
    this.main.append(this.overview, this.stage);
    this.makeBar();
    document.body.append(this.dock.node, this.picker.node, this.help);
    addEventListener("beforeprint", () => {
      this.overview.open ||= report.findings > 0;
      this.view?.finish();
    });
    addEventListener("hashchange", () => this.follow(location.hash));
  }

  makeBar() {
    const header = document.querySelector("header.page");
    const button = (label, text, click, className) =>
      el(
        "button",
        { type: "button", "aria-label": label, title: label, class: className, on: { click } },
        text,
      );
    const { length } = this.report.functions;
    this.choice = el("button", {
      hidden: length === 0,
      type: "button",
      class: "choice",
      "aria-haspopup": "dialog",
      on: { click: () => this.picker.open(this.view?.id) },
    });
    this.theme = new Theme();
    header.append(
      el(
        "nav",
        { class: "tools", "aria-label": "Report" },
        length > 1 ? button("Previous function (k)", "\u2191", () => this.move(-1), "previous") : "",
        this.choice,
        length > 1 ? button("Next function (j)", "\u2193", () => this.move(1), "next") : "",
        this.theme.button,
        button("Help (?)", "?", () => this.help.showModal(), "help"),
      ),
    );
  }

  //===--- Which function is in view -------------------------------------------

  /**
   * The function's view; undefined: the report has no such function, or another
   * one was asked for meanwhile.
   */
  async show(id) {
    const entry = this.report.byId.get(id);
    if (!entry) return undefined;
    this.wanted = entry;
    const isHere = this.view?.id === id;
    // What the view does not have yet would only delay the next one.
    this.stage.toggleAttribute("data-leaving", !isHere);
    if (isHere) return this.view;
    const f = await this.report.contents(entry);
    if (this.wanted !== entry) return undefined; // somebody was faster
    const view = new FunctionView(entry, f);
    this.view = view;
    this.stage.replaceChildren(view.article);
    this.stage.removeAttribute("data-leaving");
    view.start();
    this.choice.replaceChildren(
      el("bdi", {}, shortened(this.nameOf(entry), 40)),
      el("span", { class: "count" }, `${entry.number + 1} of ${this.report.functions.length}`),
    );
    this.choice.title = `${shortened(this.nameOf(entry), 200)}: choose another function (/)`;
    document.title = `${shortened(this.nameOf(entry), 60)} \u2013 framewalk`;
    return view;
  }

  nameOf(entry) {
    return this.picker.names.get(entry.id) ?? entry.id;
  }

  move(distance) {
    const next = this.report.functions[(this.wanted?.number ?? -1) + distance];
    if (!next) return;
    this.wanted = next;
    location.hash = next.id;
  }

  /** #sum, #sum/slot3, #sum/access5, #sum/touch4.1, #sum/code7, #sum/variable2, #sum/L12, #sum/steps, #finding2/3 */
  async follow(hash) {
    const [target, rest] = splitOnce(hash.replace(/^#/, ""), "/");
    const finding = /^finding(\d+)$/.exec(target);
    if (finding && !this.report.byId.has(target))
      return this.openFinding(Number(finding[1]), Number(rest || 1) - 1);
    const known = this.report.byId.has(target);
    const first = this.report.functions[0];
    if (!known && !first) return;
    const before = this.view;
    const view = await this.show(known ? target : (this.view?.id ?? first.id));
    if (!view) return;
    if (view !== before) {
      this.dock.close();
      if (before)
        scrollTo({ top: this.stage.getBoundingClientRect().top + scrollY - 60, behavior: "instant" });
    }
    if (known && rest) await this.choose(view, rest);
    else if (view === before) this.letGo(false);
  }

  /** The part of the function in view that a link names. */
  async choose(view, rest) {
    const [, what, digits, piece] = /^([a-zA-Z]+)(\d*)(?:\.(\d+))?$/.exec(rest) ?? [];
    const number = Number(digits);
    view.frame.marks.clear();
    if (what === "steps" && view.code.steps().length) return this.dock.open(stepsThrough(view));
    if (what === "access" && view.f.accesses[number]) return this.openAccess(view, view.f.accesses[number]);
    if (what === "touch" && view.f.code[number])
      return this.openTouch(view, view.f.code[number], Number(piece ?? 0));
    this.dock.close();
    if (what === "slot" && view.f.slots[number]) {
      const slot = view.f.slots[number];
      const variables = slot.occupants.map((o) => o.variable).filter((v) => v >= 0);
      view.pin({ variables, slot: number, accesses: [], instructions: [], line: 0 });
      view.source.line(view.f.variables[variables[0]]?.line)?.scrollIntoView({ block: "nearest" });
    } else if (what === "variable" && view.f.variables[number]) {
      view.pin({ variables: [number], slot: null, accesses: [], instructions: [], line: 0 });
    } else if (what === "code" && view.f.code[number]) {
      const { line, accesses } = view.f.code[number];
      view.pin({ variables: [], slot: null, accesses, instructions: [number], line });
      view.code.reveal(number);
    } else if (what === "L") {
      view.pin({
        variables: [],
        slot: null,
        accesses: [],
        instructions: view.f.code.filter((i) => i.line === number).map((i) => i.number),
        line: number,
      });
      view.source.reveal(number);
    }
  }

  async openAccess(view, access) {
    const variable = view.f.variables[access.variable];
    const subject = [
      access.kind === "address" ? "The address of " : `A ${access.kind} of `,
      name(variable.name),
      access.line ? ` in line ${access.line}` : "",
      access.size ? `, ${plural(access.size, "byte")}` : "",
    ];
    view.pin({
      variables: [access.variable],
      slot: access.slot,
      accesses: [access.number],
      instructions: access.instructions,
      line: access.line,
    });
    view.source.line(access.line); // is there from here on
    const token = view.article.querySelector(`.listing [data-a~="${access.number}"]`);
    token?.scrollIntoView({ block: "nearest" });
    if (access.instructions.length) view.code.reveal(access.instructions[0]);
    const show = () => {
      view.frame.marks.clear();
      if (access.slot >= 0) view.frame.marks.showBytes(access.slot, access.offset, access.size);
    };
    const leave = () => view.frame.marks.clear();
    if (access.walk)
      return this.dock.open(
        walkThrough(`Access ${access.number + 1} of ${view.f.accesses.length}`, subject, access.walks, {
          enter: show,
          leave,
        }),
      );
    return this.dock.open({
      title: `Access ${access.number + 1} of ${view.f.accesses.length}`,
      steps: [
        {
          say: () => [...subject, `. It has no address here: ${access.why || "only run time knows it"}.`],
          enter: show,
        },
      ],
      leave,
    });
  }

  async openTouch(view, instruction, index) {
    const touch = instruction.touches[index];
    const walked = touch?.walks[0];
    if (!walked) return;
    const { frame } = instruction;
    view.pin({
      variables:
        frame && frame.slot >= 0 ? variablesAt(view.f.slots[frame.slot], frame.offset, frame.size) : [],
      slot: frame ? frame.slot : null,
      accesses: instruction.accesses,
      instructions: [instruction.number],
      line: instruction.line,
    });
    view.code.reveal(instruction.number);
    const show = () => {
      view.frame.marks.clear();
      if (frame && frame.slot >= 0) view.frame.marks.showBytes(frame.slot, frame.offset, frame.size);
    };
    const subject = [
      el("code", {}, instruction.text),
      `: a ${touch.kind} of `,
      name(touch.what || "memory"),
      `, ${plural(touch.size, "byte")}`,
    ];
    await this.dock.open(
      walkThrough(`What the instruction at ${hex(instruction.address)} touches`, subject, touch.walks, {
        enter: show,
        leave: () => view.frame.marks.clear(),
      }),
    );
  }

  async openFinding(number, step) {
    const finding = await this.report.finding(number);
    this.overview.open &&= !finding;
    if (finding) await this.dock.open(findingThrough(this, finding, number), step);
    else if (!this.view && this.report.functions.length) await this.show(this.report.functions[0].id);
  }

  /** Closes what is open and forgets what was chosen. */
  letGo(andLink = true) {
    this.dock.close();
    this.view?.pin(null);
    if (andLink && this.view) history.replaceState(null, "", `#${this.view.id}`);
  }

  nextAccess(distance) {
    if (!this.view || this.view.id !== this.wanted.id) return;
    const chosen = /\/access(\d+)$/.exec(location.hash);
    const before = distance > 0 ? -1 : this.view.f.accesses.length;
    const next = (chosen ? Number(chosen[1]) : before) + distance;
    if (this.view.f.accesses[next]) location.hash = `${this.view.id}/access${next}`;
  }

  nextFinding() {
    if (!this.report.findings) return;
    const now = /^#finding(\d+)/.exec(location.hash);
    location.hash = `finding${((now ? Number(now[1]) : 0) % this.report.findings) + 1}`;
  }

  makeHelp() {
    const close = el("button", { type: "button", on: { click: () => this.help.close() } }, "Close");
    return el(
      "dialog",
      { class: "help", "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, "Keys"),
      el(
        "dl",
        {},
        Help.map(([keys, what]) => [
          el(
            "dt",
            {},
            keys.split(" ").map((key) => [el("kbd", {}, key), " "]),
          ),
          el("dd", {}, what),
        ]),
      ),
      el(
        "p",
        {},
        "Point at a variable, a slot, an access or an instruction: what belongs to it lights up. Every link can be kept: function, slot, access, finding.",
      ),
      close,
    );
  }
}
