// Runs the page tests unless nothing has changed since they were last green; words after the name choose among them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, sources, unlessUnchanged } from './stamp.mjs';

const chosen = process.argv.slice(2);

function look() {
  const done = spawnSync('node', ['test/pages.mjs', ...chosen], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(1);
}

if (chosen.length > 0) look();
else await unlessUnchanged('the last green look at the pages', join(root, 'target', 'pages.stamp'), [...sources, 'test'], look);
