// The panel at the bottom: something that is told in steps.

class Dock {
  constructor() {
    this.counter = el("span", { class: "counter" });
    this.say = el("p", { class: "say", "aria-live": "polite" });
    this.title = el("h3", { id: "dock-title" });
    this.back = el(
      "button",
      {
        type: "button",
        class: "back",
        "aria-label": "Step back (left arrow)",
        on: { click: () => this.go(-1) },
      },
      "\u2190",
    );
    this.forth = el(
      "button",
      {
        type: "button",
        class: "forth",
        "aria-label": "Next step (right arrow)",
        on: { click: () => this.go(1) },
      },
      "\u2192",
    );
    this.body = el("div", { class: "body", tabindex: 0, role: "group", "aria-labelledby": "dock-title" });
    this.node = el(
      "section",
      { class: "dock", hidden: true, "aria-labelledby": "dock-title" },
      el(
        "div",
        { class: "head" },
        this.title,
        el("span", { class: "buttons" }, this.back, this.counter, this.forth),
        el(
          "button",
          {
            type: "button",
            class: "close",
            "aria-label": "Close (Escape)",
            on: { click: () => this.onClose() },
          },
          "\u2715",
        ),
      ),
      this.say,
      this.body,
    );
    this.onClose = () => this.close();
    new ResizeObserver(() => this.makeRoom()).observe(this.node);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** story: { title, body, steps: [{ say, enter }], leave, className }. */
  async open(story, step = 0) {
    this.story?.leave?.();
    this.story = story;
    this.title.textContent = story.title;
    this.node.className = `dock ${story.className ?? ""}`;
    this.body.replaceChildren(story.body ?? "");
    this.body.scrollTop = 0;
    this.node.hidden = false;
    this.makeRoom();
    await this.goTo(step);
  }

  async goTo(step) {
    const { steps } = this.story;
    this.step = Math.max(0, Math.min(steps.length - 1, step));
    this.counter.textContent = `${this.step + 1} of ${steps.length}`;
    this.back.disabled = this.step === 0;
    this.forth.disabled = this.step === steps.length - 1;
    this.say.replaceChildren(
      ...steps[this.step]
        .say()
        .flat(Infinity)
        .filter((part) => part !== ""),
    );
    await steps[this.step].enter();
  }

  go(distance) {
    if (this.isOpen) return this.goTo(this.step + distance);
  }

  close() {
    if (!this.isOpen) return;
    this.story?.leave?.();
    this.story = undefined;
    this.node.hidden = true;
    this.makeRoom();
  }

  /** What it covers is left free at the page's end. */
  makeRoom() {
    document.documentElement.style.setProperty(
      "--dock",
      this.node.hidden ? "0px" : `${this.node.offsetHeight}px`,
    );
  }
}
