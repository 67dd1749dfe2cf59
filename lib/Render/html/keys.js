function listenToKeys(shell) {
  const actions = {
    j: () => shell.move(1),
    k: () => shell.move(-1),
    "/": () => shell.picker.open(shell.view?.id),
    n: () => shell.nextAccess(1),
    p: () => shell.nextAccess(-1),
    f: () => shell.nextFinding(),
    s: () => shell.wanted && (location.hash = `${shell.wanted.id}/steps`),
    t: () => shell.theme.next(),
    "?": () => shell.help.showModal(),
    Escape: () => shell.letGo(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("dialog, input")) return;
    const isStep = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (isStep && shell.dock.isOpen) shell.dock.go(event.key === "ArrowLeft" ? -1 : 1);
    else if (Object.hasOwn(actions, event.key)) actions[event.key]();
    else return;
    event.preventDefault();
  });
}
