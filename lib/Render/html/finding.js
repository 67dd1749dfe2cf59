// A finding's path, step by step through the functions it passes, with the dead
// slot and its heir in the frame that held it; then the heir's own frame, where
// that is another one.

const Written = {
  always: "overwrites them",
  perhaps: "may overwrite them",
  never: "does not write them",
};

function findingThrough(shell, finding, number) {
  const link = (step) => `#finding${number}/${step + 1}`;
  const list = el(
    "ol",
    { class: "path", "aria-label": "The path" },
    finding.steps.map((step, i) =>
      el(
        "li",
        {},
        el("a", { href: link(i) }, step.text),
        step.line ? el("span", { class: "where" }, ` ${step.file}:${step.line}:${step.column}`) : "",
      ),
    ),
  );
  const heirs = heirFrames(finding);
  const enter = (i) => {
    for (const [j, item] of [...list.children].entries()) item.toggleAttribute("data-current", i === j);
    history.replaceState(null, "", link(i));
  };
  const pathStep = (step, i) => ({
    say: () => [step.text, step.line ? el("span", { class: "where" }, ` ${step.file}:${step.line}`) : ""],
    enter: async () => {
      enter(i);
      const view = step.where ? await shell.show(step.where) : shell.view;
      if (!view) return;
      const here = (each) => each.where === view.id;
      view.source.showPath(
        finding.steps.map((each, j) => ({ number: j + 1, line: here(each) ? each.line : 0 })),
        i + 1,
      );
      view.frame.marks.clear();
      if (finding.dead?.where === view.id) view.frame.marks.showDead(finding.dead, finding.parts);
      if (step.line && here(step)) view.source.reveal(step.line);
    },
  });
  const heirStep = (heir, i) => ({
    say: () => [finding.heir + "."],
    enter: async () => {
      enter(finding.steps.length + i);
      const view = await shell.show(heir.where);
      if (!view) return;
      view.source.hidePath();
      view.frame.marks.clear();
      view.frame.marks.showInherited(heir.parts, `was: ${finding.dead.variable || "the dead object"}`);
    },
  });
  const parts = finding.parts.map((part) => {
    const step = heirs.findIndex((heir) => heir.where === part.where);
    const href = step < 0 ? `#${part.where}` : link(finding.steps.length + step);
    return el(
      "li",
      {},
      `bytes ${part.offset}\u2013${part.offset + part.size - 1}: `,
      part.where ? el("a", { href }, part.owner) : part.owner,
      `, ${Written[part.written]}`,
    );
  });
  const heir = finding.heir
    ? el(
        "div",
        { class: "heir" },
        el("h4", {}, "Who has the bytes next"),
        el("p", {}, finding.heir + "."),
        parts.length ? el("ul", {}, parts) : "",
      )
    : "";
  return {
    title: `Finding ${number}: ${finding.message}`,
    className: "finding-path",
    body: el("div", { class: "two" }, list, heir),
    steps: [...finding.steps.map(pathStep), ...heirs.map(heirStep)],
    leave: () => {
      shell.view?.source.hidePath();
      shell.view?.frame.marks.clear();
    },
  };
}

/** Other frames that have some of the bytes next: [{ where, parts }]. */
function heirFrames({ dead, parts }) {
  const frames = [];
  for (const part of parts) {
    if (!dead || !part.where || part.where === dead.where || part.cfa === null) continue;
    const known = frames.find(({ where }) => where === part.where);
    if (known) known.parts.push(part);
    else frames.push({ where: part.where, parts: [part] });
  }
  return frames;
}
