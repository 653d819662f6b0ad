// Runs the page tests unless nothing has changed since they were last green; words after the name choose among them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, sources, unlessUnchanged } from './stamp.mjs';

const chosen = process.argv.slice(2);

function run(...command) {
  const done = spawnSync('node', command, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(1);
}

// `camera` alone: the gate before a recorded camera.
function look() {
  if (chosen[0] !== 'camera') run('test/pages.mjs', ...chosen);
  if (chosen.length === 0 || chosen[0] === 'camera') run('test/gate.mjs', ...chosen.slice(1));
}

if (chosen.length > 0) look();
else await unlessUnchanged('the last green look at the pages', join(root, 'target', 'pages.stamp'), [...sources, 'test'], look);
