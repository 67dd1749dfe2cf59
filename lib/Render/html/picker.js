// The list of functions, to look one up.

class Picker {
  /** Takes the lists out of the units in the overview. */
  constructor(overview, hasSeveralUnits) {
    this.input = el("input", {
      type: "search",
      placeholder: "Name of a function",
      "aria-label": "Name of a function",
      autocomplete: "off",
      spellcheck: "false",
      on: { input: () => this.filter() },
    });
    this.empty = el("p", { class: "note", hidden: true }, "No function's name has that.");
    this.lists = el("div", { class: "lists" });
    for (const list of overview.querySelectorAll("nav")) {
      if (hasSeveralUnits)
        list.querySelector("h3").textContent = list.closest(".unit").querySelector("h2").textContent;
      this.lists.append(list);
    }
    this.items = [...this.lists.querySelectorAll("li")];
    /** The functions' names, by their anchors. */
    this.names = new Map(
      this.items.map((item) => [this.link(item).getAttribute("href").slice(1), this.link(item).textContent]),
    );
    this.node = el(
      "dialog",
      {
        class: "picker",
        "aria-label": "Functions",
        on: { keydown: (event) => this.key(event), click: (event) => this.click(event) },
      },
      this.input,
      this.lists,
      this.empty,
    );
  }

  link(item) {
    return item.firstElementChild;
  }

  open(id) {
    this.input.value = "";
    this.filter();
    this.node.showModal();
    for (const item of this.items) {
      const isHere = this.link(item).getAttribute("href") === `#${id}`;
      if (isHere) this.link(item).setAttribute("aria-current", "true");
      else this.link(item).removeAttribute("aria-current");
      if (isHere) item.scrollIntoView({ block: "center", behavior: "instant" });
    }
    this.input.focus();
  }

  filter() {
    const wanted = this.input.value.toLowerCase();
    for (const item of this.items) item.hidden = !this.link(item).textContent.toLowerCase().includes(wanted);
    this.empty.hidden = this.items.some((item) => !item.hidden);
  }

  key(event) {
    const links = this.items.filter((item) => !item.hidden).map((item) => this.link(item));
    const now = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") links[now + 1]?.focus();
    else if (event.key === "ArrowUp") (links[now - 1] ?? this.input).focus();
    else if (event.key === "Enter" && document.activeElement === this.input) links[0]?.click();
    else return;
    event.preventDefault();
  }

  click(event) {
    if (event.target === this.node || event.target.closest("a")) this.node.close();
  }
}
