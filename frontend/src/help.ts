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

/**
 * A line of an error summary leads into its field, not only to it. The key Enter is taken whole: what is left
 * of it would reach the field, and send the form.
 */
function lead(e: Event): void {
  const link = (e.target as HTMLElement).closest<HTMLAnchorElement>(".error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  e.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}
document.addEventListener("click", lead);
document.addEventListener("keydown", (e) => {
  if (e.key === "Enter") lead(e);
});
