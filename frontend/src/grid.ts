// A grid of figures as in a spreadsheet: arrow keys, Enter and Tab move, a block copied from a
// spreadsheet goes where it belongs and can be taken back, sums follow, and what the page works out
// from the figures is asked of the server anew. Without this script the grid is a plain form.

type Cell = HTMLInputElement;

/** A written name without marks, case, spaces and signs, as the server folds it. */
function fold(s: string): string {
  return s.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replace(/[đð]/g, "d").replace(/[^\p{L}\p{Nd}]/gu, "");
}

const number = /^[-−]?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+)([.,]0{1,2})?$/;

function parse(s: string): number | undefined {
  const t = s.replace(/[\u00a0\u202f]/g, " ").trim();
  if (!number.test(t)) return undefined;
  return Number(t.replace(/[.,]0{1,2}$/, "").replace(/[., ]/g, "").replace("−", "-"));
}

/** The lines and cells of a block as spreadsheets copy it. */
function block(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.map((l) => l.split("\t").map((c) => c.replace(/^"(.*)"$/, "$1").replace(/\u00a0/g, " ").trim()));
}

const looksNumeric = (s: string) => /\d/.test(s) && /^[\d.,\s%−-]+$/.test(s);

class Grid {
  private rows: HTMLTableRowElement[];
  private undone: string[][] = [];
  private undoButton?: HTMLButtonElement;

  constructor(private frame: HTMLElement) {
    this.rows = [...frame.querySelectorAll<HTMLTableRowElement>("tbody tr")];
    frame.addEventListener("keydown", (e) => this.key(e));
    frame.addEventListener("keypress", (e) => { if (e.key === "Enter") e.preventDefault(); });
    frame.addEventListener("paste", (e) => this.paste(e));
    frame.addEventListener("input", () => this.sums());
    frame.addEventListener("focusin", (e) => (e.target as Cell).select?.());
    const help = frame.previousElementSibling;
    if (help instanceof HTMLElement && help.matches("[data-grid-help]")) help.hidden = false;
  }

  private cells(row: HTMLTableRowElement): Cell[] {
    return [...row.querySelectorAll<Cell>("input[data-cell]")];
  }

  private all(): Cell[] {
    return this.rows.flatMap((r) => this.cells(r));
  }

