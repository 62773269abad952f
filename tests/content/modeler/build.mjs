// Bundles the editor into a folder. Usage: node build.mjs FOLDER
import { build } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

await build({
  entryPoints: [path.join(path.dirname(fileURLToPath(import.meta.url)), "modeler.js")],
  bundle: true,
  format: "iife",
  globalName: "modelling",
  loader: { ".eot": "empty", ".svg": "dataurl", ".ttf": "dataurl", ".woff": "dataurl", ".woff2": "dataurl" },
  logLevel: "error",
  outdir: process.argv[2],
});
