// The frame drawn to scale, highest address on top. Bytes are as high as they
// are many, but for long objects, which are cut with a zigzag; how high eight
// bytes are, and that something is cut, is told below.

const FrameDrawing = {
  width: 448,
  addressRight: 92,
  barLeft: 148,
  barWidth: 92,
  labelLeft: 258,
  top: 20,
  gap: 14, // between two lines of text
  tall: 460, // what a frame without long objects is drawn as
};

class FrameView {
  constructor(f, id) {
    this.f = f;
    this.id = id;
    this.scale = this.chooseScale();
    this.place();
    this.node = this.draw();
  }

  //===--- Where each byte is drawn -------------------------------------------

  /** Pixels of a byte. */
  chooseScale() {
    const bytes = this.f.slots.reduce((sum, slot) => sum + Math.min(slot.size, 64), 0);
    return Math.max(3.4, Math.min(7, FrameDrawing.tall / Math.max(1, bytes)));
  }

  place() {
    let y = FrameDrawing.top;
    this.rows = this.f.slots.map((slot) => {
      const isOpen =
        slot.size === 0 || slot.maxSize > slot.size || (slot.maxSize === -1 && slot.kind === "dynamic");
      const longest = slot.kind === "redZone" || slot.kind === "padding" ? 24 : 64;
      const isCut = isOpen || slot.size > longest;
      const height = isOpen ? 40 : Math.max(3, this.scale * Math.min(slot.size, longest));
      const row = { slot, y, height, isCut, isOpen };
      y += height;
      return row;
    });
    this.bottom = y;
  }

  /** The height of an address, in bytes from the CFA; undefined: not drawn. */
  yOf(cfa) {
    for (const { slot, y, height } of this.rows) {
      if (slot.cfa === null || slot.size === 0) continue;
      if (cfa <= slot.cfa + slot.size && cfa >= slot.cfa)
        return y + ((slot.cfa + slot.size - cfa) / slot.size) * height;
    }
    return undefined;
  }

  //===--- Drawing -------------------------------------------------------------

  draw() {
    const { width, barLeft, barWidth } = FrameDrawing;
    this.barRight = barLeft + barWidth;
    this.layOutTexts();
    this.slots = svg("g", {});
    this.marks = new FrameMarks(this);
    const height = Math.max(this.bottom, this.lowestText) + 14;
    const below = Math.max(this.f.cfa ? 40 : 0, this.rows.length ? 8 * this.scale + 8 : 0);
    return svg(
      "svg",
      {
        class: "drawing",
        role: "group",
        "aria-label": "The frame to scale, highest address on top",
        viewBox: `0 0 ${width} ${height + below}`,
      },
      patterns(),
      this.slots,
      this.wordLines(),
      this.edges(),
      this.below(height),
      this.legend(height),
      this.marks.shapes,
      this.marks.registers,
    );
  }

  /** Once it is in the page. */
  start(whenMore) {
    this.upTo = inSlices(this.node, this.rows.length, 30, (begin, end) => {
      for (const row of this.rows.slice(begin, end))
        this.slots.append(
          ...this.drawSlot(row),
          this.address(row),
          ...row.labels.map((label) => this.label(label)),
        );
      whenMore();
    });
  }

  drawSlot(row) {
    const { barLeft, barWidth } = FrameDrawing;
    const { slot, y, height } = row;
    const variables = [...new Set(slot.occupants.map((o) => o.variable).filter((v) => v >= 0))];
    const shape = row.isCut
      ? zigzagBox(barLeft, y, barWidth, height)
      : `M${barLeft} ${y}h${barWidth}v${height}h${-barWidth}z`;
    const link = svg(
      "a",
      {
        class: `slot ${slot.kind}`,
        href: `#${this.id}/slot${slot.number}`,
        "data-s": slot.number,
        "data-v": variables.length ? variables.join(" ") : null,
        "aria-label": this.slotTitle(slot),
      },
      svg("title", {}, this.slotTitle(slot)),
      svg("path", { class: "bytes", d: shape }),
    );
    for (const part of slot.occupants)
      if (!row.isCut && part.offset > 0 && part.offset < slot.size)
        link.append(
          svg("path", {
            class: "divider",
            d: `M${barLeft} ${y + height * (1 - part.offset / slot.size)}h${barWidth}`,
          }),
        );
    const size =
      height >= 11 && slot.size
        ? svg(
            "text",
            {
              class: "size",
              x: barLeft + barWidth / 2,
              y: y + height / 2 + 4,
              "text-anchor": "middle",
              "aria-hidden": "true",
            },
            slot.size.toLocaleString("en"),
          )
        : "";
    return [link, size].filter(Boolean);
  }

