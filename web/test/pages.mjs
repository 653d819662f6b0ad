// Opens every page in a real browser on a phone and on a desk: axe finds nothing, no script or style breaks the
// content policy, nothing is wider than the screen, and what must work without a network does.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { output, root } from '../scripts/stamp.mjs';

const executablePath = process.env.PCCOVID_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  console.error(`web: page tests need a browser; there is none at ${executablePath} (install chromium or set PCCOVID_CHROMIUM)`);
  process.exit(1);
}
if (!existsSync(join(output, 'index.html'))) {
  console.error('web: build the pages first: npm run build');
  process.exit(1);
}
await build({ configFile: false, root, logLevel: 'error', build: { outDir: join(root, 'target/test'), emptyOutDir: true, target: 'node20', lib: { entry: join(root, 'packages/credential/src/index.ts'), formats: ['es'], fileName: () => 'credential.mjs' } } });
const { startFake, liveCode, stays } = await import('./fake-server.mjs');

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pictures = join(root, 'target/pictures');
mkdirSync(pictures, { recursive: true });
const only = process.argv[2];
const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };
const faults = [];
let shots = 0;

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
});

const id = (name) => `[data-testid="${name}"]`;

async function look(page, name) {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(150);
  await page.addScriptTag({ path: axe }).catch(() => undefined);
  // The policy forbids added scripts, as it should: axe is evaluated by the browser's own tool instead.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate((await import('node:fs')).readFileSync(axe, 'utf8'));
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  for (const violation of found.violations) faults.push(`${name}: ${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ').slice(0, 200)}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`${name}: ${wide} px wider than the screen`);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  shots++;
}

/** One visit: a fresh browser profile and a fresh stand-in server. */
async function visit(name, size, steps, setUp = () => undefined) {
  if (only && !`${name}-${size}`.includes(only)) return;
  const fake = await startFake();
  setUp(fake.state);
  const context = await browser.newContext({ viewport: sizes[size], locale: 'vi-VN', serviceWorkers: 'allow', hasTouch: size === 'phone' });
  await context.grantPermissions(['camera'], { origin: fake.url });
  const page = await context.newPage();
  // Long enough for a machine that does other work: what is there is found at once.
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|addScriptTag|axe\.min|inline script/.test(message.text())) faults.push(`${name}-${size}: ${message.text().slice(0, 300)}`);
  });
  page.on('pageerror', (error) => faults.push(`${name}-${size}: ${error.message}`));
  try {
    await steps({ page, context, fake, at: (path) => page.goto(fake.url + path), shot: (part) => look(page, `${name}-${part}-${size}`) });
  } catch (error) {
    faults.push(`${name}-${size}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
    await page.screenshot({ path: join(pictures, `FAULT-${name}-${size}.png`) }).catch(() => undefined);
  }
  await context.close();
  await fake.close();
}

const aClaim = { id: 'c1', level: 'card', label: 'Nguyễn T. H., 1984' };
const asResident = (state) => {
  state.who = 'resident';
  state.claims = [aClaim];
};
const asStaff = (state) => {
  state.who = 'staff';
};

