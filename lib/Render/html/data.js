// The captured page: its functions as text, and what is packed into them. The
// contract is that of HtmlData.cpp.

const AccessKinds = ["read", "write", "update", "address"];

const packedIn = (html) => /data-packed="([^"]*)"/.exec(html)[1];

async function unpack(text) {
  if (text.startsWith("=")) return JSON.parse(parsed(text.slice(1)).textContent);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

class Report {
  constructor(text) {
    this.functions = []; // { id, number, unit, html }
    this.units = []; // { html, data }
    const end = "</article>\n";
    const [before, ...articles] = text.split("<article ");
    this.addUnits(before);
    for (const article of articles) {
      const cut = article.indexOf(end);
      const [, id, unit] = /^id="([^"]*)" data-unit="(\d+)"/.exec(article);
      this.functions.push({
        id,
        number: this.functions.length,
        unit: Number(unit),
        html: "<article " + article.slice(0, cut) + end,
      });
      this.addUnits(article.slice(cut + end.length));
    }
    this.byId = new Map(this.functions.map((f) => [f.id, f]));
    this.findings = this.units.reduce((count, unit) => count + unit.findings, 0);
  }

  addUnits(text) {
    for (const html of text.split('<section class="unit"').slice(1)) {
      const packed = packedIn(html);
      const lean = '<section class="unit"' + html.replace(/data-packed="[^"]*"/, "");
      this.units.push({ html: lean, packed, findings: html.split('<div class="finding ').length - 1 });
    }
  }

  /** Walks, findings and texts of a unit; unpacked once. */
  async unit(number) {
    const unit = this.units[number];
    unit.data ??= unpack(unit.packed).then((data) => {
      data.walks = data.walks.map(walkFrom);
      data.findings = data.findings.map(findingFrom);
      return data;
    });
    return unit.data;
  }

  /** All that is known of one of the functions. */
  async contents({ unit, html }) {
    const shared = await this.unit(unit);
    return functionFrom(await unpack(packedIn(html)), shared);
  }

  /** The finding of that number, from 1, over all units. */
  async finding(number) {
    let first = 1;
    for (let unit = 0; unit < this.units.length; first += this.units[unit++].findings)
      if (number < first + this.units[unit].findings) return (await this.unit(unit)).findings[number - first];
    return undefined;
  }
}

function walkFrom([page, frame, steps, errorCode, error, cr2, kernel]) {
  const fault = errorCode === undefined ? null : { errorCode, error, cr2, kernel };
  return {
    page,
    frame,
    fault,
    steps: steps.map(([table, at, index, entry, flags]) => ({ table, at, index, entry, flags })),
  };
}

function findingFrom(finding) {
  finding.steps = finding.steps.map(([text, file, line, column, where, role, kind]) => ({
    text,
    file,
    line,
    column,
    where,
    role,
    kind,
  }));
  if (finding.dead) {
    const [cfa, size, variable, where] = finding.dead;
    finding.dead = { cfa, size, variable, where };
  }
  finding.parts = (finding.parts ?? []).map(([offset, size, kind, owner, where, written, cfa]) => ({
    offset,
    size,
    kind,
    owner,
    where,
    written,
    cfa: cfa ?? null, // in the frame of the function `where`
  }));
  return finding;
}

class Walked {
  constructor(walk, number, offset, hit) {
    this.walk = walk;
    this.number = number;
    this.offset = offset;
    this.hit = hit === 1;
  }
  get virtual() {
    return moved(this.walk.page, this.offset);
  }
  get physical() {
    return moved(this.walk.frame, this.offset);
  }
}

// A long function has thousands of these, few of which anybody looks at: walks
// are made when they are asked for.

/** One use of a variable. */
class Access {
  constructor(number, raw, texts, walked) {
    this.number = number;
    this.variable = raw[0];
    this.line = raw[1];
    this.column = raw[2];
    this.kind = AccessKinds[raw[3]];
    this.slot = raw[4];
    this.offset = raw[5];
    this.size = raw[6];
    this.instructions = raw[7];
    this.why = texts[raw[8]];
    this.raw = raw;
    this.walked = walked;
  }
  /** One for each page that it touches. */
  get walks() {
    return this.raw.slice(9).map(this.walked);
  }
  get walk() {
    return this.raw.length > 9 ? this.walked(this.raw[9]) : null;
  }
}

