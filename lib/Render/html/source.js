// The source of the function in view: a link at each declaration and each
// access, bars for the lives, the path of a finding in the margin.

const ShortNote = 34; // letters that may cover the end of a long line
const MostLanes = 8; // lives beside one another; further ones show when lit

class SourceView {
  /** html: the function's <section class="source">, not yet parsed. */
  constructor(html, f, id) {
    this.f = f;
    this.id = id;
    this.node = el("section", { class: "source" }, el("h3", {}, "Source"));
    this.listing = el("div", { class: "listing", tabindex: 0, role: "group", "aria-label": "Source text" });
    this.lists = [];
    this.parts = []; // lists to come
    for (const [all, summary, folded, start] of html.matchAll(
      /<details class="folded"><summary>(.*?)<\/summary>\n([^]*?)<\/details>|<ol class="lines" start="(\d+)">[^]*?<\/ol>/g,
    )) {
      if (start) this.parts.push({ start: Number(start), html: all });
      else this.node.append(this.folded(summary, folded));
      if (start && this.parts.length === 1) this.node.append(this.listing);
    }
    const [first, second] = this.parts,
      last = this.parts.at(-1);
    this.first = first?.start ?? 1;
    // All lists but the last are equally long.
    this.perList = second ? second.start - first.start : Infinity;
    this.count = last ? last.start - first.start + last.html.split("\n<li").length - 1 : 0;
    if (!this.count) this.node.append(...parsed(html).querySelectorAll("p"));
    this.collectNamed();
    this.layOutLives();
    this.arrows = svg("svg", { class: "arrows", "aria-hidden": "true" });
    this.listing.append(this.arrows);
    this.listing.style.setProperty("--digits", String(this.first + this.count).length);
    this.listing.style.minHeight = `calc(${this.count} * var(--line))`;
  }

  /** Lines of little interest are made when somebody opens them. */
  folded(summary, html) {
    return lazyDetails("folded", summary, (details) => details.append(parsed(html)));
  }

  /** Once it is in the page. */
  start(whenMore) {
    this.upTo = inSlices(this.listing, this.parts.length, 1, (index) => {
      const list = parsed(this.parts[index].html).firstElementChild;
      this.lists.push(list);
      this.markTokens(list);
      this.listing.append(list);
      whenMore();
    });
    inSlices(this.listing, this.laidOut.length, 30, (begin, end) => {
      this.bars.append(...this.laidOut.slice(begin, end).map((each) => this.bar(each)));
      whenMore();
    });
  }

  /** The <li> of a line; undefined where it is not beside this function. */
  line(number) {
    const index = number - this.first;
    if (!(index >= 0 && index < this.count)) return undefined;
    const list = Math.floor(index / this.perList);
    this.upTo(list);
    return this.lists[list].children[list ? index % this.perList : index];
  }

  /** Pixels from the listing's top to the line's. */
  top(number) {
    return (number - this.first) * this.lineHeight();
  }
  lineHeight() {
    return parseFloat(getComputedStyle(this.listing).getPropertyValue("--line"));
  }

  //===--- Declarations and accesses -----------------------------------------

  /** The variables declared and the accesses in each line. */
  collectNamed() {
    this.named = new Map();
    const collect = (items) => {
      for (const item of items) {
        if (!item.column || item.line < this.first || item.line >= this.first + this.count) continue;
        const others = this.named.get(item.line);
        if (others) others.push(item);
        else this.named.set(item.line, [item]);
      }
    };
    collect(this.f.variables);
    collect(this.f.accesses);
  }

  markTokens(list) {
    let line = list.start;
    for (const item of list.children) {
      const named = this.named.get(line++);
      if (!named) continue;
      this.markLine(item, tokensOf(named));
      const note = item.querySelector("small");
      if (note && note.textContent.length <= ShortNote) note.className = "short";
    }
  }

