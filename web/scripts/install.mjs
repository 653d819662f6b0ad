// Installs exactly what package-lock.json says, and only when it says something new.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, unlessUnchanged } from './stamp.mjs';

await unlessUnchanged('node_modules', join(root, 'node_modules', '.pccovid-stamp'), ['package-lock.json', 'package.json'], () => {
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('web: npm ci failed; is the package registry reachable?');
});