  private key(e: KeyboardEvent): void {
    const at = e.target as Cell;
    if (!at.matches?.("input[data-cell]") || e.isComposing) return;
    if ((e.ctrlKey || e.metaKey) && e.key === "z" && this.undone.length > 0) {
      e.preventDefault();
      this.undo();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const row = this.rows.findIndex((r) => r.contains(at));
    const line = this.cells(this.rows[row]!);
    const col = line.indexOf(at);
    // Within a figure the arrows move its cursor; at its edge, or with all of it chosen, they leave it.
    const chosen = at.selectionStart === 0 && at.selectionEnd === at.value.length;
    let to: Cell | undefined;
    switch (e.key) {
      case "ArrowDown": case "ArrowUp": {
        const step = e.key === "ArrowDown" ? 1 : -1;
        to = this.rows[row + step] && this.cells(this.rows[row + step]!)[col];
        break;
      }
      case "Enter":
        e.preventDefault(); // a figure is no order to send the form
        to = this.rows[row + (e.shiftKey ? -1 : 1)] && this.cells(this.rows[row + (e.shiftKey ? -1 : 1)]!)[col];
        break;
      case "ArrowLeft": if (chosen || at.selectionEnd === 0) to = line[col - 1]; break;
      case "ArrowRight": if (chosen || at.selectionStart === at.value.length) to = line[col + 1]; break;
    }
    if (!to) return;
    e.preventDefault();
    to.focus();
  }

  private paste(e: ClipboardEvent): void {
    const at = e.target as Cell;
    const text = e.clipboardData?.getData("text/plain") ?? "";
    if (!at.matches?.("input[data-cell]") || !/[\t\n\r]/.test(text.trimEnd())) return;
    e.preventDefault();
    const before = this.all().map((c) => c.value);
    const { n, unplaced } = this.place(block(text), at);
    if (n > 0) this.undone.push(before);
    let said = this.frame.dataset.pasted!.replace("{n}", String(n));
    if (unplaced.length > 0) said += " " + this.frame.dataset.unplaced!.replace("{names}", unplaced.join(", "));
    this.say(said);
    this.changed();
  }

  /** Puts lines where their names say, else from the cell on that has the focus. */
  private place(lines: string[][], at: Cell): { n: number; unplaced: string[] } {
    const rowOf = new Map<string, HTMLTableRowElement | null>();
    for (const r of this.rows) for (const k of (r.dataset.keys ?? "").split(" ")) if (k) rowOf.set(k, rowOf.has(k) && rowOf.get(k) !== r ? null : r);
    const found = (s: string | undefined) => (s === undefined || looksNumeric(s) ? undefined : rowOf.get(fold(s)) ?? undefined);
    const named = (line: string[]) => line.slice(0, 4).findIndex((c) => found(c));
    const byName = lines.some((l) => named(l) >= 0);
    let n = 0;
    const unplaced: string[] = [];
    let row = this.rows.findIndex((r) => r.contains(at));
    const first = this.cells(this.rows[row]!).indexOf(at);
    for (const line of lines) {
      let target: HTMLTableRowElement | undefined;
      let values = line, from = 0;
      if (byName) {
        const i = named(line);
        target = i >= 0 ? found(line[i]) : undefined;
        values = line.slice(i + 1);
        if (!target && line.some(looksNumeric)) unplaced.push(line.find((c) => c !== "" && !looksNumeric(c)) ?? "—");
      } else {
        target = this.rows[row++];
        from = first;
      }
      if (!target) continue;
      const cells = this.cells(target).slice(from);
      values.slice(0, cells.length).forEach((v, i) => { cells[i]!.value = v; n++; });
    }
    return { n, unplaced };
  }

  private undo(): void {
    const before = this.undone.pop();
    if (!before) return;
    this.all().forEach((c, i) => { c.value = before[i] ?? ""; });
    this.say(this.frame.dataset.undone!);
    this.changed();
  }

  private say(sentence: string): void {
    const status = this.frame.parentElement?.querySelector<HTMLElement>("[data-grid-status]");
    if (!status) return;
    status.textContent = sentence;
    if (!this.undoButton) {
      this.undoButton = document.createElement("button");
      this.undoButton.type = "button";
      this.undoButton.className = "btn";
      this.undoButton.textContent = this.frame.dataset.undo!;
      this.undoButton.addEventListener("click", () => this.undo());
      status.after(this.undoButton);
    }
    this.undoButton.hidden = this.undone.length === 0;
  }

  private changed(): void {
    this.frame.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The foot's sums; a figure that is none makes its sum unknown. */
  private sums(): void {
    const written = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", { useGrouping: true });
    for (const foot of this.frame.querySelectorAll<HTMLElement>("[data-sum]")) {
      let total: number | undefined = 0;
      for (const c of this.frame.querySelectorAll<Cell>(`tbody tr:not(.total) input[data-cell$=",${foot.dataset.sum}"]`)) {
        const v = c.value.trim();
        if (v === "" || v === "—" || v === "-" || total === undefined) continue;
        const n = parse(v);
        total = n === undefined ? undefined : total + n;
      }
      foot.textContent = total === undefined ? "—" : written.format(total);
    }
  }
}

for (const frame of document.querySelectorAll<HTMLElement>("[data-grid]")) new Grid(frame);

/** The elements of a page's piece. The browser reads them as a document of its own, in which no script runs. */
function piece(address: string, until: AbortSignal): Promise<ChildNode[]> {
  return new Promise((done, failed) => {
    const ask = new XMLHttpRequest();
    ask.open("GET", address);
    ask.responseType = "document";
    ask.setRequestHeader("Accept", "text/html");
    ask.onload = () => {
      const body = ask.status === 200 ? ask.responseXML?.body : undefined;
      if (body) done([...body.childNodes].map((n) => document.importNode(n, true)));
      else failed(new Error(String(ask.status)));
    };
    ask.onerror = ask.onabort = () => failed(new Error("no answer"));
    until.addEventListener("abort", () => ask.abort());
    ask.send();
  });
}

/**
 * What a page works out from a form's figures: after a pause in typing the same address is asked that
 * the button "try" asks, and only the piece is taken from its answer.
 */
for (const part of document.querySelectorAll<HTMLElement>("[data-whatif]")) {
  const form = part.closest("form");
  if (!form) continue;
  let waiting: number | undefined;
  let asking: AbortController | undefined;
  form.addEventListener("input", (e) => {
    if ((e.target as HTMLElement).closest(".grid-paste")) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      const given = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string" && value !== "") given.set(name, value);
      given.set("part", "1");
      try {
        part.replaceChildren(...(await piece(`${part.dataset.whatif}?${given}`, asking.signal)));
        const said = form.querySelector<HTMLElement>("[data-whatif-said]");
        if (said) said.textContent = part.querySelector(".note")?.textContent?.trim() ?? "";
      } catch {
        // Typing went on, or the network is away: the button still works.
      }
    }, 250);
  });
}
