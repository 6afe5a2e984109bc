// Builds what internal/web embeds: one stylesheet, one script, the fonts and the icon, each named with
// a hash of its content, and manifest.json that maps plain names to those.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const dist = join(root, "internal/web/assets/dist");
const work = join(here, "build");

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const manifest = {};
const output = {};

/** Keeps a file under its name with a hash of its content. */
function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const ext = extname(name);
  const hashed = `${name.slice(0, -ext.length)}-${hash}${ext}`;
  manifest[name] = hashed;
  output[hashed] = content;
  return hashed;
}

// Fonts. Be Vietnam Pro has no tabular digits: a column of its numbers does not line up. The digits,
// and the signs that stand in numbers, therefore come from IBM Plex Sans under the same family name.
const digits = "0123456789";
const latin = range(0x20, 0x7e) + range(0xa0, 0x17f) + "ƠơƯưȘșȚț" + range(0x1ea0, 0x1ef9) +
  "\u0300\u0301\u0303\u0309\u0323" + "–—‘’“”„…‰‹›€₫←↑→↓−≈≤≥•·×";
const text = [...latin].filter((c) => !digits.includes(c)).join("");

function range(from, to) {
  let s = "";
  for (let c = from; c <= to; c++) s += String.fromCodePoint(c);
  return s;
}

async function font(name, from, chars) {
  const whole = readFileSync(join(here, "node_modules", from));
  return keep(name, await subsetFont(whole, chars, { targetFormat: "woff2" }));
}

const face = (weight, file, unicode) => `@font-face {
  font-family: "Be Vietnam Pro"; font-style: normal; font-weight: ${weight}; font-display: swap;
  src: url("/assets/${file}") format("woff2"); ${unicode ? `unicode-range: ${unicode};` : ""}
}\n`;

let faces = "";
for (const [weight, style] of [[400, "400Regular/BeVietnamPro_400Regular"], [600, "600SemiBold/BeVietnamPro_600SemiBold"]]) {
  faces += face(weight, await font(`text-${weight}.woff2`, `@expo-google-fonts/be-vietnam-pro/${style}.ttf`, text));
  faces += face(weight, await font(`digits-${weight}.woff2`, `@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff2`, digits), "U+0030-0039");
}
writeFileSync(join(work, "fonts.css"), faces);

// Tabler, reduced to what the templates use.
const content = readdirSync(join(root, "internal"), { recursive: true }).filter((f) => f.endsWith(".templ")).sort().map((f) => join(root, "internal", f));
const [tabler] = await new PurgeCSS().purge({
  content,
  css: [join(here, "node_modules/@tabler/core/dist/css/tabler.min.css")],
  defaultExtractor: (s) => s.match(/[\w-]+/g) ?? [],
  variables: true,
  keyframes: true,
  fontFace: true,
  safelist: { standard: ["html", "body"] },
  blocklist: [/^theme-dark/, /data-bs-theme/],
});
writeFileSync(join(work, "tabler.css"), tabler.css.replace(/@charset[^;]*;/, ""));

// One stylesheet and one script, by the esbuild that tools/go.mod names.
function esbuild(...args) {
  execFileSync("go", ["tool", "-modfile=../tools/go.mod", "esbuild", ...args], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
}
esbuild("src/app.css", "--bundle", "--minify", "--external:/assets/*", "--target=chrome111,firefox113,safari16.4", "--outfile=build/app.css");
esbuild("src/app.ts", "--bundle", "--minify", "--format=iife", "--target=es2022", "--outfile=build/app.js");
keep("app.css", readFileSync(join(work, "app.css")));
keep("app.js", readFileSync(join(work, "app.js")));
keep("icon.svg", readFileSync(join(here, "src/icon.svg")));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const [name, bytes] of Object.entries(output)) writeFileSync(join(dist, name), bytes);
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(dist, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
for (const name of readdirSync(dist).sort()) console.log(name, readFileSync(join(dist, name)).length);
