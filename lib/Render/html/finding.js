// A finding's path, step by step through the functions it passes, with the dead
// slot and its heir in the frame that held it.

function findingThrough(shell, finding, number) {
  const isAt = (step, view) => step.where === view.id;
  const list = el(
    "ol",
    { class: "path", "aria-label": "The path" },
    finding.steps.map((step, i) =>
      el(
        "li",
        {},
        el("a", { href: `#finding${number}/${i + 1}` }, step.text),
        step.line ? el("span", { class: "where" }, ` ${step.file}:${step.line}:${step.column}`) : "",
      ),
    ),
  );
  const parts = finding.parts.map((part) => {
    const written = {
      always: "overwrites them",
      perhaps: "may overwrite them",
      never: "does not write them",
    }[part.written];
    return el(
      "li",
      {},
      `bytes ${part.offset}\u2013${part.offset + part.size - 1}: `,
      part.where ? el("a", { href: `#${part.where}` }, part.owner) : part.owner,
      `, ${written}`,
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
    steps: finding.steps.map((step, i) => ({
      say: () => [step.text, step.line ? el("span", { class: "where" }, ` ${step.file}:${step.line}`) : ""],
      enter: async () => {
        for (const [j, item] of [...list.children].entries()) item.toggleAttribute("data-current", i === j);
        history.replaceState(null, "", `#finding${number}/${i + 1}`);
        const view = step.where ? await shell.show(step.where) : shell.view;
        if (!view) return;
        view.source.showPath(
          finding.steps.map((each, j) => ({ number: j + 1, line: isAt(each, view) ? each.line : 0 })),
          i + 1,
        );
        view.frame.marks.clear();
        if (finding.dead?.where === view.id) view.frame.marks.showDead(finding.dead, finding.parts);
        if (step.line && isAt(step, view)) view.source.reveal(step.line);
      },
    })),
    leave: () => {
      shell.view?.source.hidePath();
      shell.view?.frame.marks.clear();
    },
  };
}