  slotTitle(slot) {
    const names = slot.occupants.map((o) => `${o.name} ${o.type}`).join(", ") || slot.title;
    return `${names}: ${slot.size ? plural(slot.size, "byte") : "bytes that only run time knows"} at ${operand(slot)}${slot.reason ? `; ${slot.reason}` : ""}`;
  }

  /** A tick every 8 bytes from the CFA: what alignment is measured by. */
  wordLines() {
    const { barLeft } = FrameDrawing;
    const ticks = [];
    const fixed = this.rows.filter(({ slot, isCut }) => slot.cfa !== null && !isCut);
    for (const { slot, y, height } of fixed)
      for (let at = Math.ceil(slot.cfa / 8) * 8; at < slot.cfa + slot.size; at += 8)
        ticks.push(`M${barLeft - 4} ${y + ((slot.cfa + slot.size - at) / slot.size) * height}h4`);
    return svg("path", { class: "ticks", d: ticks.join("") || "M0 0", "aria-hidden": "true" });
  }

  /** Which texts stand beside which bytes, and how high: none covers another. */
  layOutTexts() {
    const { gap } = FrameDrawing;
    const addressed = this.rows.filter(({ slot }) => this.addressOf(slot) !== "");
    const addressYs = spread(
      addressed.map(({ y, height }) => y + height),
      gap - 1,
      FrameDrawing.top + gap - 1, // below the address of the frame's top
    );
    for (const [i, row] of addressed.entries()) row.addressY = addressYs[i];
    for (const row of this.rows) row.labels = this.labelsOf(row);
    const labels = this.rows.flatMap((row) => row.labels);
    const labelYs = spread(
      labels.map((label) => label.y),
      gap,
      FrameDrawing.gap / 2,
    );
    for (const [i, label] of labels.entries()) label.textY = labelYs[i];
    this.lowestText = Math.max(0, labelYs.at(-1) ?? 0) + 8;
  }

  labelsOf({ slot, y, height }) {
    if (!slot.occupants.length)
      return [
        {
          slot,
          y: y + height / 2,
          name: slot.title,
          text: slot.kind === "padding" ? plural(slot.size, "byte") : operand(slot),
        },
      ];
    const isDivided = slot.occupants.some((o) => o.offset > 0);
    const middle = (slot.occupants.length - 1) / 2;
    return slot.occupants.map((o, i) => ({
      slot,
      variable: o.variable,
      name: o.name,
      isVariable: true,
      y: isDivided
        ? y + height * (1 - (o.offset + o.size / 2) / Math.max(1, slot.size))
        : y + height / 2 + (i - middle) * FrameDrawing.gap,
      text: isDivided ? operand(slot, o.offset) : i ? "" : operand(slot),
    }));
  }

  /** The address of the slot's lowest byte, simulated; without one, the distance from the CFA. */
  address({ slot, y, height, addressY }) {
    const { addressRight, barLeft } = FrameDrawing;
    if (addressY === undefined) return "";
    return svg(
      "g",
      { class: "addresses" },
      svg("path", {
        class: "leader",
        d: `M${addressRight + 3} ${addressY}L${barLeft - 8} ${y + height}h4`,
        "aria-hidden": "true",
      }),
      svg("text", { x: addressRight, y: addressY + 3.5, "text-anchor": "end" }, this.addressOf(slot)),
    );
  }

