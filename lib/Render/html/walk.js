// A page walk, level by level: which bits of the address choose which entry of
// which table, and what the entry's bits say.

/** Bits of the index at a level, counted from the top; SDM vol. 3A, 5.3 to 5.5. */
function indexBits(levels, level) {
  if (levels === 2) return 10;
  return levels === 3 && level === 0 ? 2 : 9; // PAE's first table has 4 entries
}

const EntryBits = [
  ["P", 0, "present"],
  ["RW", 1, "writable"],
  ["US", 2, "the user's, too"],
  ["PWT", 3, "write-through"],
  ["PCD", 4, "not cached"],
  ["A", 5, "accessed"],
  ["D", 6, "dirty"],
  ["PS", 7, "a large page (PAT in the last table)"],
  ["G", 8, "global"],
  ["XD", 63, "not executable"],
];

const isSet = (entry, bit) => (BigInt(entry) >> BigInt(bit)) & 1n;

/** The address in its fields, from the highest bits down. */
function fieldsOf(virtual, steps) {
  const levels = steps.length;
  let high = 12 + steps.reduce((sum, _, i) => sum + indexBits(levels, i), 0);
  const width = levels > 3 ? 64 : 32;
  const value = (top, low) => (BigInt(virtual) >> BigInt(low)) & ((1n << BigInt(top - low)) - 1n);
  const field = (title, top, low, isIndex) => ({
    title,
    high: top - 1,
    low,
    bits: value(top, low)
      .toString(2)
      .padStart(top - low, "0"),
    text: isIndex ? value(top, low).toString() : hex(Number(value(top, low))),
    isIndex,
  });
  const fields = [];
  if (width > high) fields.push({ ...field("sign extension", width, high, false), text: "" });
  for (const [i, step] of steps.entries()) {
    const low = high - indexBits(levels, i);
    fields.push(field(step.table, high, low, true));
    high = low;
  }
  fields.push(field("offset", 12, 0, false));
  return fields;
}

function fieldBoxes(fields) {
  return el(
    "ol",
    { class: "fields", "aria-label": "The address, bit by bit" },
    fields.map((field) => {
      const box = el(
        "li",
        { class: field.isIndex ? "index" : field.title === "offset" ? "offset" : "unused" },
        el("span", { class: "range" }, `${field.high}\u2013${field.low}`),
        el("code", {}, field.bits),
        el("span", { class: "what" }, field.title, field.text ? el("b", {}, ` ${field.text}`) : ""),
      );
      box.style.setProperty("--bits", field.bits.length);
      return box;
    }),
  );
}

function levelCard(step, isLast, entryBytes) {
  const bits = EntryBits.filter(([label]) => entryBytes === 8 || label !== "XD");
  return el(
    "li",
    { class: "level" },
    el("h4", {}, step.table),
    el("p", {}, "table at ", el("code", {}, step.at)),
    el("p", { class: "entry" }, `entry ${step.index} = `, el("code", {}, step.entry)),
    el(
      "ul",
      { class: "bits", "aria-label": "Bits of the entry" },
      bits.map(([label, bit, meaning]) => {
        const on = isSet(step.entry, bit) === 1n;
        return el(
          "li",
          { class: on ? "on" : "off", title: `bit ${bit}, ${meaning}: ${on ? "1" : "0"}` },
          el("b", {}, on ? "1" : "0"),
          label === "PS" && isLast ? "PAT" : label,
        );
      }),
    ),
  );
}

/** What opens in the dock: the walk behind an access; walks: one for each page that it touches. */
function walkThrough(title, subject, walks, hooks) {
  const [walked, ...more] = walks;
  const { walk, virtual, physical } = walked;
  const steps = walk.steps;
  const entryBytes = steps.length === 2 ? 4 : 8;
  const fields = fieldsOf(virtual, steps);
  const boxes = fieldBoxes(fields);
  const cards = steps.map((step, i) => levelCard(step, i === steps.length - 1, entryBytes));
  const end = el(
    "li",
    { class: "level end" },
    el("h4", {}, "memory"),
    el("p", {}, "frame ", el("code", {}, walk.frame)),
    el("p", { class: "entry" }, "+ offset ", el("code", {}, hex(walked.offset))),
    el("p", { class: "physical" }, "physical ", el("code", {}, physical)),
  );
  const index = fields.findIndex((field) => field.isIndex);
  /** Which field and card are looked at; -1: all, or none. */
  const at = (level) => () => {
    for (const [i, box] of [...boxes.children].entries())
      box.classList.toggle("current", level >= 0 && i === index + level);
    for (const [i, card] of [...cards, end].entries()) {
      card.classList.toggle("current", i === level);
      card.classList.toggle("ahead", level >= 0 && i > level);
    }
    hooks.enter?.();
  };
  const list = [{ say: () => [subject, `, at virtual `, el("code", {}, virtual), "."], enter: at(-1) }];
  list.push({
    say: () =>
      walked.hit
        ? [
            `A TLB hit: walk ${walked.number} has left the page's translation there, so no table is read now. What that walk did:`,
          ]
        : [`A TLB miss: walk ${walked.number} begins at the table that CR3 points to.`],
    enter: at(-1),
  });
  if (walk.fault)
    list.push({
      say: () => [
        el("b", {}, "A page fault came first"),
        `, error code ${hex(walk.fault.errorCode)} at `,
        el("code", {}, walk.fault.cr2),
        `: ${walk.fault.error}. ${walk.fault.kernel}.`,
      ],
      enter: at(-1),
    });
  for (const [i, step] of steps.entries()) {
    const field = fields[index + i];
    const next = steps[i + 1]?.at ?? walk.frame;
    list.push({
      say: () => [
        `Bits ${field.high}\u2013${field.low} are ${step.index}: entry ${step.index} of the ${step.table}, at physical `,
        el("code", {}, moved(step.at, step.index * entryBytes)),
        ", is ",
        el("code", {}, step.entry),
        steps[i + 1] ? `. It points to the ${steps[i + 1].table} at ` : ". It holds the page's frame, ",
        el("code", {}, next),
        step.flags.length ? `; set are ${step.flags.join(", ")}.` : ".",
      ],
      enter: at(i),
    });
  }
  list.push({
    say: () => [
      "The frame ",
      el("code", {}, walk.frame),
      " and the offset ",
      el("code", {}, hex(walked.offset)),
      " make the physical address ",
      el("code", {}, physical),
      ".",
    ],
    enter: at(steps.length),
  });
  for (const other of more)
    list.push({
      say: () => [
        "The bytes go on on the next page, at virtual ",
        el("code", {}, other.virtual),
        `: ${other.hit ? "a TLB hit, of" : "a TLB miss, with"} walk ${other.number}. They are at physical `,
        el("code", {}, other.physical),
        ".",
      ],
      enter: at(steps.length),
    });
  return {
    title,
    steps: list,
    leave: hooks.leave,
    className: "walk",
    body: el(
      "div",
      {},
      boxes,
      el("ol", { class: "levels", "aria-label": "The tables" }, cards, end),
      el("p", { class: "note" }, "Simulated: the tables lie in simulated memory."),
    ),
  };
}
