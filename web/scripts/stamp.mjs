// Knows when nothing changed: a digest of the inputs of a step, kept beside its output.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const output = join(root, 'target', 'classes', 'static');

const skipped = new Set(['node_modules', 'target']);

function* files(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!skipped.has(name)) yield* files(join(path, name));
  }
}

/** SHA-256 over the names and contents of every file under the given paths of the workspace. */
export function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    for (const file of files(full)) {
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** Runs the step unless its inputs are those of its last success. */
export async function unlessUnchanged(name, stampFile, paths, step) {
  const wanted = digest(paths);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
    console.log(`web: ${name} is up to date`);
    return;
  }
  await step();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
}

export const sources = ['packages', 'apps', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json', '.oxlintrc.json'];