  addressOf({ cfa, base, displacement }) {
    if (cfa !== null) return this.f.cfa ? moved(this.f.cfa, cfa) : `CFA${signed(cfa)}`;
    return this.f.origins[base] ? moved(this.f.origins[base], displacement) : "";
  }

  /** A name, with a line to its bytes. */
  label({ slot, variable, y, textY, name, isVariable, text }) {
    const { labelLeft } = FrameDrawing;
    return svg(
      "g",
      {
        class: `label ${isVariable ? "" : "ours"}`,
        "data-s": slot.number,
        "data-v": variable >= 0 ? variable : null,
      },
      svg("path", {
        class: "leader",
        d: `M${this.barRight + 1} ${y}h4L${labelLeft - 4} ${textY}`,
        "aria-hidden": "true",
      }),
      svg(
        "text",
        { x: labelLeft, y: textY + 4 },
        svg("tspan", { class: isVariable ? "variable" : "" }, shortened(name, isVariable ? 15 : 22)),
        text ? svg("tspan", { class: "operand", dx: 7 }, text) : "",
      ),
    );
  }

  /** The CFA, the end of the frame, pages. */
  edges() {
    const { barLeft } = FrameDrawing;
    const y = this.yOf(0);
    const cfa =
      y === undefined
        ? ""
        : [
            svg("path", { class: "edge", d: `M${barLeft - 12} ${y}H${this.barRight + 12}` }),
            svg("text", { class: "edge", x: barLeft - 14, y: y - 4, "text-anchor": "end" }, "CFA"),
          ];
    return svg("g", { class: "edges" }, cfa, this.topAddress(), this.pages());
  }

  /** Where pages end. In a long object they lie close together: one text for several. */
  pages() {
    if (!this.f.cfa) return "";
    const { barLeft, gap } = FrameDrawing;
    const inPage = Number(BigInt(this.f.cfa) & 0xfffn);
    const lowest = Math.min(0, ...this.f.slots.map((slot) => slot.cfa ?? 0));
    const lines = [];
    const clusters = []; // { first, last, count }
    for (let cfa = -inPage; cfa > lowest; cfa -= 4096) {
      const y = this.yOf(cfa);
      if (!(cfa < 0) || y === undefined) continue;
      const last = clusters.at(-1);
      const isCrowded = last && y - last.last < gap;
      if (isCrowded) Object.assign(last, { last: y, count: last.count + 1 });
      else clusters.push({ first: y, last: y, count: 1 });
      if (!isCrowded || y - (lines.at(-1) ?? 0) >= 2) lines.push(y);
    }
    const short = clusters.some(({ count }) => count > 1);
    const across = (at) =>
      short
        ? `M${barLeft - 12} ${at}h12M${this.barRight} ${at}h12`
        : `M${barLeft - 12} ${at}H${this.barRight + 12}`;
    return [
      svg("path", { class: "edge page", d: lines.map(across).join("") || "M0 0" }),
      clusters.map(({ first, last, count }) =>
        svg(
          "text",
          { class: "edge page", x: barLeft - 14, y: (first + last) / 2 - 4, "text-anchor": "end" },
          count === 1 ? "page end" : `${count.toLocaleString("en")} page ends`,
        ),
      ),
    ];
  }

  /** Of the byte above the highest one drawn. */
  topAddress() {
    const [row] = this.rows;
    if (!row || row.slot.cfa === null || !row.slot.size) return "";
    const { addressRight, barLeft, top } = FrameDrawing;
    return svg(
      "g",
      { class: "addresses" },
      svg("path", { class: "leader", d: `M${addressRight + 3} ${top}H${barLeft - 4}`, "aria-hidden": "true" }),
      svg(
        "text",
        { x: addressRight, y: top + 3.5, "text-anchor": "end" },
        this.addressOf({ cfa: row.slot.cfa + row.slot.size }),
      ),
    );
  }

