// Every page works without this script; it only makes a few things quicker.
import "./grid";
import "./help";
import "./passkey";

/** The key "/" goes to the search box, as long as nobody is typing elsewhere. */
document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
  const at = e.target as HTMLElement;
  if (at.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector<HTMLInputElement>("#top-search");
  if (!box) return;
  e.preventDefault();
  box.focus();
  box.select();
});

/** A list that hangs down closes at Escape, and at a click elsewhere. */
function closeDrops(except?: Node | null): void {
  for (const d of document.querySelectorAll<HTMLDetailsElement>("details.drop[open]")) {
    if (!except || !d.contains(except)) d.open = false;
  }
}
document.addEventListener("click", (e) => closeDrops(e.target as Node));
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>("details.drop[open]");
  closeDrops();
  open?.querySelector("summary")?.focus();
});

/** Paper says when it was printed, not when the page was opened. */
window.addEventListener("beforeprint", () => {
  const t = document.querySelector<HTMLTimeElement>("#printed");
  if (!t) return;
  const now = new Date();
  t.dateTime = now.toISOString();
  t.textContent = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: "Asia/Ho_Chi_Minh",
  }).format(now);
  for (const d of document.querySelectorAll<HTMLDetailsElement>("details.drop[open]")) d.open = false;
});

/** What is wrong with a form is read first. */
document.querySelector<HTMLElement>(".error-summary")?.focus();
