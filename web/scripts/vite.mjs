// One Vite configuration for all four pages-with-a-purpose.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, root } from './stamp.mjs';

/** Writes sw.js with the exact list of files of this build, so that the app opens without a network. */
function worker(precache) {
  return {
    name: 'pccovid-service-worker',
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => precache(name) && !name.endsWith('.map'));
      const version = createHash('sha256');
      for (const name of files.sort()) {
        const part = bundle[name];
        version.update(name).update(part.type === 'chunk' ? part.code : part.source);
      }
      const source = readFileSync(join(root, 'packages/ui/src/offline/worker.js'), 'utf8')
        .replace("'__VERSION__'", JSON.stringify(version.digest('hex').slice(0, 16)))
        .replace("'__FILES__'", JSON.stringify(['./', ...files.filter((name) => name !== 'index.html')]));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

/** `pages`: html entries; `offline`: which files the service worker keeps, or none. */
export const apps = {
  start: { base: '/', out: output, pages: ['index.html', 'outbox.html'], assets: 'start-assets' },
  resident: { base: '/resident/', out: join(output, 'resident'), pages: ['index.html'], assets: 'assets', offline: (name) => !name.endsWith('.wasm') },
  gate: { base: '/gate/', out: join(output, 'gate'), pages: ['index.html'], assets: 'assets', offline: () => true },
  console: { base: '/console/', out: join(output, 'console'), pages: ['index.html'], assets: 'assets' },
};

export function viteConfig(name) {
  const app = apps[name];
  const folder = join(root, 'apps', name);
  return {
    configFile: false,
    root: folder,
    base: app.base,
    logLevel: 'warn',
    publicDir: join(folder, 'public'),
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: app.offline ? [worker(app.offline)] : [],
    build: {
      target: 'es2021',
      outDir: app.out,
      emptyOutDir: false,
      assetsDir: app.assets,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: app.pages.map((page) => join(folder, page)) },
    },
  };
}