  /** How high bytes are drawn, and what is not as high as that. */
  legend(y) {
    if (!this.rows.length) return "";
    const height = 8 * this.scale;
    const cut = this.rows.some(({ isCut }) => isCut);
    return svg(
      "g",
      { class: "legend" },
      svg("path", { d: `M8 ${y}h6M11 ${y}v${height}M8 ${y + height}h6` }),
      svg("text", { x: 20, y: y + height / 2 + 4 }, "8 bytes"),
      cut
        ? [
            svg("path", { d: `M356 ${y + 12}l4 3l4 -6l4 6l4 -6l4 6l4 -3` }),
            svg("text", { x: FrameDrawing.width, y: y + 30, "text-anchor": "end" }, "cut: longer than drawn"),
          ]
        : "",
    );
  }

  /** What lies below: how far the stack may still grow. */
  below(y) {
    const { barLeft, barWidth } = FrameDrawing;
    if (!this.f.cfa) return svg("g", {});
    const room = this.f.toGap ?? this.f.toLimit;
    const text =
      room < 0
        ? `${plural(-room, "byte")} beyond the stack's limit`
        : `${sizeWords(room)} more until ${this.f.toGap === null ? "the stack's limit" : "the guard gap"}`;
    const middle = barLeft + barWidth / 2;
    return svg(
      "g",
      { class: "below" },
      svg("path", { d: `M${middle} ${y - 6}v14m-4 -5l4 5l4 -5` }),
      svg("path", { class: "guard", d: `M${barLeft} ${y + 14}h${barWidth}v8h${-barWidth}z` }),
      svg("text", { x: middle, y: y + 36, "text-anchor": "middle" }, text),
    );
  }
}

/** Ys as near to the wanted ones as a distance between neighbours allows, none above a ceiling. */
function spread(wanted, distance, ceiling = -Infinity) {
  const groups = []; // { sum of wanted first places, count }
  for (const [i, y] of wanted.entries()) {
    groups.push({ sum: y, count: 1, first: i });
    for (;;) {
      const b = groups[groups.length - 1],
        a = groups[groups.length - 2];
      if (!a || begin(a) + a.count * distance <= begin(b)) break;
      groups.pop();
      // Of b's lines each hangs so much below a's first.
      a.sum += b.sum - b.count * a.count * distance;
      a.count += b.count;
    }
  }
  function begin(group) {
    return Math.max(ceiling, group.sum / group.count);
  }
  return groups.flatMap((group) =>
    Array.from({ length: group.count }, (_, i) => begin(group) + i * distance),
  );
}

function shortened(text, most) {
  const letters = [...text];
  return letters.length <= most ? text : letters.slice(0, most - 1).join("") + "\u2026";
}

function sizeWords(bytes) {
  for (const [unit, size] of [
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
    ["KiB", 2 ** 10],
  ])
    if (bytes >= 8 * size) return `${Math.floor(bytes / size).toLocaleString("en")} ${unit}`;
  return plural(bytes, "byte");
}

/** Below the middle, where the number of the bytes stands. */
const BreakAt = 0.76;

function zigzagBox(x, y, width, height) {
  const middle = y + height * BreakAt,
    teeth = 8,
    tooth = width / teeth;
  const across = (to) => Array.from({ length: teeth }, (_, i) => `l${to * tooth} ${i % 2 ? 3 : -3}`).join("");
  return `M${x} ${y}h${width}V${middle - 2}${across(-1)}zM${x} ${middle + 3}${across(1)}V${y + height}h${-width}z`;
}

function patterns() {
  const hatch = (id, d, size = 6) =>
    svg(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse" },
      svg("path", { class: id, d }),
    );
  return svg(
    "defs",
    {},
    hatch("hatch", "M-1 1l2 -2M0 6l6 -6M5 7l2 -2"),
    hatch("hatch-dead", "M-1 5l2 2M0 0l6 6M5 -1l2 2"),
    hatch("hatch-guard", "M0 0l6 6M0 6l6 -6"),
    hatch("dots", "M1 1h1M4 4h1"),
  );
}