  markLine(item, tokens) {
    const text = item.firstChild;
    if (!text || text.nodeType !== Node.TEXT_NODE) return;
    const code = text.data;
    const parts = [];
    let done = 0;
    for (const token of tokens) {
      const begin = token.column - 1;
      const word =
        begin < code.length
          ? /^[\p{ID_Start}_$~][\p{ID_Continue}$]*|^./u.exec(code.slice(begin, begin + 10_000))
          : null;
      if (!word || begin < done) continue;
      parts.push(code.slice(done, begin), this.tokenLink(token, word[0]));
      done = begin + word[0].length;
    }
    if (!parts.length) return;
    text.replaceWith(...[...parts, code.slice(done)].filter((part) => part !== ""));
  }

  tokenLink(token, word) {
    const variable = this.f.variables[token.declares ?? [...token.variables][0]];
    const attributes = { "data-v": [...token.variables].join(" ") };
    if (token.accesses.length) attributes["data-a"] = token.accesses.join(" ");
    if (token.declares !== undefined) {
      attributes.class = "declares";
      attributes.title = this.declarationTitle(variable);
      attributes.href = variable.slots.length
        ? `#${this.id}/slot${variable.slots[0]}`
        : `#${this.id}/variable${variable.number}`;
    } else {
      const access = this.f.accesses[token.accesses[0]];
      attributes.class = `access ${access.kind}`;
      attributes.title = this.accessTitle(access);
      attributes.href = `#${this.id}/access${access.number}`;
    }
    return el("a", attributes, word);
  }

  declarationTitle(variable) {
    const where =
      variable.slots.map((slot) => operand(this.f.slots[slot])).join(", ") ||
      variable.why ||
      "not in the frame";
    return `${variable.name}: ${variable.type}, ${where}`;
  }

  accessTitle(access) {
    const variable = this.f.variables[access.variable];
    const what =
      access.kind === "address"
        ? `address of ${variable.name}`
        : `${access.kind} of ${variable.name}, ${plural(access.size, "byte")}`;
    return access.walk
      ? `${what} at ${access.walk.virtual}, physical ${access.walk.physical}`
      : `${what}${access.why ? `: ${access.why}` : ""}`;
  }

  //===--- Lives --------------------------------------------------------------

  /** Which lane each life has: none covers another. */
  layOutLives() {
    const last = this.first + this.count - 1;
    const lives = this.f.lives
      .filter((life) => life.line && life.endLine >= this.first && life.line <= last)
      .sort((a, b) => a.line - b.line || b.endLine - a.endLine);
    const ends = []; // of the last life in each lane
    this.laidOut = lives.map((life) => {
      let lane = ends.findIndex((end) => end < life.line);
      if (lane < 0) lane = ends.length;
      if (lane < MostLanes) ends[lane] = life.endLine;
      return { life, lane: Math.min(lane, MostLanes) };
    });
    const hasSurplus = this.laidOut.some(({ lane }) => lane === MostLanes);
    this.listing.style.setProperty("--lanes", ends.length + (hasSurplus ? 1 : 0));
    this.bars = el("div", { class: "lives", "aria-hidden": "true" });
    this.listing.append(this.bars);
  }

  bar({ life, lane }) {
    const begin = Math.max(life.line, this.first),
      end = Math.min(life.endLine, this.first + this.count - 1);
    const variable = this.f.variables[life.variable];
    const bar = el("i", {
      class: lane < MostLanes ? "life" : "life surplus",
      "data-v": life.variable,
      title: `${variable.name} lives from ${life.line}:${life.column} to ${life.endLine}:${life.endColumn}${life.note ? `: ${life.note}` : ""}`,
    });
    bar.style.setProperty("--lane", lane);
    bar.style.setProperty("--from", begin - this.first);
    bar.style.setProperty("--lines", end - begin + 1);
    return bar;
  }

  //===--- The path of a finding ---------------------------------------------