for (const size of ['phone', 'desk']) {
  await visit('start', size, async ({ page, at, shot }) => {
    await at('/');
    await page.waitForSelector(id('story-6'));
    await shot('page');
    await page.click(id('language-en'));
    await page.waitForSelector('text=One pass. One colour. One reason.');
    await page.click(id('demo-day'));
    await page.waitForFunction(() => document.querySelector('[data-testid="demo-now"]')?.textContent?.includes('11 Oct 2021'));
    await at('/outbox.html');
    await shot('outbox');
  });

  await visit('sign-in', size, async ({ page, at, shot, fake }) => {
    await at('/resident/');
    await page.waitForSelector(id('phone'));
    await shot('phone');
    await page.fill(id('phone'), '0321 000 123');
    await page.click(id('send-code'));
    await page.fill(id('otp'), '111111');
    await page.click(id('sign-in'));
    await page.waitForSelector(id('refused'));
    await shot('wrong-code');
    await page.fill(id('otp'), '246810');
    await page.click(id('sign-in'));
    await page.waitForSelector(id('claim'));
    await shot('claim');
    await page.click(id('tab-number'));
    await page.fill(id('claim-number'), '056184000123');
    await page.fill(id('claim-birth'), '5/9/1984');
    await page.click(id('claim-go'));
    await page.waitForSelector(id('pass-card'));
    assert.equal(fake.state.outbox.length, 1);
  });

  for (const colour of ['GREEN', 'YELLOW', 'RED']) {
    await visit(`pass-${colour.toLowerCase()}`, size, async ({ page, at, shot }) => {
      await at('/resident/');
      await page.waitForSelector(id('timeline'));
      assert.equal(await page.getAttribute(id('pass-card'), 'data-colour'), colour);
      if (colour !== 'GREEN') await page.waitForSelector(id('sooner-way'));
      if (colour === 'RED') assert.match(await page.textContent(id('set-by')), /123\/QĐ-UBND/);
      if (colour === 'YELLOW') await page.waitForSelector(id('silent-sources'));
      await shot('pass');
      if (colour === 'RED') {
        await page.click(id('dispute-evidence'));
        await page.waitForSelector(id('ask'));
      }
    }, (state) => {
      asResident(state);
      state.colour = colour;
    });
  }

  for (const [topic, choices] of [['dose_commune', ['56/575/22711', '56/575/22738', '56/575/22741', '56/568/22393', '56/568/22396']], ['dose_month', ['2021-10', '2021-09', '2021-08']]]) {
    await visit(`question-${topic}`, size, async ({ page, at, shot, fake }) => {
      await at('/resident/');
      await page.waitForSelector(id('question'));
      assert.equal(await page.isDisabled(id('question-go')), true);
      await shot('asked');
      // Two taps: the choice, and sending it.
      await page.click(`${id('question-choice')} >> nth=1`);
      await page.click(id('question-go'));
      await page.waitForSelector(id('question'), { state: 'detached' });
      assert.deepEqual(fake.state.answers, [{ choice: choices[1] }]);
    }, (state) => {
      asResident(state);
      state.question = { id: 'w1', topic, choices: choices.map((value) => ({ value, label: value.includes('/') ? `Xã ${value.slice(-5)}` : value })) };
    });
  }

  await visit('resident', size, async ({ page, context, at, shot, fake }) => {
    await at('/resident/');
    await page.waitForSelector(id('pass-card'));
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await page.click(id('nav-code'));
    await page.waitForSelector(id('live-code'));
    await shot('code');
    await page.click(id('nav-records'));
    await page.waitForSelector(id('evidence-item'));
    await shot('records');
    await page.click(id('passport-make'));
    await page.waitForSelector(id('passport'));
    await shot('passport');
    await page.click(`${id('not-mine')} >> nth=0`);
    await page.waitForSelector(`${id('ask')}`);
    await page.waitForSelector(id('evidence-item'));
    await shot('ask');
    await page.click(id('ask-go'));
    await page.waitForSelector(`${id('request')} >> nth=3`);
    assert.equal(fake.state.asked[0].kind, 'dose_not_mine');
    await shot('requests');
    await page.fill(id('reply-text'), 'Ghi là Hòa');
    await page.click(id('reply-go'));
    await page.click(id('reopen'));
    await page.waitForSelector(id('reopen-text'));
    await shot('reopen');
    await page.click(id('nav-pass'));
    await page.click(id('ask-name_wrong'));
    await page.waitForSelector(id('ask-text'));
    assert.equal(await page.isDisabled(id('ask-go')), true);
    await page.click(id('nav-declare'));
    await page.click(id('yes-symptoms'));
    await shot('symptoms');
    await page.click(id('symptom-cough'));
    await page.click(id('symptoms-go'));
    await page.click(id('no-contact'));
    await shot('declare-review');
    await page.click(id('declare-send'));
    await page.waitForFunction(() => document.querySelector('[data-testid="toast"]')?.textContent === 'Đã gửi khai báo.');
    assert.deepEqual(fake.state.declarations[0].symptoms, ['cough']);
    await page.click(id('nav-people'));
    await page.waitForSelector(id('person'));
    await shot('people');
    await page.click(id('person'));
    await page.click(id('to-who'));
    await page.waitForSelector(id('access-lines'));
    await shot('who');

    // Without a network: the pass opens with its age, three taps are kept and sent later.
    await context.setOffline(true);
    await at('/resident/');
    await page.waitForSelector(id('pass-card'));
    await page.waitForSelector(id('stale'));
    await shot('offline-pass');
    await page.click(id('nav-code'));
    await page.waitForSelector(id('live-code'));
    await shot('offline-code');
    await page.click(id('nav-declare'));
    await page.click(id('no-symptoms'));
    await page.click(id('no-contact'));
    await page.click(id('declare-send'));
    await page.waitForSelector(id('waiting'));
    await shot('offline-waiting');
    assert.equal(fake.state.declarations.length, 1);
    await page.reload();
    await page.waitForSelector(id('waiting'));
    await context.setOffline(false);
    await page.waitForSelector(id('waiting'), { state: 'detached' });
    assert.equal(fake.state.declarations.length, 2);

    // Signing out leaves nothing behind.
    await page.click(id('sign-out'));
    await page.click(id('sign-out-go'));
    await page.waitForSelector(id('phone'));
    const left = await page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open('pccovid-resident');
      request.addEventListener('success', () => {
        const count = request.result.transaction('values').objectStore('values').count();
        count.addEventListener('success', () => resolve(count.result));
      });
    }));
    assert.equal(left, 0);
  }, asResident);

  await visit('gate', size, async ({ page, context, at, shot, fake }) => {
    await at('/gate/');
    await page.waitForSelector(id('counts'));
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await shot('ready');
    const scan = async (code) => {
      if (await page.locator(id('next')).count()) await page.click(id('next'));
      if (!(await page.locator(id('scan-text')).count())) await page.click(id('scan-paste'));
      await page.fill(id('scan-text'), code);
      await page.click(id('scan-go'));
      await page.waitForSelector(id('answer'));
      return page.getAttribute(id('answer'), 'data-answer');
    };
    assert.equal(await scan(await liveCode(0, fake.now())), 'go');
    assert.equal(await page.getAttribute(id('answer'), 'data-by'), 'server');
    await shot('go');
    await context.setOffline(true);
    await page.reload();
    await page.waitForSelector(id('offline'));
    await shot('offline');
    assert.equal(await scan(await liveCode(0, fake.now())), 'go');
    assert.equal(await page.getAttribute(id('answer'), 'data-by'), 'phone');
    await page.click(id('document'));
    await page.fill(id('document-name'), 'Nguyễn Thị Hoa');
    await page.fill(id('document-tail'), '0123');
    await page.click(id('document-go'));
    await page.waitForSelector('text=Đúng là giấy tờ của mã này.');
    await shot('offline-document');
    assert.equal(await scan(await liveCode(1, fake.now())), 'go_if');
    await shot('offline-go-if');
    assert.equal(await scan(await liveCode(2, fake.now())), 'stop');
    await shot('offline-stop');
    assert.equal(await scan(await liveCode(0, fake.now(), { issuedMs: fake.now() - 3_600_000 })), 'stop');
    assert.equal(await page.getAttribute(id('answer'), 'data-reason'), 'expired');
    // A screenshot of 65 seconds ago.
    assert.equal(await scan(await liveCode(0, fake.now() - 65_000)), 'stop');
    assert.equal(await page.getAttribute(id('answer'), 'data-reason'), 'device_proof_stale');
    await shot('offline-screenshot');
    assert.equal(await scan('056184000123||NGUYEN THI HOA'), 'unsure');
    await shot('offline-unsure');
    await page.click(id('next'));
    assert.equal(await page.textContent(id('count-total')), '7');
  });

  // The resident's own code, photographed: from one page to the other, read by our reader without a network.
  await visit('gate-picture', size, async ({ page, context, at }) => {
    await at('/resident/');
    await page.click(id('nav-code'));
    await page.waitForSelector(id('live-code'));
    const picture = await page.locator(`${id('live-code')} img`).screenshot();
    await at('/gate/');
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await page.waitForLoadState('networkidle');
    await context.setOffline(true);
    await page.setInputFiles(id('scan-file'), { name: 'code.png', mimeType: 'image/png', buffer: picture });
    await page.waitForSelector(id('answer'));
    assert.equal(await page.getAttribute(id('answer'), 'data-answer'), 'go_if');
    assert.equal(await page.getAttribute(id('answer'), 'data-by'), 'phone');
  }, (state) => {
    asResident(state);
    state.colour = 'YELLOW';
  });

  await visit('gate-camera', size, async ({ page, at, shot }) => {
    await at('/gate/');
    await page.click(id('scan-camera'));
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await page.waitForTimeout(1_500);
    await shot('open');
  });

  await visit('gate-keeper', size, async ({ page, at, shot, fake }) => {
    await at('/gate/');
    await page.waitForSelector(id('duty'));
    // Chromium offers to install only after a while of its own; the page takes the offer whenever it comes.
    await page.evaluate(() => {
      const offer = new Event('beforeinstallprompt', { cancelable: true });
      offer.prompt = () => { globalThis.asked = true; return Promise.resolve(); };
      window.dispatchEvent(offer);
    });
    await page.waitForSelector(id('install'));
    await shot('install');
    await page.click(id('install-now'));
    await page.waitForSelector(id('install'), { state: 'detached' });
    assert.equal(await page.evaluate(() => globalThis.asked), true);
    await page.click(`${id('duty')} summary`);
    await shot('duty');
    await page.click(id('way-type'));
    await page.fill(id('typed-number'), '056184000123');
    await page.fill(id('typed-birth'), '1984');
    await shot('type');
    await page.click(id('typed-go'));
    await page.waitForSelector(`${id('answer')}[data-answer="go_if"]`);
    await page.click(id('next'));
    fake.state.gate.levels = { '56/575': 4 };
    await page.click(id('way-scan'));
    await page.click(id('scan-paste'));
    await page.fill(id('scan-text'), await liveCode(0, fake.now()));
    await page.click(id('scan-go'));
    await page.waitForSelector(id('purposes'));
    await shot('ask');
    await page.click(id('language-en'));
    await shot('ask-english');
    await page.click(id('purpose-HOME'));
    await page.waitForSelector(`${id('answer')}[data-reason="level"]`);
    await page.click(id('next'));
    await page.click(id('way-group'));
    await shot('group');
  }, (state) => {
    state.who = 'staff';
    state.roles = ['GATE_KEEPER'];
  });

  await visit('permits', size, async ({ page, at, shot, fake }) => {
    await at('/console/#/permits');
    await page.waitForSelector(id('permit-list'));
    await page.fill(id('permit-number'), '000');
    await page.fill(id('permit-birth'), '05/09/1984');
    await page.fill(id('permit-document'), '12/NMN');
    await page.click(id('permit-go'));
    await page.waitForSelector(id('refused'));
    await page.fill(id('permit-number'), '056184000123');
    await page.click(id('permit-go'));
    await page.waitForSelector(id('revoke-0123'));
    await shot('issued');
    await page.click(id('revoke-0123'));
    await page.fill(id('revoke-reason'), 'Nghỉ việc');
    await shot('revoke');
    await page.click(id('revoke-go'));
    await page.waitForFunction(() => document.querySelector('[data-testid="revoke-0123"]') === null);
    assert.equal(fake.state.answers.at(-1).reason, 'Nghỉ việc');
  }, (state) => {
    state.who = 'staff';
    state.roles = ['EMPLOYER'];
  });

  await visit('gates', size, async ({ page, at, shot, fake }) => {
    await at('/console/#/gates');
    await page.waitForSelector(id('alarm-list'));
    await page.waitForSelector(id('gate-list'));
    await shot('list');
    await page.click(id('settle-chot5'));
    await page.waitForSelector(id('settle-chot5'), { state: 'detached' });
    assert.equal(fake.state.gate.alarms[0].settledBy, 'huyen');
    await page.fill(id('gate-name-vi'), 'Chốt đèo Cả');
    await page.fill(id('gate-name-en'), 'Ca pass');
    await page.selectOption(id('area-56-575'), { index: 1 });
    await page.click(id('gate-open-go'));
    await page.waitForSelector(id('gate-g3'));
    assert.equal(fake.state.gate.posts[2].area, '56/575/22738');
    await page.click(id('gate-g1'));
    await page.waitForSelector(id('device-list'));
    await shot('one');
    await page.fill(id('shift-keeper'), 'chot7');
    await page.click(id('shift-go'));
    await page.waitForSelector(id('end-chot7'));
    await page.click(id('end-chot1'));
    await page.waitForSelector(id('end-chot1'), { state: 'detached' });
    await page.click(id('lost-d1'));
    await page.waitForSelector(id('lost-go'));
    await shot('lost');
    await page.click(id('lost-go'));
    await page.waitForSelector(id('lost-d1'), { state: 'detached' });
    assert.ok(fake.state.gate.devices[0].revokedAt);
  }, (state) => {
    state.who = 'staff';
    state.roles = ['AUTHORITY'];
  });

  await visit('console', size, async ({ page, at, shot, fake }) => {
    await at('/console/');
    await page.waitForSelector(id('staff-sign-in'));
    await shot('sign-in');
    await page.click(id('staff-sign-in'));
    await page.waitForSelector(id('commune-table'));
    await shot('overview');
    assert.match(await page.textContent(id('commune-table')), /•/);
    await page.click(id('nav-runs'));
    await page.waitForSelector(id('runs'));
    await shot('runs');
    await at('/console/#/runs/r1');
    await page.waitForSelector(id('ledger-sum'));
    await page.waitForSelector(id('problems'));
    await shot('run');
    await page.click(id('nav-requests'));
    await page.waitForSelector(id('requests'));
    await shot('requests');
    await at('/console/#/requests/q1');
    await page.waitForSelector(id('disputed'));
    await shot('request');
    await page.fill(id('answer-reason'), 'Sổ tiêm ghi tên người khác.');
    await page.click(id('answer-go'));
    await page.waitForSelector(id('toast'));
    assert.deepEqual(fake.state.answers.at(-1), { action: 'undo_link', reason: 'Sổ tiêm ghi tên người khác.' });
    await at('/console/#/requests/q3');
    await page.waitForSelector(id('waiting-records'));
    await page.selectOption(id('answer-action'), 'accept_record');
    await shot('request-missing');
    await page.click(id('nav-upload'));
    await page.setInputFiles(id('upload-file'), { name: 'vaccination_doses.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
    await shot('upload');
    await page.click(id('upload-go'));
    await page.waitForSelector(id('fates'));
  });

  await visit('tracing', size, async ({ page, at, shot, fake }) => {
    await at('/console/');
    await page.waitForSelector(id('contacts'));
    await page.waitForSelector(id('workload'));
    await shot('calls');
    await page.click('role=tab >> nth=1');
    await page.waitForSelector(id('cases'));
    await shot('cases');
    await at('/console/#/tracing/case/c1');
    await page.waitForSelector(id('chain'));
    assert.equal(await page.locator(`${id('chain-dot')}[data-degree="1"]`).count(), 3);
    assert.equal(await page.locator(`${id('chain-dot')}[data-degree="2"]`).count(), 1);
    await shot('case');
    await page.fill(id('onset'), '2021-10-07');
    await page.click(id('course-go'));
    await page.waitForSelector(id('toast'));
    assert.deepEqual(fake.state.answers.at(-1), { onset: '2021-10-07', isolatedOn: null, metSourceOn: null });
    await page.fill(id('named-name'), 'Cụ Sáu');
    await page.fill(id('named-from'), '2021-10-08T08:00');
    await page.click(id('named-go'));
    await page.waitForFunction(() => document.querySelector('[data-testid="named-name"]').value === '');
    assert.equal(fake.state.answers.at(-1).from, '2021-10-08T01:00:00.000Z');
    assert.equal(fake.state.answers.at(-1).phone, '');
    await at('/console/#/tracing/contact/t1');
    await page.waitForSelector(id('contact-why'));
    await shot('contact');
    await page.selectOption(id('call-outcome'), 'no_answer');
    await page.click(id('call-go'));
    await page.waitForSelector(id('toast'));
    assert.deepEqual(fake.state.answers.at(-1), { outcome: 'no_answer', note: '' });
    await page.fill(id('order-document'), '12/QĐ-UBND');
    await page.click(id('order-go'));
    await page.waitForSelector(id('stay-until'));
    await shot('ordered');
  }, (state) => {
    asStaff(state);
    state.roles = ['TRACER'];
  });

  await visit('stays', size, async ({ page, at, shot }) => {
    await at('/resident/');
    await page.waitForSelector(id('stay-order'));
    await page.waitForSelector(id('exposure'));
    await page.click(`${id('stay-order')} summary >> nth=0`);
    await shot('pass');
  }, (state) => {
    asResident(state);
    state.stays = stays;
  });

  await visit('check-in', size, async ({ page, at, shot, fake, context }) => {
    await at('/resident/');
    await page.waitForSelector(id('pass-card'));
    await page.click(id('to-visits'));
    await page.waitForSelector(id('check-in'));
    const scan = async (text) => {
      await page.click(id('scan-paste'));
      await page.fill(id('scan-text'), text);
      await page.click(id('scan-go'));
    };
    await scan('https://example.vn/menu');
    await page.waitForSelector(id('check-in-wrong'));
    await scan('PCP1:E:0123456789ABCDEF:quan-1');
    await page.waitForSelector('[data-testid="check-in-line"][data-fate="KEPT"]');
    // Without a network it waits on the phone, and goes once there is one.
    await context.setOffline(true);
    await scan('PCP1:L:0123456789ABCDEF:quan-1');
    await page.waitForSelector('[data-testid="check-in-line"][data-fate="WAITING"]');
    assert.equal(fake.state.scans.length, 1);
    await shot('waits');
    await context.setOffline(false);
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="check-in-line"][data-fate="KEPT"]').length === 2);
    assert.deepEqual(fake.state.scans.map(({ token, poster }) => [token, poster.slice(5, 6)]), [['PCT1:DAY', 'E'], ['PCT1:DAY', 'L']]);
    await page.waitForSelector(id('opening'));
    await page.click(id('language-en'));
    await shot('english');
  }, asResident);

  await visit('venues', size, async ({ page, at, shot }) => {
    await at('/resident/#/venues');
    await page.waitForSelector(id('venue-new'));
    const register = async (name) => {
      await page.fill(id('venue-name'), name);
      await page.fill(id('venue-address'), '12 Trần Phú');
      await page.fill(id('venue-commune'), '22738');
      await page.click(id('venue-go'));
    };
    await register('Quán Gió');
    await page.waitForSelector(id('poster-enter'));
    await register('Tiệm sách Gió');
    await page.waitForSelector(id('venue-another'));
    await shot('same-address');
    await page.check(id('venue-another'));
    await page.click(id('venue-go'));
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="venue"]').length === 2);
    assert.match((await page.getAttribute(id('poster-leave'), 'href')) ?? '', /way=leave/);
    await shot('two');
  }, asResident);

  await visit('steward', size, async ({ page, at, shot, fake, context }) => {
    await at('/console/#/reviews');
    await page.waitForSelector(id('reviews'));
    await shot('queue');
    const question = (one) => page.waitForSelector(`[data-review="${one}"] ${id('side-by-side')}`);
    await page.keyboard.press('j');
    await question('v1');
    assert.match(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), /^Câu 1 trên 26\./);
    await shot('question');
    await page.keyboard.press('j');
    await question('v2');
    await page.keyboard.press('k');
    await question('v1');
    await page.keyboard.press('2');
    await page.waitForSelector('[data-testid="candidate"]:nth-child(2)[aria-checked="true"]');
    await shot('second');
    await page.click(id('review-answers'));
    await page.click(id('ask-insurance'));
    await page.waitForSelector(id('verifications'));
    assert.equal(await page.locator(id('ask-insurance')).count(), 0, 'one open question is enough');
    await shot('answers');
    await page.keyboard.press('3');
    await page.waitForSelector('text=ngoài địa bàn của bạn');
    await page.keyboard.press('1');
    await page.waitForSelector(id('side-by-side'));
    // No reason yet: the key asks for one instead of deciding.
    await page.keyboard.press('a');
    await page.waitForSelector('text=Ghi lý do trước khi quyết.');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-testid')), 'review-reason');
    await page.keyboard.type('Đã xem thẻ, đúng là cô Hoa');
    await shot('reason');
    await page.click('h2');
    await page.keyboard.press('a');
    await question('v2');
    assert.ok(fake.state.requests.includes('POST /api/reviews/v1/decision'));
    assert.equal(await page.inputValue(id('review-reason')), 'Đã xem thẻ, đúng là cô Hoa');
    await page.keyboard.press('x');
    await question('v3');
    await page.keyboard.press('s');
    await question('v4');
    await page.waitForSelector(id('undo-last'));
    await page.keyboard.press('u');
    await question('v3');
    assert.ok(fake.state.requests.includes('POST /api/decisions/d-v3/undo'));
    await page.keyboard.press('?');
    await page.waitForSelector(id('key-list'));
    await shot('keys');
    await page.keyboard.press('Escape');
    await context.setOffline(true);
    await page.keyboard.press('j');
    await page.waitForSelector(id('refused'));
    await shot('offline');
    await context.setOffline(false);
    fake.state.reviews = [];
    await at('/console/#/patterns');
    await page.waitForSelector(id('patterns'));
    await shot('patterns');
    await page.click(`${id('pattern-bulk')} >> nth=2`);
    await shot('bulk-choice');
    await page.click(id('bulk-accept'));
    for (let n = 1; n < 5; n++) {
      await page.waitForSelector(id('sampled'));
      assert.equal(await page.locator(id('bulk-decide')).count(), 0);
      await page.click(id('sample-next'));
    }
    await page.waitForSelector(id('bulk-decide'));
    await page.click(id('misfit'));
    await page.waitForSelector('text=Có câu không hợp');
    await page.click(id('misfit'));
    await page.fill(id('bulk-reason'), 'Xem mẫu đều đúng');
    await shot('bulk');
    await page.click(id('bulk-go'));
    await page.waitForSelector(id('bulk-done'));
    await shot('bulk-done');
    await at('/console/#/reviews');
    await page.waitForSelector('.empty');
    await shot('nothing');
    await at('/console/#/decisions');
    await page.waitForSelector(id('decisions'));
    await shot('decisions');
    await page.click(`${id('take-back')} >> nth=0`);
    await page.fill(id('take-back-reason'), 'Nhầm người');
    await page.click(id('take-back-go'));
    await at('/console/#/weights');
    await page.waitForSelector(id('weights'));
    await shot('weights');
    await at('/console/#/people/01891f3c-77aa-7000-8000-0000000000b1');
    await page.waitForSelector(id('links'));
    await page.click(`${id('split-choose')} >> nth=1`);
    await page.fill(id('split-reason'), 'Mũi tiêm của em gái');
    await shot('person');
    await page.waitForSelector(id('verifications'));
    await page.click(`${id('ask-population')} >> nth=0`);
    await page.waitForSelector('text=Đã gửi câu hỏi tới');
    await shot('asked');
    await page.click(id('split-go'));
    await page.click(`${id('undo')} >> nth=0`);
    await page.fill(id('undo-reason'), 'Nối nhầm');
    await shot('undo');
    await page.click(id('undo-go'));
    await page.click('summary:has-text("Gộp với người khác")');
    await page.fill(id('merge-other'), '01891f3c-77aa-7000-8000-0000000000b2');
    await page.waitForSelector(id('merge-beside'));
    await page.fill(id('merge-reason'), 'Một người hai thẻ');
    assert.equal(await page.isDisabled(id('merge-go')), true);
    await shot('merge');
    for (const box of await page.locator('details input[type="checkbox"]').all()) await box.check();
    await page.click(id('merge-go'));
    await page.waitForSelector(id('decisions'));
    await page.click(id('nav-sources'));
    await page.waitForSelector(id('quality-one'));
    await page.click(id('quality-ncovi'));
    await page.waitForSelector('h2:has-text("NCOVI")');
    await shot('sources');
    fake.state.quality = [];
    await page.selectOption(id('quality-weeks'), '4');
    await page.waitForSelector('text=Chưa có nguồn nào');
    await page.click(id('language-en'));
    await at('/console/#/reviews/v9');
    await page.waitForSelector(id('review'));
    await shot('english');
  }, asStaff);

  await visit('proxies', size, async ({ page, at, shot, fake }) => {
    await at('/resident/');
    await page.waitForSelector(id('pass-card'));
    await page.click(id('to-proxies'));
    await page.waitForSelector(id('proxy'));
    await page.fill(id('proxy-until'), '2021-11-08');
    await page.click(id('proxy-offer'));
    await page.waitForSelector(id('proxy-code'));
    assert.deepEqual(fake.state.answers, [{ until: '2021-11-08' }]);
    await shot('given');
    await at('/resident/#/claim');
    await page.fill(id('proxy-take-code'), 'K7P2M-9QXTB');
    await shot('take');
    await page.click(id('proxy-take'));
    await page.waitForSelector(id('showing-for'));
    assert.equal(await page.isVisible(id('dispute')).catch(() => false), false);
    await shot('showing');
  }, asResident);

  await visit('audit', size, async ({ page, at, shot, fake }) => {
    await at('/console/#/audit');
    await page.waitForSelector(id('alarm'));
    await page.fill(id('alarm-reason'), 'Không có xét nghiệm nào');
    await shot('alarms');
    await page.click(id('alarm-uphold'));
    await page.waitForSelector(id('toast'));
    assert.deepEqual(fake.state.answers.at(-1), { reason: 'Không có xét nghiệm nào' });
    await page.fill(id('replay-person'), '01891f3c-77aa-7000-8000-0000000000b1');
    await page.click(id('replay-open'));
    await page.waitForSelector(id('history'));
    await page.selectOption(id('replay-pack'), 'ho-chi-minh 2021-09');
    await page.click(id('replay-go'));
    await page.waitForSelector(id('replay-verdict'));
    await shot('replay');
  }, (state) => {
    state.who = 'staff';
    state.roles = ['AUDITOR'];
  });

  await visit('rules', size, async ({ page, at, shot, fake }) => {
    await at('/console/#/rules');
    await page.waitForSelector(id('packs'));
    await shot('list');
    await page.fill(id('draft-text'), 'when: now() > 3');
    await page.click(id('draft-add'));
    await page.waitForSelector('text=dòng 53, cột 14');
    await shot('refused');
    await page.fill(id('draft-text'), 'id: khanh-hoa');
    await page.click(id('draft-add'));
    await page.waitForSelector(id('sentences'));
    await shot('text');
    await page.click(id('tab-diff'));
    await page.waitForSelector(id('differences'));
    await shot('diff');
    await page.click(id('tab-rehearsal'));
    await page.click(id('check'));
    await page.fill(id('rehearse-at'), '31/2/2021 06:00');
    assert.equal(await page.isDisabled(id('rehearse')), true);
    await shot('wrong-instant');
    await page.fill(id('rehearse-at'), '11/10/2021 06:00');
    await page.click(id('rehearse'));
    await page.waitForSelector(id('rehearsal'));
    await shot('rehearsal');
    await at('/console/#/rules');
    await page.waitForSelector(id('packs'));
    // With keys alone: into the list, to the pack, along its parts.
    await page.focus(id('pack-khanh-hoa-kinder'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('sentences'));
    await page.focus(id('tab-text'));
    await page.keyboard.press('ArrowLeft');
    await page.waitForSelector(id('approve'));
    await shot('approve');
    await page.focus(id('approve'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('activate'));
    await shot('activate');
    await page.click(id('activate'));
    await page.waitForSelector(id('recolouring'));
    await page.click(id('roll-back'));
    assert.equal(await page.isDisabled(id('roll-back-go')), true);
    await page.fill(id('roll-back-reason'), 'Sai số ngày');
    await shot('roll-back');
    await page.click(id('roll-back-go'));
    await page.waitForSelector('text=Thu hồi: Sai số ngày');
    assert.deepEqual(fake.state.answers, ['Sai số ngày']);
    await page.click(id('language-en'));
    await page.click(id('tab-rehearsal'));
    await page.waitForSelector(id('tile-map'));
    await shot('english');
  }, asStaff);

  await visit('overrides', size, async ({ page, at, shot, fake }) => {
    await at('/console/');
    await page.waitForSelector(id('proposals'));
    assert.equal(await page.locator(id('confirm')).count(), 3, 'what has lapsed can be refused only');
    assert.equal(await page.locator(id('refuse')).count(), 4);
    await shot('waiting');
    // With keys alone: open the question, leave it, open it again and confirm.
    await page.locator(id('confirm')).first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('answer-override'));
    await page.keyboard.press('Escape');
    await page.waitForSelector(id('answer-override'), { state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('answer-override'));
    await shot('confirm');
    await page.focus(id('answer-override'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('decided'));
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="proposals"] [data-testid="proposal"]').length === 3);
    // No fact speaks for the second: an alarm holds it.
    await page.locator(id('confirm')).first().click();
    await page.click(id('answer-override'));
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="held"]').length === 2);
    // Another officer was faster with the third.
    fake.state.proposals = fake.state.proposals.filter((one) => one.id !== 'o3');
    await page.locator(id('refuse')).nth(1).click();
    await page.click(id('answer-override'));
    await page.waitForSelector('dialog >> text=đã được quyết định');
    await shot('too-late');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="proposals"] [data-testid="proposal"]').length === 2);
    // What was confirmed is in force, and one officer ends it.
    assert.equal(await page.locator(id('standing')).count(), 1);
    await shot('in-force');
    await page.click(`${id('standing')} ${id('end-early')}`);
    await page.click(id('end-go'));
    await page.waitForSelector(id('standing'), { state: 'detached' });
    assert.equal(fake.state.answers.at(-1), 'o1');
    await page.click(id('language-en'));
    await page.waitForSelector('text=Decided just now');
    await shot('english');
    fake.state.proposals = [];
    await page.reload();
    await page.waitForSelector('.empty');
    await shot('nothing');
  }, (state) => {
    state.who = 'staff';
    state.roles = ['SUPERVISOR'];
  });

  await visit('overrides-own', size, async ({ page, at, shot }) => {
    await at('/console/#/overrides');
    await page.waitForSelector(id('proposals'));
    assert.equal(await page.locator(id('confirm')).count() + (await page.locator(id('refuse')).count()), 0, 'who proposes answers nothing');
    await shot('list');
    assert.equal(await page.locator(id('withdraw')).count(), 1, 'only what oneself proposed is withdrawn');
    await page.click(id('withdraw'));
    await shot('withdraw');
    await page.click(id('withdraw-go'));
    await page.waitForSelector('[data-testid="decided"] [data-state="withdrawn"]');
    assert.equal(await page.locator(id('withdraw')).count(), 0);
    // A colour that officers set can be ended at the desk.
    await at('/console/#/desk/p/p1');
    await page.click(`${id('set-now')} ${id('end-early')}`);
    await shot('end');
    await page.click(id('end-go'));
    await page.waitForSelector(id('toast'));
  }, (state) => {
    state.who = 'staff';
    state.roles = ['HEALTH_WORKER'];
    state.colour = 'RED';
    state.proposals = state.proposals.map((one, index) => ({ ...one, own: index === 0 }));
  });

  await visit('published-overrides', size, async ({ page, at, shot, fake }) => {
    await at('/');
    await page.click(id('to-published'));
    await page.waitForSelector(id('published-week'));
    assert.match(await page.textContent(id('published-week')), /•/);
    await shot('weeks');
    await page.click(id('language-en'));
    await page.waitForSelector('text=Whole country');
    await shot('english');
    fake.state.published = [];
    await page.reload();
    await page.waitForSelector('.empty');
    await shot('nothing');
  });

  await visit('desk', size, async ({ page, at, shot, fake }) => {
    await at('/console/#/desk');
    await page.waitForSelector(id('desk-search'));
    await shot('search');
    await page.click(id('tab-number'));
    await page.fill(id('desk-number'), '0');
    await page.click(id('desk-find'));
    await page.waitForSelector('text=Không tìm thấy ai');
    await shot('nobody');
    await page.fill(id('desk-number'), '056184000123');
    await page.click(id('desk-find'));
    await page.click(`${id('desk-person')} >> nth=0`);
    await page.waitForSelector(id('pass-card'));
    await page.selectOption(id('desk-request-kind'), 'dose_not_mine');
    await page.waitForSelector(id('desk-request-fact'));
    await page.click(id('desk-request-go'));
    await page.waitForSelector(id('desk-request-number'));
    await page.click(id('desk-code-go'));
    await page.waitForSelector(id('desk-code-image'));
    await shot('person');
    await page.click('summary:has-text("Đặt màu khác quy tắc")');
    assert.equal(await page.locator('[data-testid="propose-colour"] option').count(), 3, 'the colour the pass has is no choice');
    assert.equal(await page.isDisabled(id('propose-go')), true);
    await page.selectOption(id('propose-colour'), 'RED');
    await page.selectOption(id('propose-basis'), 'isolation');
    await page.selectOption(id('propose-days'), '14');
    await page.fill(id('propose-document'), '000');
    await page.fill(id('propose-reason'), 'Ở cùng nhà với ca bệnh');
    await page.click(id('propose-go'));
    await page.waitForSelector('text=Thẻ đã có màu này theo quy tắc.');
    await shot('propose-refused');
    await page.fill(id('propose-document'), '123/QĐ-UBND');
    await page.click(id('propose-go'));
    await page.waitForSelector(id('proposed'));
    assert.deepEqual(fake.state.answers.at(-1), { colour: 'RED', basis: 'isolation', document: '123/QĐ-UBND', reason: 'Ở cùng nhà với ca bệnh', days: 14 });
    await shot('proposed');
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: join(pictures, `desk-print-${size}.png`), fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await at('/console/#/desk/register');
    await page.waitForSelector(id('register'));
    await shot('register');
  }, asStaff);
}

await browser.close();
console.log(`web: ${shots} pages looked at, pictures in target/pictures`);
if (faults.length > 0) {
  console.error(faults.map((fault) => `  ${fault}`).join('\n'));
  console.error(`web: ${faults.length} faults`);
  process.exit(1);
}
console.log('web: no faults');
