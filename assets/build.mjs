// Builds every browser file into webui/static/dist (named by content, listed in manifest.json)
// and the FEEL interpreter into engine/workflow/feelin.js. One command: `npm run build`.

import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { vietnameseForms } from './form-patch.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'webui/static/dist');

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  logLimit: 10,
  target: ['chrome94', 'firefox94', 'safari16'],
};

async function pages() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const result = await build({
    ...shared,
    entryPoints: {
      app: 'assets/app.js',
      form: 'assets/form.js',
      diagram: 'assets/diagram.js',
      'app-style': 'assets/app.css',
      'form-style': 'assets/form.css',
      'diagram-style': 'assets/diagram.css',
    },
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    format: 'esm',
    loader: { '.woff2': 'file', '.woff': 'empty', '.svg': 'dataurl' },
    metafile: true,
    outdir: dist,
    plugins: [vietnameseForms],
  });
  await writeFile(path.join(dist, 'manifest.json'), manifest(result.metafile));
}

// {"app.js": "app-3F2A….js", …}: what the templates ask for → the file that holds it.
function manifest(metafile) {
  const names = Object.keys(metafile.outputs)
    .map((file) => path.basename(file))
    .filter((name) => /\.(js|css|woff2)$/.test(name))
    .sort();
  const entries = names.map((name) => [name.replace(/-[A-Z0-9]{8}\./, '.'), name]);
  return JSON.stringify(Object.fromEntries(entries), null, 2) + '\n';
}

async function feel() {
  const entry = path.join(root, 'assets/feelin.js');
  if (!existsSync(entry)) throw new Error('assets/feelin.js is missing');
  await build({
    ...shared,
    entryPoints: [entry],
    format: 'iife',
    legalComments: 'none',
    outfile: path.join(root, 'engine/workflow/feelin.js'),
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
  });
}

await Promise.all([pages(), feel()]);
const built = JSON.parse(await readFile(path.join(dist, 'manifest.json'), 'utf8'));
console.log(`built ${Object.keys(built).length} files`);