  /** Numbers and arrows beside the lines; steps: [{ number, line }]. */
  showPath(steps, current) {
    this.hidePath();
    if (!this.count) return;
    const height = this.lineHeight();
    const badges = new Map(); // by line
    for (const { number, line } of steps) {
      if (!this.line(line)) continue;
      this.line(line).classList.add("on-path");
      const badge = badges.get(line);
      if (badge) badge.numbers.push(number);
      else badges.set(line, { numbers: [number], y: this.top(line) + height / 2 });
    }
    for (const badge of badges.values()) {
      badge.text = runs(badge.numbers);
      badge.width = Math.max(15, 5.8 * badge.text.length + 6);
      badge.x = 29 - badge.width;
    }
    this.arrows.append(
      svg(
        "defs",
        {},
        svg(
          "marker",
          {
            id: "arrow-head",
            viewBox: "0 0 8 8",
            refX: 7,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: "auto",
          },
          svg("path", { d: "M0 0 8 4 0 8z" }),
        ),
      ),
    );
    for (let i = 1; i < steps.length; ++i) {
      const from = badges.get(steps[i - 1].line),
        to = badges.get(steps[i].line);
      if (!from || !to || from === to) continue;
      const out = Math.min(from.x, to.x) - 6;
      this.arrows.append(
        svg("path", {
          class: "path-arrow",
          d: `M${from.x} ${from.y} C${out} ${from.y} ${out} ${to.y} ${to.x - 1} ${to.y}`,
          "marker-end": "url(#arrow-head)",
        }),
      );
    }
    for (const { numbers, text, x, y, width } of badges.values())
      this.arrows.append(
        svg(
          "g",
          { class: `path-step ${numbers.includes(current) ? "current" : ""}` },
          svg("rect", { x, y: y - 7.5, width, height: 15, rx: 7.5 }),
          svg("text", { x: x + width / 2, y: y + 3.5, "text-anchor": "middle" }, text),
        ),
      );
  }

  hidePath() {
    this.arrows.replaceChildren();
    for (const item of this.listing.querySelectorAll(".on-path")) item.classList.remove("on-path");
  }

  /** Up or down only: the margin with its numbers stays in sight. */
  reveal(number) {
    const item = this.line(number);
    if (!item) return;
    const { top, bottom } = item.getBoundingClientRect();
    const dock = document.querySelector(".dock:not([hidden])")?.offsetHeight ?? 0;
    const high = 80,
      low = innerHeight - dock - 40;
    if (top < high || bottom > low) scrollBy({ top: top - (high + low) / 2 });
    this.listing.scrollLeft = 0;
  }
}

/** What is named in a line, by column: [{ column, variables, accesses, declares }]. */
function tokensOf(named) {
  const tokens = new Map();
  for (const item of named) {
    if (!tokens.has(item.column))
      tokens.set(item.column, {
        column: item.column,
        variables: new Set(),
        accesses: [],
        declares: undefined,
      });
    const token = tokens.get(item.column);
    const isAccess = item instanceof Access;
    // Of several variables declared at one place (a macro's) the first counts.
    if (!isAccess && token.declares !== undefined) continue;
    token.variables.add(isAccess ? item.variable : item.number);
    if (isAccess) token.accesses.push(item.number);
    else token.declares = item.number;
  }
  return [...tokens.values()].sort((a, b) => a.column - b.column);
}

/** [1, 2, 3, 5] as "1–3,5"; where that is long, as "1…5". */
function runs(numbers) {
  const parts = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last?.end === number - 1) last.end = number;
    else parts.push({ begin: number, end: number });
  }
  const text = parts
    .map(({ begin, end }) => (begin === end ? begin : `${begin}${end === begin + 1 ? "," : "\u2013"}${end}`))
    .join(",");
  return text.length <= 4 ? text : `${numbers[0]}\u2026${numbers.at(-1)}`;
}
