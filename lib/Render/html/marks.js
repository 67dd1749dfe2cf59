// What is shown on top of the drawn frame: registers that point into it, bytes
// that are touched, a dead object and its heir.

class FrameMarks {
  constructor(frame) {
    this.frame = frame;
    this.shapes = svg("g", { class: "overlay" });
    this.registers = svg("g", { class: "markers", "aria-hidden": "true" });
  }

  /** Registers that point into the frame: [{ name, cfa }]. */
  showRegisters(registers) {
    const { barLeft, barWidth } = FrameDrawing;
    this.registers.replaceChildren();
    const shown = registers
      .map((r) => ({ ...r, y: r.cfa === null ? undefined : this.frame.yOf(r.cfa) }))
      .filter((r) => r.y !== undefined)
      .sort((a, b) => a.y - b.y);
    const ys = spread(
      shown.map((r) => r.y),
      15,
    );
    for (const [i, r] of shown.entries())
      this.registers.append(
        svg(
          "g",
          { class: `register ${r.name}` },
          svg("path", { class: "pointer", d: `M${barLeft + barWidth} ${r.y}H${barLeft - 6}` }),
          svg("path", {
            class: "tag",
            d: `M${barLeft - 37} ${ys[i] - 7.5}h26l6 ${r.y - ys[i] + 7.5}l-6 ${ys[i] - r.y + 7.5}h-26z`,
          }),
          svg("text", { x: barLeft - 24, y: ys[i] + 4, "text-anchor": "middle" }, r.name),
        ),
      );
    if (shown.length) this.reveal(this.registers.lastElementChild);
  }

  /** The bytes that an access touches. */
  showBytes(slot, offset, size) {
    const { barLeft, barWidth } = FrameDrawing;
    const row = this.frame.rows[slot];
    if (!row) return;
    const whole = Math.max(1, row.slot.size);
    const top = row.y + row.height * (1 - Math.min(whole, offset + Math.max(1, size)) / whole);
    const bottom = row.y + row.height * (1 - Math.max(0, offset) / whole);
    const box = svg("rect", {
      class: "touched",
      x: barLeft - 2,
      y: top,
      width: barWidth + 4,
      height: Math.max(2, bottom - top),
    });
    this.shapes.append(box);
    this.reveal(box);
  }

  /** A dead object's bytes, and beside them who has them next. */
  showDead(dead, parts) {
    const { barLeft, barWidth, labelLeft } = FrameDrawing;
    const top = this.frame.yOf(dead.cfa + dead.size),
      bottom = this.frame.yOf(dead.cfa);
    if (top === undefined || bottom === undefined) return;
    const box = (y, height, kind) =>
      svg("rect", {
        class: kind,
        x: barLeft + barWidth / 2,
        y,
        width: barWidth / 2,
        height: Math.max(3, height),
      });
    const mark = svg("rect", {
      class: "dead",
      x: barLeft,
      y: top,
      width: barWidth / 2,
      height: bottom - top,
    });
    this.shapes.append(mark);
    this.reveal(mark);
    const shown = parts.map((part) => ({
      ...part,
      top: this.frame.yOf(dead.cfa + part.offset + part.size) ?? top,
      bottom: this.frame.yOf(dead.cfa + part.offset) ?? bottom,
    }));
    const ys = spread(
      [...shown].reverse().map((part) => (part.top + part.bottom) / 2),
      14,
    ).reverse();
    // The dead one's own name stays in sight, above them.
    const own = this.frame.rows.find((row) => row.y <= top && top < row.y + row.height)?.labels[0]?.textY;
    const down = own === undefined ? 0 : Math.max(0, own + 14 - Math.min(...ys));
    for (const [i, part] of shown.entries()) {
      const text = `${part.owner} (${part.written === "always" ? "overwrites" : part.written === "perhaps" ? "may overwrite" : "does not write"})`;
      this.shapes.append(
        svg(
          "g",
          { class: `heir ${part.kind} ${part.written}` },
          svg("title", {}, text),
          box(part.top, part.bottom - part.top, "bytes"),
          svg("rect", { class: "plate", x: labelLeft - 6, y: ys[i] + down - 8, width: 198, height: 15 }),
          svg("path", {
            class: "leader",
            d: `M${barLeft + barWidth + 1} ${(part.top + part.bottom) / 2}h4L${labelLeft - 6} ${ys[i] + down}`,
          }),
          svg("text", { x: labelLeft, y: ys[i] + down + 4 }, "next: " + shortened(part.owner, 26)),
        ),
      );
    }
  }

  /** In the heir's frame: which bytes another's dead object had. */
  showInherited(parts, text) {
    const { barLeft, barWidth, labelLeft } = FrameDrawing;
    for (const part of parts) {
      const top = this.frame.yOf(part.cfa + part.size),
        bottom = this.frame.yOf(part.cfa);
      if (top === undefined || bottom === undefined) continue;
      const box = svg("rect", {
        class: "dead",
        x: barLeft,
        y: top,
        width: barWidth / 2,
        height: Math.max(3, bottom - top),
      });
      const own = this.frame.rows.find((row) => row.y <= top && top < row.y + row.height)?.labels[0]?.textY;
      const y = (own ?? (top + bottom) / 2) + 14;
      this.shapes.append(
        svg(
          "g",
          { class: "heir" },
          box,
          svg("rect", { class: "plate", x: labelLeft - 6, y: y - 8, width: 198, height: 15 }),
          svg("text", { x: labelLeft, y: y + 4 }, shortened(text, 30)),
        ),
      );
      this.reveal(box);
    }
  }

  clear() {
    this.shapes.replaceChildren();
  }

  /** A long frame scrolls in its column; the page does not. */
  reveal(mark) {
    const column = this.frame.node.closest(".frame");
    if (getComputedStyle(column).position !== "sticky") return;
    const at = mark.getBoundingClientRect(),
      seen = column.getBoundingClientRect();
    if (at.top < seen.top || at.bottom > seen.bottom)
      column.scrollTop += at.top - seen.top - (seen.height - at.height) / 2;
  }
}
