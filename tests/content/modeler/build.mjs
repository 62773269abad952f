// Bundles the editor into a folder, with the page that shows it. Usage: node build.mjs FOLDER
import { build } from "esbuild";
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const fonts = [".eot", ".svg", ".ttf", ".woff", ".woff2"];
await build({
  entryPoints: [path.join(here, "modeler.js")],
  bundle: true,
  format: "iife",
  globalName: "modelling",
  loader: Object.fromEntries(fonts.map((ending) => [ending, "dataurl"])),
  logLevel: "error",
  outdir: process.argv[2],
});
await copyFile(path.join(here, "page.html"), path.join(process.argv[2], "page.html"));
