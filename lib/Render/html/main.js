// From here on the page is complete.

document.addEventListener("DOMContentLoaded", () => {
  const captured = document.getElementById("report");
  const report = new Report(captured.textContent);
  captured.remove();
  const shell = new Shell(report);
  listenToKeys(shell);
  shell.follow(location.hash);
});
