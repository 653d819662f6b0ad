// Types, lint, unit tests; silent repetition is skipped unless --force.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, sources, unlessUnchanged } from './stamp.mjs';

function run(...command) {
  const done = spawnSync('npx', ['--no-install', ...command], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(1);
}

function all() {
  run('tsc', '--noEmit');
  run('oxlint', '--deny-warnings', 'packages', 'apps', 'scripts', 'test');
  run('vitest', 'run', '--config', 'scripts/vitest.config.mjs');
}

if (process.argv.includes('--force')) all();
else await unlessUnchanged('the last green test run', join(root, 'target', 'tests.stamp'), [...sources, 'test'], all);
