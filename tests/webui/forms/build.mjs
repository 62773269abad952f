// Bundles the page of tests/webui/forms into a folder. Usage: node build.mjs FOLDER
import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { vietnameseForms } from "../../../assets/form-patch.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
await build({
  entryPoints: [path.join(here, "page.js"), path.join(here, "../../../assets/form.css")],
  bundle: true,
  format: "iife",
  entryNames: "[name]",
  loader: { ".woff2": "dataurl", ".woff": "empty", ".svg": "dataurl" },
  logLevel: "error",
  outdir: folder,
  plugins: [vietnameseForms],
});
const page = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Biểu mẫu</title>
<link rel="stylesheet" href="form.css"><body><div id="forms"></div>
<script src="page.js"></script></body></html>`;
await writeFile(path.join(folder, "page.html"), page);
