// Builds every app into target/classes/static, from where the server serves them.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { output, root, sources, unlessUnchanged } from './stamp.mjs';
import { apps, viteConfig } from './vite.mjs';

function* files(path) {
  for (const name of readdirSync(path)) {
    const full = join(path, name);
    if (statSync(full).isDirectory()) yield* files(full);
    else yield full;
  }
}

const stamp = join(root, 'target', 'build.stamp');
if (!existsSync(join(output, 'index.html'))) rmSync(stamp, { force: true });

await unlessUnchanged('the build', stamp, sources, async () => {
  rmSync(output, { recursive: true, force: true });
  for (const name of Object.keys(apps)) await build(viteConfig(name));
  for (const file of files(output)) {
    const bytes = readFileSync(file);
    console.log(`web: ${relative(output, file).padEnd(52)} ${(gzipSync(bytes).length / 1024).toFixed(1).padStart(8)} kB gzip`);
  }
});
console.log(`web: pages are in ${relative(root, output)}`);
