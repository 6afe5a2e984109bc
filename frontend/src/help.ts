/** The key "?" opens what the page says of itself, as long as nobody is typing. */
document.addEventListener("keydown", (e) => {
  if (e.key !== "?" || e.ctrlKey || e.metaKey || e.altKey) return;
  if ((e.target as HTMLElement).closest("input, textarea, select, [contenteditable]")) return;
  const help = document.querySelector<HTMLDetailsElement>("details.page-help");
  if (!help) return;
  e.preventDefault();
  help.open = !help.open;
  help.querySelector("summary")?.focus();
});

/** A line of an error summary leads into its field, not only to it. */
function fieldOf(e: Event): HTMLElement | null {
  const link = (e.target as HTMLElement).closest<HTMLAnchorElement>(".error-summary a[href^='#']");
  return link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
}

function lead(field: HTMLElement): void {
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

document.addEventListener("click", (e) => {
  const field = fieldOf(e);
  if (!field) return;
  e.preventDefault();
  lead(field);
});

/** The key Enter leads when it is let go: what is left of it would reach the field, and send the form. */
document.addEventListener("keydown", (e) => {
  const field = e.key === "Enter" && fieldOf(e);
  if (!field) return;
  e.preventDefault();
  document.addEventListener("keyup", () => lead(field), { once: true });
});