/** What an instruction does to memory. */
class Touch {
  constructor(raw, texts, walked) {
    this.kind = AccessKinds[raw[1]];
    this.size = raw[2];
    this.what = texts[raw[3]];
    this.raw = raw;
    this.texts = texts;
    this.walked = walked;
  }
  get walks() {
    return this.raw[4].map(this.walked);
  }
  get why() {
    return this.texts[this.raw[7]] ?? "";
  }
}

const NoItems = Object.freeze([]);

function add(instruction, key, item) {
  if (instruction[key] === NoItems) instruction[key] = [item];
  else instruction[key].push(item);
}

/** A function's data with names for its members. */
function functionFrom(data, unit) {
  const texts = unit.texts;
  /** A virtual and a physical address: those of the walk's page. */
  const walked = ([number, offset, hit]) => new Walked(unit.walks[number], number, offset, hit);

  const slots = data.slots.map(
    ([kind, cfa, size, maxSize, base, displacement, title, reason, occupants], number) => ({
      number,
      kind,
      cfa,
      size,
      maxSize,
      base,
      displacement,
      title,
      reason,
      occupants: occupants.map(([name, type, variable, offset, size]) => ({
        name,
        type,
        variable,
        offset,
        size,
      })),
    }),
  );
  const variables = data.variables.map(([name, type, line, column, slots, why], number) => ({
    number,
    name,
    type,
    line,
    column,
    slots,
    why,
  }));
  const lives = data.lives.map(([variable, line, column, endLine, endColumn, note, before, after, code]) => ({
    variable,
    line,
    column,
    endLine,
    endColumn,
    note: texts[note],
    before: texts[before],
    after: texts[after],
    code,
  }));
  const accesses = data.accesses.map((raw, number) => new Access(number, raw, texts, walked));

  // Where the prologue rounds the stack pointer, only a run has addresses: those
  // of the simulated one, for displacement 0 of each register.
  const origins = {};
  for (const { slot, offset, walk } of accesses) {
    const { cfa, base, displacement } = slots[slot] ?? {};
    if (cfa === null && base && walk) origins[base] ??= moved(walk.virtual, -offset - displacement);
  }

  const code = [];
  let address = 0,
    line = 0,
    depth = 0,
    anchor = 0,
    byte = 0;
  for (let i = 0; i < data.length.length; ++i) {
    address += data.gap[i];
    line += data.line[i];
    depth += data.depth[i];
    anchor += data.anchor[i];
    const length = data.length[i];
    code.push({
      number: i,
      address,
      text: texts[data.text[i]],
      effect: texts[data.effect[i]],
      line,
      depth: depth < 0 ? null : depth,
      anchor: anchor < 0 ? null : anchor,
      bytes: data.bytes.slice(2 * byte, 2 * (byte + length)),
      touches: NoItems,
      accesses: NoItems,
      frame: null,
      part: "",
    });
    address += length;
    byte += length;
  }
  let at = 0;
  for (const raw of data.touches) {
    at += raw[0];
    add(code[at], "touches", new Touch(raw, texts, walked));
  }
  at = 0;
  for (const [distance, slot, offset, size, kind, origin] of data.frameTouches) {
    at += distance;
    code[at].frame = { slot, offset, size, kind: AccessKinds[kind], origin: texts[origin] };
  }
  for (const access of accesses)
    for (const instruction of access.instructions) add(code[instruction], "accesses", access.number);
  for (const [part, pieces] of [
    ["prologue", data.prologue],
    ["epilogue", data.epilogues],
  ])
    for (const [begin, end] of pieces) for (let i = begin; i < end; ++i) code[i].part = part;

  return {
    cfa: data.cfa,
    toLimit: data.toLimit,
    toGap: data.toGap,
    slots,
    variables,
    lives,
    accesses,
    code,
    origins,
    prologue: data.prologue,
    epilogues: data.epilogues,
    heap: data.heap.map(([name, line, column, effect]) => ({ name, line, column, effect })),
  };
}

/** The variables that live in the bytes [offset, offset + size) of a slot. */
function variablesAt(slot, offset, size) {
  const end = offset + Math.max(1, size);
  return slot.occupants
    .filter((o) => o.variable >= 0 && o.offset < end && offset < o.offset + Math.max(1, o.size))
    .map((o) => o.variable);
}
