// Light, dark, or as the system has it.

class Theme {
  constructor() {
    this.button = el("button", { type: "button", class: "theme", on: { click: () => this.next() } });
    this.set(this.stored());
  }

  stored() {
    try {
      return localStorage.getItem("framewalk-theme") ?? "auto";
    } catch {
      return "auto"; // not allowed here
    }
  }

  set(theme) {
    this.current = theme;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    this.button.textContent = { light: "\u25cb", dark: "\u25cf" }[theme] ?? "\u25d0";
    this.button.setAttribute("aria-label", `Theme: ${theme} (t)`);
    this.button.title = `Theme: ${theme} (t)`;
    try {
      localStorage.setItem("framewalk-theme", theme);
    } catch {
      // It lasts as long as the page.
    }
  }

  next() {
    this.set({ auto: "dark", dark: "light" }[this.current] ?? "auto");
  }
}
