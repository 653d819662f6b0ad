// A stand-in for the server at the network's edge, for tests of the pages only. It answers with invented people.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodeBase45, encodeCbor, proveGateCode, Tagged } from '../target/test/credential.mjs';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { output } from '../scripts/stamp.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json' };
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:";

const both = (vi, en) => ({ vi, en });
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const kid = '00000000000000a7';

/** A gate code as the server makes them: colour 0 green, 1 yellow, 2 red; form 0 live, 1 printed. */
export function gateCode(colour, nowMs, { form = 0, name = 'NGUYEN THI HOA', tail = '0123', seconds = 600, device = null, credential = new Uint8Array(16) } = {}) {
  const issued = Math.floor(nowMs / 1000);
  const salt = new Uint8Array(8).fill(5);
  const holder = Uint8Array.from(createHash('sha256').update(salt).update(`${name}|${tail}`).digest().subarray(0, 8));
  const profile = new Map([[1, 1], [2, colour], [3, colour], [4, '56/575/22738'], [5, issued - 60], [6, salt], [7, holder], [8, form]]);
  const payload = encodeCbor(new Map([[1, 'VN'], [4, issued + seconds], [6, issued], [7, credential], ...(device === null ? [] : [[8, device]]), [-70001, profile]]));
  const header = encodeCbor(new Map([[1, -7], [4, Uint8Array.from(Buffer.from(kid, 'hex'))]]));
  const signature = sign('sha256', encodeCbor(['Signature1', header, new Uint8Array(0), payload]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `PCV1:${encodeBase45(encodeCbor(new Tagged(18, [header, new Map(), payload, Uint8Array.from(signature)])))}`;
}

const phone = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const device = new Uint8Array(await crypto.subtle.exportKey('raw', phone.publicKey)).slice(1);

/** A live code as a phone shows it at the given time; issued then, or earlier. */
export async function liveCode(colour, nowMs, { issuedMs = nowMs, ...more } = {}) {
  return proveGateCode(gateCode(colour, issuedMs, { ...more, device }), phone.privateKey, nowMs);
}

/** A signed list of codes that worsened, as the server makes them: few enough for one bucket. */
function worsenedFilter(kind, fromMs, untilMs, credentials) {
  const rangeBits = 40;
  const values = credentials.map((id) => Number(createHash('sha256').update(id).digest().readBigUInt64BE() >> BigInt(64 - rangeBits))).sort((a, b) => a - b);
  const riceBits = 36;
  let bits = '';
  let before = -1;
  for (const value of values) {
    const gap = value - before - 1;
    before = value;
    bits += '1'.repeat(Math.floor(gap / 2 ** riceBits)) + '0' + (gap % 2 ** riceBits).toString(2).padStart(riceBits, '0');
  }
  const data = Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => parseInt(byte.padEnd(8, '0'), 2));
  const body = Uint8Array.of(data.length >> 8, data.length & 255, ...data);
  const digest = Uint8Array.from(createHash('sha256').update(body).digest());
  const head = encodeCbor(new Map([[1, 1], [2, kind === 'FULL' ? 0 : 1], [3, fromMs / 1000], [4, untilMs / 1000], [5, values.length], [6, rangeBits], [7, 0], [8, riceBits], [9, digest], [10, Uint8Array.from(Buffer.from(kid, 'hex'))]]));
  const signature = sign('sha256', Buffer.concat([Buffer.from('pccovid worsened 1\n'), head]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([Buffer.from([head.length >> 8, head.length & 255]), head, signature, body]);
}

const movement = JSON.parse(readFileSync(new URL('../../lib/colour/src/test/resources/vectors/movement.json', import.meta.url), 'utf8'));

const writerWasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'));
await prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(writerWasm).buffer }, fireImmediately: true });

/** A real QR code, as the server draws one. */
async function svg(text) {
  const made = await writeBarcode(text, { format: 'QRCode', withQuietZones: true });
  return made.svg.slice(made.svg.indexOf('<svg'));
}

const doses = [
  { id: 'f1', kind: 'dose', date: '2021-08-12', details: { vaccine: 'AstraZeneca', dose_no: 1 }, source: 'vaccination', sourceLabel: both('Nền tảng tiêm chủng Covid-19', 'Vaccination platform'), receivedAt: '2021-10-09T02:00:00Z', ageDays: 59, linkLevel: 'certain' },
  { id: 'f2', kind: 'dose', date: '2021-09-20', details: { vaccine: 'AstraZeneca', dose_no: 2 }, source: 'vaccination', sourceLabel: both('Nền tảng tiêm chủng Covid-19', 'Vaccination platform'), receivedAt: '2021-10-09T02:00:00Z', ageDays: 20, linkLevel: 'certain' },
];
const tests = [{ id: 'f3', kind: 'test_result', date: '2021-10-08T03:15:00Z', details: { method: 'pcr', result: 'negative' }, source: 'laboratory', sourceLabel: both('Viện Pasteur Nha Trang', 'Pasteur Institute Nha Trang'), receivedAt: '2021-10-08T09:00:00Z', ageDays: 2, linkLevel: 'likely' }];
const area = { code: '56/575/22738', nameVi: 'Xã Suối Cát, huyện Cam Lâm, Khánh Hòa', nameEn: 'Suoi Cat commune, Cam Lam district, Khanh Hoa' };

const passes = {
  GREEN: {
    colour: 'GREEN', area, rule: 'full_course', packVersion: '56-khanh-hoa 2021.10.1',
    reason: both('Đã tiêm đủ hai mũi, mũi cuối cách đây hơn 14 ngày.', 'Two doses, the last more than 14 days ago.'),
    nextStep: both('Cứ đi lại bình thường, đeo khẩu trang và xuất trình mã khi qua chốt.', 'Move as usual, wear a mask and show the code at gates.'),
    evidence: [...doses].reverse(), since: '2021-10-03T17:00:00Z', until: null, nextChange: { at: '2022-09-19T17:00:00Z', colour: 'YELLOW' }, missing: [], floorColour: 'GREEN',
    timeline: [
      { from: '2021-08-25T17:00:00Z', to: '2021-10-03T17:00:00Z', colour: 'YELLOW', rule: 'one_dose', reason: both('Một mũi đã đủ 14 ngày.', 'One dose, 14 days ago.') },
      { from: '2021-10-03T17:00:00Z', to: '2022-09-19T17:00:00Z', colour: 'GREEN', rule: 'full_course', reason: both('Đã tiêm đủ hai mũi.', 'Two doses.') },
      { from: '2022-09-19T17:00:00Z', to: null, colour: 'YELLOW', rule: 'old_course', reason: both('Mũi cuối đã quá 12 tháng.', 'The last dose is over 12 months old.') },
    ],
  },
  YELLOW: {
    colour: 'YELLOW', area, rule: 'no_data', packVersion: 'national 2021.10.1',
    reason: both('Chưa thấy mũi tiêm hay kết quả xét nghiệm nào của bạn.', 'We have seen no dose or test of yours.'),
    nextStep: both('Nếu đã tiêm, mang giấy tiêm tới trạm y tế xã để nối vào thẻ.', 'If you had a dose, take the paper to the commune health station.'),
    evidence: [], since: '2021-10-01T17:00:00Z', until: null, nextChange: null, missing: ['dose', 'test_result'], floorColour: 'YELLOW',
    timeline: [{ from: '2021-10-01T17:00:00Z', to: null, colour: 'YELLOW', rule: 'no_data', reason: both('Chưa có dữ liệu.', 'No data.') }],
    sentence: { id: 'C10', vi: 'Khi chưa biết gì, việc đi lại bị hạn chế chứ không bị cấm, và người đó được báo còn thiếu gì.', text: 'Where nothing is known movement is restricted, never forbidden, and the person is told what is missing.', source: 'design of this project; absence of evidence is not evidence' },
    sooner: [{ kind: 'dose.single', words: both('Một mũi vắc xin loại một liều', 'A dose of a one-dose vaccine'), from: '2021-10-10T02:00:00Z', before: null, effective: '2021-10-24T17:00:00Z', colour: 'GREEN' }],
    silentSources: [{ source: 'laboratory', sourceLabel: both('Nền tảng xét nghiệm', 'Laboratory platform'), lastAt: '2021-10-07T09:00:00Z', ageHours: 64, budgetHours: 24 }],
  },
  RED: {
    colour: 'RED', area, rule: 'positive_test', packVersion: 'national 2021.10.1',
    reason: both('Kết quả PCR dương tính ngày 09/10/2021.', 'PCR positive on 9 October 2021.'),
    nextStep: both('Ở yên tại nhà, gọi trạm y tế xã. Họ sẽ báo nơi điều trị.', 'Stay at home and call the commune health station. They will arrange care.'),
    evidence: [{ ...tests[0], details: { method: 'pcr', result: 'positive' }, date: '2021-10-09T03:15:00Z', ageDays: 1 }], since: '2021-10-09T03:15:00Z', until: '2021-10-23T17:00:00Z', nextChange: { at: '2021-10-23T17:00:00Z', colour: 'YELLOW' }, missing: [], floorColour: 'RED',
    timeline: [{ from: '2021-10-09T03:15:00Z', to: '2021-10-23T17:00:00Z', colour: 'RED', rule: 'positive_test', reason: both('PCR dương tính.', 'PCR positive.') }],
    sooner: [{ kind: 'test.negative.pcr', words: both('Xét nghiệm PCR âm tính', 'A negative PCR'), from: '2021-10-11T17:00:00Z', before: '2021-10-23T17:00:00Z', effective: '2021-10-11T17:00:00Z', colour: 'YELLOW' }],
    setBy: { id: 'o1', offices: ['Trạm y tế xã Suối Cát', 'Ủy ban nhân dân huyện Cam Lâm'], basis: both('Quyết định của cơ quan có thẩm quyền', 'Decision of a competent authority'), document: '123/QĐ-UBND', reason: 'Ở cùng nhà với ca bệnh, chờ kết quả điều tra', from: '2021-10-09T03:15:00Z', until: '2021-10-23T03:15:00Z' },
  },
};

const proposal = (more) => ({ id: 'o1', area, colour: 'RED', priorColour: 'GREEN', basis: 'decision', basisWords: both('Quyết định của cơ quan có thẩm quyền', 'Decision of a competent authority'), document: '123/QĐ-UBND', reason: 'Ở cùng nhà với ca bệnh, chờ kết quả điều tra', explained: true, office: 'Trạm y tế xã Suối Cát', proposedAt: '2021-10-10T03:15:00Z', endsAt: '2021-10-13T03:15:00Z', state: 'open', own: false, ...more });
const proposals = [
  proposal({}),
  proposal({ id: 'o2', colour: 'GREEN', priorColour: 'RED', basis: 'correction', basisWords: both('Dữ liệu sai, đang chờ nguồn sửa', 'Wrong data, until its source has put it right'), document: '45/TTYT', reason: 'Kết quả xét nghiệm của người trùng tên', explained: false }),
  proposal({ id: 'o3', priorColour: 'YELLOW', document: '9/QĐ-UBND', explained: false, state: 'held' }),
  proposal({ id: 'o4', document: '7/QĐ-UBND', proposedAt: '2021-10-06T03:15:00Z', state: 'lapsed' }),
];
const published = [
  { from: '2021-10-04', districts: [{ district: '56/568', nameVi: 'Thành phố Nha Trang', nameEn: 'Nha Trang city', green: 0, yellow: null, red: 12, all: null }, { district: '56/570', nameVi: 'Huyện Cam Lâm', nameEn: 'Cam Lam district', green: 0, yellow: null, red: 8, all: null }], total: { district: '', nameVi: '', nameEn: '', green: 0, yellow: 7, red: 20, all: 27 } },
  { from: '2021-09-27', districts: [{ district: '56/575', nameVi: 'Huyện Khánh Sơn', nameEn: 'Khanh Son district', green: 1_204, yellow: 0, red: 6, all: 1_210 }], total: { district: '', nameVi: '', nameEn: '', green: 1_204, yellow: 0, red: 6, all: 1_210 } },
];
const alarm = { id: 'a1', pattern: 'confirmer', key: 'tran.van.b', worse: true, raisedAt: '2021-10-09T04:00:00Z', windowHours: 24, most: 5, counted: 6, state: 'open' };
const override = { id: 'o1', personId: '01891f3c-77aa-7000-8000-0000000000b1', area, colour: 'RED', priorColour: 'GREEN', basis: 'decision', document: '123/QĐ-UBND', reason: 'Ở cùng nhà với ca bệnh', explained: false, proposer: 'le.thi.a', proposerName: 'Lê Thị An', proposerOffice: 'Trạm y tế xã Suối Cát', confirmer: 'tran.van.b', confirmerName: 'Trần Văn Bình', confirmerOffice: 'Ủy ban nhân dân huyện Cam Lâm', from: '2021-10-09T03:15:00Z', until: '2021-10-23T03:15:00Z' };
const history = {
  personId: override.personId,
  published: [
    { asOf: '2021-10-09T03:15:00Z', colour: 'GREEN', area, rule: 'khanh-hoa/full_course', version: '1' },
    { asOf: '2021-10-01T03:15:00Z', colour: 'YELLOW', area, rule: 'vn-floor/one_dose', version: '1' },
  ],
  packs: [{ id: 'vn-floor', version: '1', title: both('Quy tắc nền quốc gia', 'National floor'), from: '2021-09-23T17:00:00Z' }, { id: 'ho-chi-minh', version: '2021-09', title: both('Thành phố Hồ Chí Minh', 'Ho Chi Minh City'), from: '2021-09-23T17:00:00Z', until: '2021-09-30T17:00:00Z' }],
};
const side = (colour, rule, late) => ({ asOf: '2021-10-01T03:15:00Z', colour, floorColour: colour, area, rule, version: '1', sentence: { id: 'C6', vi: 'Tiêm đủ liều vắc xin, mũi cuối ít nhất 14 ngày, được đi lại tự do.', text: 'A full vaccine course, its last dose at least 14 days ago, allows free movement.', source: 'criteria of Khanh Hoa, Oct 2021' }, reason: both('Đã tiêm đủ liều', 'Fully vaccinated'), heldRules: [rule, 'vn-floor/nothing_known'], evidence: doses.map((one, n) => ({ id: one.id, kind: 'dose', at: `${one.date}T02:00:00Z`, source: one.source, sourceLabel: one.sourceLabel, receivedAt: one.receivedAt, ageDays: one.ageDays, linkLevel: 'certain', lateBy: late && n === 1 })) });
const replay = { personId: override.personId, at: '2021-10-01T03:15:00Z', knownAt: '2021-10-09T03:15:00Z', pack: 'ho-chi-minh 2021-09', shown: side('YELLOW', 'vn-floor/one_dose', false), should: side('GREEN', 'khanh-hoa/full_course', true), differ: true };

const runs = [
  { id: 'r1', source: 'vaccination', file: 'vaccination_people.csv', startedAt: '2021-10-10T05:00:00Z', finishedAt: '2021-10-10T05:00:12Z', rows: 15210, fates: { linked: 13920, new_person: 612, waiting: 420, refused: 108, repeated: 130, corrected: 20, not_about_a_person: 0 } },
  { id: 'r2', source: 'laboratory', file: 'laboratory_samples.csv', startedAt: '2021-10-10T05:01:00Z', finishedAt: null, rows: 9100, fates: { linked: 4020, new_person: 31, waiting: 300, refused: 8, repeated: 0, corrected: 0, not_about_a_person: 0 } },
];
const problems = [
  { line: 17, column: 'ngay_sinh', code: 'exchange.date_impossible', message: both('Ngày 31/02/1984 không có trên lịch; đã nhận năm 1984.', '31/02/1984 is no day; the year 1984 was kept.') },
  { line: 902, column: 'so_giay_to', code: 'exchange.zero_lost', message: both('Số giấy tờ thiếu số 0 ở đầu; đã thêm lại.', 'The number lost a leading zero; it was put back.') },
  { line: 15002, column: null, code: 'exchange.quote_open', message: both('Dấu ngoặc kép chưa đóng; dòng này bị từ chối.', 'A quotation mark is not closed; this row was refused.') },
];
const cell = (text, ...marks) => ({ text, marks: marks.map(([from, to, kind]) => ({ from, to, kind })) });
const row = (field, level, bits, record, person, more = {}) => ({ field, level, bits, record, person, origin: 'population', fromRegister: true, others: [], ...more });
const hoa = [
  row('name', 'accent_given', 21.7, cell('Nguyễn Thị Hòa', [12, 13, 'tone']), cell('Nguyễn Thị Hoa', [12, 13, 'tone'])),
  row('birthDate', 'year_only', 6.1, cell('1984'), cell('05/09/1984', [0, 2, 'missing'], [3, 5, 'missing']), { others: [{ text: '1984', marks: [], sources: ['ncovi', 'insurance'] }] }),
  row('sex', 'equal', 0.7, cell('FEMALE'), cell('FEMALE')),
  row('citizenId', 'one_digit', 21.3, cell('••••••••0123', [5, 6, 'digit']), cell('••••••••0123', [5, 6, 'digit'])),
  row('phone', 'differs', -1.3, cell('••••••5678', [0, 10, 'value']), cell('••••••0001', [0, 10, 'value']), { origin: 'ncovi', fromRegister: false }),
  row('area', 'commune', 15.3, cell('Xã Suối Cát'), cell('Xã Suối Cát')),
  row('address', null, null, cell('Thôn Tân Xương 1'), cell(null), { origin: null, fromRegister: false }),
];
const hanh = [
  row('name', 'given_differs', -4.1, cell('Nguyễn Thị Hòa', [11, 14, 'syllable']), cell('Nguyễn Thị Hạnh', [11, 15, 'syllable'])),
  row('birthDate', 'year_only', 6.1, cell('1984'), cell('12/03/1984', [0, 2, 'missing'], [3, 5, 'missing'])),
  row('citizenId', 'differs', -6.4, cell('••••••••0123', [0, 12, 'value']), cell('••••••••0991', [0, 12, 'value'])),
  row('area', 'commune', 15.3, cell('Xã Suối Cát'), cell('Xã Suối Cát')),
];
const evidenceOf = (rows, shared) => [...rows.filter((one) => one.level).map((one) => ({ field: { birthDate: 'BIRTH_DATE', citizenId: 'CITIZEN_ID', area: 'RESIDENCE' }[one.field] ?? one.field.toUpperCase(), level: one.level, bits: one.bits })), { field: 'SHARED_LIFE', level: 'twin', bits: shared }];
const someone = { visible: true, verified: true, records: 4, vetoes: [], fields: { name: 'Nguyễn Thị Hoa', birthDate: '1984-09-05', sex: 'FEMALE', citizenId: '••••••••0123', area: 'Xã Suối Cát' } };
const model = { version: '1', priorBits: 26.55, show: 0.95, burden: 0.99999, analyse: 0.5 };
const review = {
  id: 'v1', state: 'open', reason: 'uncertain', pattern: 'vaccination|uncertain|name:accent_given birth_date:year_only sex:equal citizen_id:one_digit phone:differs residence:commune', openedAt: '2021-10-10T05:00:09Z', chance: 0.81, doses: 2, tests: 1, others: 0,
  record: { recordId: '01891f3c-77aa-7000-8000-0000000000aa', source: 'vaccination', fields: { name: 'Nguyễn Thị Hòa', birthDate: '1984' } },
  candidates: [
    { ...someone, personId: '01891f3c-77aa-7000-8000-0000000000b1', probability: 0.86, now: 0.866, share: 0.861, weightBits: 28.9, registerBits: 0.35, evidence: evidenceOf(hoa, -34.9), rows: hoa },
    { ...someone, personId: '01891f3c-77aa-7000-8000-0000000000b2', records: 2, probability: 0.006, now: 0.0061, share: 0.0006, weightBits: 19.2, registerBits: 0, vetoes: ['given_name_differs', 'different_citizen_id'], evidence: evidenceOf(hanh, 8.3 - 10), rows: hanh },
    { personId: '01891f3c-77aa-7000-8000-0000000000b3', probability: 0.02, vetoes: [], visible: false, verified: false, records: 0, fields: {}, evidence: [], rows: [] },
  ],
  model,
};
const fields = (more) => ({ name: 'Nguyễn Thị Hoa', birth_date: '05/09/1984', sex: 'Nữ', citizen_id: '056184…123', phone: '03…678', residence: 'Suối Cát, Cam Lâm', ...more });
const beside = {
  id: 'e1', recordId: 'r1', source: 'vaccination', probability: 0.9998, decidedBy: 'model',
  record: fields({ name: 'Nguyen Thi Hoa', birth_date: '1984' }), person: fields(),
  evidence: [{ field: 'NAME', level: 'unaccented', bits: 7.4 }, { field: 'BIRTH_DATE', level: 'year_only', bits: 3.1 }, { field: 'CITIZEN_ID', level: 'equal', bits: 14.2 }],
};
const step = (at, kind, more = {}) => ({ at, kind, office: kind === 'opened' || kind === 'replied' ? '' : 'Trạm y tế xã Suối Cát', remedy: '', words: null, ...more });
const request = (more) => ({
  id: 'q1', number: 'PA-7K3M-29QX', kind: 'dose_not_mine', state: 'open', owner: { kind: 'commune', name: 'Xã Suối Cát' }, openedAt: '2021-10-09T06:00:00Z', dueAt: '2021-10-12T06:00:00Z', overdue: false, outcome: null,
  about: { ...doses[1] }, text: '', canReply: false, canReopen: false, canClose: true, steps: [step('2021-10-09T06:00:00Z', 'opened')], ...more,
});
const suoiCat = { code: '56/575/22738', name: both('Xã Suối Cát', 'Suoi Cat commune') };
const stay = { orderId: 's1', kind: 'quarantine', reason: 'contact', setting: 'home', place: '', document: '12/QĐ-UBND', office: 'Trạm y tế xã Suối Cát', orderedAt: '2021-10-10T03:00:00Z', anchor: 'start', anchorDay: '2021-10-10', until: '2021-10-23T17:00:00Z', lastDay: '2021-10-23', testDays: [], state: 'in_force', extended: false, note: '', rule: 'vn-contacts/quarantine 5599', text: both('Người tiếp xúc gần cách ly 14 ngày, tính từ khi bắt đầu cách ly.', 'A close contact is quarantined for 14 days, counted from the start of quarantine.'), source: '5599/BYT-MT, 14 Jul 2021', nextStep: both('Ở tại nơi cách ly cho đến hết 14 ngày.', 'Stay at the place of quarantine until the 14 days are over.') };
const stays = { orders: [stay, { ...stay, orderId: 's2', state: 'released', note: 'Đã xác minh lại', testDays: ['2021-10-11'] }], exposures: [{ id: 'e1', day: '2021-10-08', kind: 'place', degree: 1, rule: '3638/QĐ-BYT', text: both('Ở cùng không gian kín với ca bệnh.', 'In the same closed space as the case.'), toldAt: '2021-10-10T01:00:00Z', withdrawn: false }, { id: 'e2', kind: 'bluetooth', degree: 2, rule: '3638/QĐ-BYT', text: both('Tiếp xúc trong vòng 2 mét với F1.', 'Within 2 metres of a close contact.'), toldAt: '2021-10-10T01:00:00Z', withdrawn: false }, { id: 'e3', day: '2021-10-07', kind: 'place', degree: 1, rule: '3638/QĐ-BYT', text: both('–', '–'), toldAt: '2021-10-09T01:00:00Z', withdrawn: true }] };
const traced = (more) => ({ id: 't1', caseId: 'c1', caseNumber: 'F0-7A31C2E0', who: { personId: 'p1', name: 'Nguyễn Thị Hoa', born: 1984 }, area: suoiCat, degree: 1, risk: 0.184, kind: 'place', lastDay: '2021-10-08', state: 'open', released: false, listedAt: '2021-10-10T01:00:00Z', toldAt: '2021-10-10T01:01:00Z', calls: 0, outcome: '', due: '2021-10-11T01:00:00Z', late: false, ...more });
const tracedContacts = [traced({ late: true, due: '2021-10-10T04:00:00Z' }), traced({ id: 't2', who: { personId: 'p2', name: 'Lê Anh Tuấn', born: 1980 }, risk: 0.09, calls: 1, outcome: 'no_answer', stayUntil: '2021-10-23' }), traced({ id: 't3', who: {}, risk: 0.05, kind: 'named' }), traced({ id: 't4', who: { personId: 'p4', name: 'Phạm Văn Bình', born: 1975 }, degree: 2, via: 't1', risk: 0.01, kind: 'bluetooth' })];
const tracedCase = { id: 'c1', number: 'F0-7A31C2E0', area: suoiCat, state: 'open', refusal: '', illness: 'open', who: { personId: 'p9', name: 'Trần Văn Lâm', born: 1991 }, resultAt: '2021-10-10T00:30:00Z', listedAt: '2021-10-10T01:00:00Z', first: 4, second: 1, uncalled: 3, late: 1 };
const tracedView = { line: tracedCase, clock: [{ name: 'sample', at: '2021-10-09T02:00:00Z' }, { name: 'result', at: '2021-10-10T00:30:00Z' }, { name: 'received', at: '2021-10-10T00:59:00Z' }, { name: 'listed', at: '2021-10-10T01:00:00Z' }, { name: 'told', at: '2021-10-10T01:01:00Z' }, { name: 'first_call' }], text: '3638/QĐ-BYT', source: '3638/QĐ-BYT', from: '2021-09-25', to: '2021-10-10', contacts: tracedContacts, elsewhere: [{ degree: 1, count: 1 }], chain: [{ from: 'c1', to: 't1' }, { from: 'c1', to: 't2' }, { from: 'c1', to: 't3' }, { from: 't1', to: 't4' }], stays: [] };
const contactView = (more) => ({ line: tracedContacts[0], phones: ['0905000111'], address: '12 Trần Phú', colour: 'RED', firstDay: '2021-10-08', dayShown: false, document: '3638/QĐ-BYT', clause: both('Ở cùng không gian kín với ca bệnh.', 'In the same closed space as the case.'), sources: [{ source: 'place', share: 1, alone: 0.184, minutes: 40 }], steps: [{ at: '2021-10-10T01:00:00Z', kind: 'listed', office: 'PcCovid', outcome: '', note: '' }, { at: '2021-10-10T01:01:00Z', kind: 'told', office: 'PcCovid', outcome: '', note: '' }], stays: [], order: { rule: 'vn-contacts/quarantine 5599', text: stay.text, source: stay.source, lastDay: '2021-10-23' }, ...more });

const requests = [
  request({ id: 'q2', number: 'PA-AB2C-9XYZ', kind: 'name_wrong', state: 'asked', about: null, canReply: true, steps: [step('2021-10-08T06:00:00Z', 'opened', { words: both('Tên tôi là Hòa', 'Tên tôi là Hòa') }), step('2021-10-08T08:00:00Z', 'asked', { words: both('Giấy khai sinh ghi thế nào?', 'Giấy khai sinh ghi thế nào?') })] }),
  request({ id: 'q3', number: 'PA-ZZ2C-8XYZ', kind: 'dose_missing', state: 'answered', outcome: 'refused', about: null, canReopen: true, dueAt: '2021-11-08T06:00:00Z', steps: [step('2021-10-06T06:00:00Z', 'opened', { words: both('Tiêm tháng 8', 'Tiêm tháng 8') }), step('2021-10-07T06:00:00Z', 'taken'), step('2021-10-08T06:00:00Z', 'answered', { remedy: 'refuse', words: both('Sổ tiêm không có tên bạn ngày đó.', 'Sổ tiêm không có tên bạn ngày đó.') })] }),
  request({ id: 'q4', number: 'PA-YY2C-8XYZ', kind: 'colour_wrong', state: 'sent', overdue: true, about: null, owner: { kind: 'source', name: 'vaccination' } }),
];
const answers = (recordId, told) => told.map(([register, grade, standing]) => ({ recordId, source: 'ncovi', register, grade, detail: '', standing, channel: grade === '' ? '' : 'call', answeredAt: grade === '' ? null : '2021-10-10T05:00:09Z', requestedAt: '2021-10-10T05:00:00Z', trouble: '' }));
const reasons = ['uncertain', 'equal_number_other_name', 'several_persons', 'birth_date_differs', 'given_name_differs'];
const reviews = Array.from({ length: 26 }, (_, n) => ({ id: `v${n + 1}`, openedAt: `2021-10-${String(10 - (n % 9)).padStart(2, '0')}T05:00:09Z`, source: ['vaccination', 'ncovi', 'insurance', 'laboratory'][n % 4], probability: 0.86, summary: reasons[n % 5], pattern: review.pattern, area: '56/575/22738', chance: 0.8, benefit: 9.4 / (1 + n * 0.7), doses: n % 4 === 0 ? 2 : 0, tests: n % 3 === 0 ? 1 : 0, others: n % 5 === 4 ? 1 : 0, candidates: 2 }));
const patterns = [
  ['insurance|uncertain|name:exact birth_date:year_only residence:district', 4120, 0.74, 31, 2],
  ['vaccination|equal_number_other_name|name:different birth_date:differs citizen_id:equal', 830, 0.04, 1, 44],
  [review.pattern, 26, 0.81, 0, 0],
].map(([pattern, open, meanChance, accepted, apart]) => ({ pattern, source: pattern.split('|')[0], reason: pattern.split('|')[1], levels: Object.fromEntries(pattern.split('|')[2].split(' ').map((one) => one.split(':'))), open, meanChance, accepted, apart, oldest: '2021-09-30T05:00:00Z' }));
const records = {
  personId: '01891f3c-77aa-7000-8000-0000000000b1', verified: true, fields: someone.fields,
  records: [['population', []], ['vaccination', [[12, 13, 'tone']]], ['ncovi', []]].map(([source, marks], n) => ({ recordId: `01891f3c-77aa-7000-8000-00000000000${n}`, source, register: n === 0, probability: n === 0 ? 1 : 0.99997, decidedBy: 'model', eventId: `e${n}`, rows: [row('name', null, null, cell(marks.length ? 'Nguyễn Thị Hòa' : 'Nguyễn Thị Hoa', ...marks), cell('Nguyễn Thị Hoa', ...marks)), row('birthDate', null, null, cell(n === 2 ? '1984' : '05/09/1984'), cell('05/09/1984')), row('citizenId', null, null, cell('••••••••0123'), cell('••••••••0123'))] })),
};
const decisionList = [['accept', 1, false, 'Đã gọi điện hỏi, đúng là cô Hoa'], ['undo', 1, false, 'Bấm nhầm, rút lại'], ['apart', 1, true, 'Hai chị em dùng chung số'], ['merge', 3, false, 'Một người hai thẻ'], ['split', 2, false, 'Mũi tiêm của em gái'], ['skip', 0, false, 'Chưa đủ thông tin']].map(([kind, n, undone, reason], index) => ({ id: `d${index}`, kind, at: `2021-10-10T0${6 - Math.floor(index / 2)}:00:09Z`, author: 'giudulieu', reason, reviewId: 'v1', personId: kind === 'skip' ? null : records.personId, records: n, bulkId: index === 0 ? 'b1' : null, own: true, undone }));
const bulk = { id: 'b1', pattern: review.pattern, action: 'accept', size: 120, sample: ['v1', 'v2', 'v3', 'v4', 'v5'], looked: [], meanChance: 0.82, expectedWrong: 21.6, couldBeWrong: 0.4507, needsSecond: true, state: 'prepared', preparedAt: '2021-10-10T05:00:09Z', author: 'giudulieu', own: true, reason: '', secondAuthor: '', decided: 0, takenBack: 0 };
const qualityWeek = (week, rows, linked, waiting) => ({ week, rows, fates: { linked, new_person: rows - linked - waiting - 9, waiting, refused: 9 }, outcomes: { linked, new_person: rows - linked - waiting - 9, waiting, undone: 1, corrected: 4 }, waits: { uncertain: Math.round(waiting * 0.6), equal_number_other_name: Math.round(waiting * 0.3), several_persons: Math.round(waiting * 0.1) }, lacks: { PHONE: Math.round(rows * 0.12), DOCUMENT: Math.round(rows * 0.04) }, vague: { BIRTH_DATE: Math.round(rows * 0.3), NAME: Math.round(rows * 0.22), RESIDENCE: Math.round(rows * 0.02) }, linked: { NAME: { exact: Math.round(linked * 0.7), unaccented: Math.round(linked * 0.25), accent_given: Math.round(linked * 0.05) }, BIRTH_DATE: { exact: Math.round(linked * 0.8), year_only: Math.round(linked * 0.2) }, CITIZEN_ID: { equal: linked - 20, one_digit: 20 } }, waiting: { NAME: { near_given: Math.round(waiting * 0.5), exact: Math.round(waiting * 0.5) }, CITIZEN_ID: { one_digit: waiting } }, problems: [{ column: 'ngay_sinh', code: 'exchange.date_impossible', message: both('Ngày không có trên lịch; chỉ giữ năm.', 'No such day; the year was kept.'), severity: 'repaired', rows: 31 }, { column: 'so_giay_to', code: 'exchange.document_unreadable', message: both('Số giấy tờ không đọc được; bỏ giá trị.', 'The number cannot be read; it was dropped.'), severity: 'dropped', rows: 12 }] });
const quality = [['vaccination', 0.9], ['insurance', 0.95], ['ncovi', 0.71], ['laboratory', 0.84]].map(([source, base]) => ({ source, weeks: ['2021-09-13', '2021-09-20', '2021-09-27', '2021-10-04'].map((week, n) => qualityWeek(week, 4000 + n * 700, Math.round((4000 + n * 700) * (base - 0.02 * (n % 3))), 120 + n * 10)) }));
const weights = { model, levels: [['NAME', 'exact', 'name', 0.9, 1], ['NAME', 'given_differs', 'none', 0.003, 0.05], ['BIRTH_DATE', 'exact', 'date', 0.92, 1], ['BIRTH_DATE', 'differs', 'none', 0.01, 0.95], ['CITIZEN_ID', 'equal', 'none', 0.96, 1e-10], ['CITIZEN_ID', 'differs', 'none', 0.012, 1]].map(([field, level, scope, m, stranger]) => ({ field, level, scope, m, stranger, neighbour: 3e-7, family: 0.003, twin: 0.0015, bits: Math.log2(m / stranger) })) };
const overview = {
  area: { code: '56/575', nameVi: 'Huyện Cam Lâm, Khánh Hòa', nameEn: 'Cam Lam district, Khanh Hoa' }, asOf: '2021-10-10T06:00:00Z', people: 20114, carriedOver: 18210, carriedOverShare: 0.9053,
  colours: { green: 8410, yellow: 9877, red: 1827 }, redForLackOfData: 0,
  communes: [
    ['22708', 'Thị trấn Cam Đức', 4120, 3820, 1902, 1901, 317], ['22711', 'Xã Cam Tân', 2011, 1802, 801, 1010, 200], ['22726', 'Xã Sơn Tân', 64, 51, 12, 49, null], ['22738', 'Xã Suối Cát', 2950, 2703, 1300, 1402, 248], ['22741', 'Xã Suối Tân', 3110, 2840, 1407, 1411, 292],
  ].map(([code, nameVi, people, carriedOver, green, yellow, red]) => ({ code, nameVi, people, carriedOver, green, yellow, red, suppressed: red === null })),
  sources: [['population', 'Dân cư quốc gia', 'Population register', 3], ['vaccination', 'Tiêm chủng', 'Vaccination', 5], ['laboratory', 'Xét nghiệm', 'Laboratory', 61], ['ncovi', 'NCOVI', 'NCOVI', null]].map(([source, labelVi, labelEn, ageHours]) => ({ source, labelVi, labelEn, lastRunAt: ageHours === null ? null : '2021-10-10T03:00:00Z', ageHours, rows: 15210 })),
};
const stories = [
  ['Sáu bản ghi của một người thành một', 'Six records of one woman become one', '/console/#/people/p1'],
  ['Hai chị em sinh đôi được giữ riêng', 'Twins kept apart', '/console/#/reviews'],
  ['Một mũi tiêm không phải của tôi', 'A dose that is not mine', '/resident/'],
  ['Em bé chưa có giấy tờ', 'A child without papers', '/console/#/desk/register'],
  ['Ở chốt khi mất mạng', 'At the gate with the network cut', '/gate/'],
  ['Kết quả dương tính và màu thẻ đổi theo', 'A test turns positive and the colour follows', '/resident/'],
].map(([vi, en, link], index) => ({ number: index + 1, title: both(vi, en), link, steps: [both('Đăng nhập bằng tài khoản ghi bên dưới.', 'Sign in with the account below.'), both('Làm theo trang, xem điều gì đổi.', 'Follow the page and see what changes.')], cards: index === 0 ? [{ name: 'Nguyễn Thị Hoa', phone: '0321000123', number: '056184000123', birthDate: '05/09/1984', cardCode: '056184000123||Nguyễn Thị Hoa|05091984|Nữ|Suối Cát|10052021' }] : [] }));

/** Starts the stand-in. `state` can be changed by a test at any time. */
const packLine = (pack, version, state, title, jurisdiction = '', begins = '2021-10-05T17:00:00Z', ends = null) => ({ pack, version, revision: 1, state, title, layer: jurisdiction ? 'OVERLAY' : 'NATIONAL', jurisdiction, author: 'PcCovid', addedAt: '2021-10-01T01:00:00Z', begins, ends, rules: 5 });
const khanhHoa = both('Khánh Hòa', 'Khanh Hoa');
const packLines = [
  packLine('vn-floor', '2021-10', 'ACTIVE', both('Mức chung của cả nước', 'The floor of the nation')),
  packLine('vn-contacts', '5599', 'ACTIVE', both('Người tiếp xúc gần, công văn 5599', 'Close contacts, dispatch 5599')),
  packLine('vn-contacts', '10696', 'SCHEDULED', both('Người tiếp xúc gần, công văn 10696', 'Close contacts, dispatch 10696'), '', '2021-12-15T17:00:00Z', '2022-02-20T17:00:00Z'),
  packLine('khanh-hoa', '2021-10', 'ACTIVE', khanhHoa, '56'),
  packLine('khanh-hoa', 'kinder', 'DRAFT', khanhHoa, '56', null),
];

/** One version in the state the visit has brought it to. */
function packView(state) {
  const at = state.packStep ?? 'DRAFT';
  const order = ['DRAFT', 'CHECKED', 'REHEARSED', 'APPROVED', 'ACTIVE', 'ROLLED_BACK'];
  const reached = order.indexOf(at);
  const kinds = ['added', 'checked', 'rehearsed', 'approved', 'scheduled', 'rolled_back'];
  return {
    line: { ...packLines[4], state: at, ...(reached >= 4 ? { begins: '2021-10-10T23:00:00Z' } : {}), ...(reached === 5 ? { ends: '2021-10-11T02:30:00Z' } : {}) },
    about: 'October 2021, the first province with criteria of its own.',
    contentHash: 'ab12',
    content: 'id: khanh-hoa\nversion: "kinder"\nlayer: overlay\n',
    sentences: [{ id: 'C1', vi: 'Thẻ xanh: tiêm đủ liều ít nhất 14 ngày, hoặc khỏi bệnh có giấy xác nhận trong 180 ngày.', text: 'Green is a full course at least 14 days ago, or a recovered case with certificate within 180 days.', source: 'criteria of Khanh Hoa, Oct 2021' }, { id: 'C2', vi: 'Thẻ vàng: tiêm mũi 1 ít nhất 14 ngày, hoặc PCR âm tính trong 72 giờ.', text: 'Yellow is a first dose, or a negative PCR within 72 hours.', source: 'criteria of Khanh Hoa, Oct 2021' }],
    numbers: [{ name: 'first_dose_wait', value: 'days(0)', source: 'criteria of Khanh Hoa, Oct 2021', certain: true }, { name: 'negative_test_window', value: 'hours(72)', source: 'criteria of Khanh Hoa, Oct 2021', certain: false }],
    rules: [
      { id: 'full_course', kind: 'minimum', colour: 'GREEN', sentence: 'C1', when: 'course_complete(immunity_wait)', reason: both('Đã tiêm đủ liều, mũi cuối từ 14 ngày trở lên', 'Fully vaccinated, last dose at least 14 days ago'), nextStep: both('Được đi lại.', 'You may move.'), lackOfData: false },
      { id: 'everyone_else', kind: 'minimum', colour: 'RED', sentence: 'C3', when: 'true', reason: both('Hệ thống chưa có dữ liệu nào của bạn', 'Nothing is on record for you'), nextStep: both('Hãy phản ánh để bổ sung.', 'Report it.'), lackOfData: true },
    ],
    steps: kinds.slice(0, reached + 1).map((kind, index) => ({ kind, at: `2021-10-10T0${index + 1}:00:00Z`, effective: kind === 'scheduled' ? '2021-10-10T23:00:00Z' : null, actor: index % 2 ? 'nguyen.binh' : 'le.an', office: 'Sở Y tế Khánh Hòa', reason: kind === 'rolled_back' ? 'Sai số ngày' : '', detail: '' })),
    others: ['2021-10'],
    rehearsal: reached >= 2 ? 'r1' : null,
    next: { check: reached === 0, rehearse: reached > 0 && reached < 4, approve: reached === 2, schedule: reached === 3, rollBack: reached === 4, approvals: reached >= 3 ? ['le.an', 'nguyen.binh'] : [], approvalsNeeded: 2, rehearsalStale: reached < 2 ? 'missing' : '' },
    recolouring: reached >= 4 ? { people: 1_234_567, changed: 98_765, done: true } : null,
  };
}

const packDiff = { pack: 'khanh-hoa', before: '2021-10', after: 'kinder', changes: [{ kind: 'NUMBER_CHANGED', what: 'first_dose_wait', words: both('Con số first_dose_wait: 14 ngày thành 0 ngày (quy tắc first_dose)', 'Number first_dose_wait: 14 days becomes 0 days (rules first_dose)') }, { kind: 'RULE_REMOVED', what: 'recovered', words: both('Bỏ quy tắc recovered: xanh, mức tối thiểu, theo câu C1', 'Rule removed: recovered: green, minimum, by sentence C1') }] };
const rehearsedAt = (code, name, people, better, worse, lackBefore = 0, lackAfter = 0) => ({ place: { code, nameVi: name, nameEn: name }, people, better, worse, same: people === null || better === null || worse === null ? null : people - better - worse, lackBefore, lackAfter });
const rehearsal = {
  id: 'r1', pack: 'khanh-hoa', version: 'kinder', revision: 1, state: 'done', failure: '', people: 1_231_107, expected: 1_231_107, unjudged: 12, seconds: 41.2, at: '2021-10-10T23:00:00Z', startedAt: '2021-10-10T03:00:00Z', finishedAt: '2021-10-10T03:00:41Z', actor: 'le.an', office: 'Sở Y tế Khánh Hòa',
  area: { code: '56', nameVi: 'Khánh Hòa', nameEn: 'Khanh Hoa' },
  matrix: [[401_220, 0, 0, 401_220], [8, 280_014, null, 280_022], [0, 98_765, 451_100, 549_865], [401_228, 378_779, 451_100, 1_231_107]],
  areas: [rehearsedAt('56/568', 'Thành phố Nha Trang', 422_601, 50_001, 4_000, 120_000, 80_500), rehearsedAt('56/569', 'Thành phố Cam Ranh', 130_311, 900, 0, 20_000, 19_100), rehearsedAt('56/570', 'Huyện Cam Lâm', 110_000, 20_000, 10, 9_000, 7_000), rehearsedAt('56/571', 'Huyện Vạn Ninh', 126_477, 60, 0, 9_000, 8_940), rehearsedAt('56/572', 'Thị xã Ninh Hòa', 230_566, 27_000, 27_400, 9_000, 6_000), rehearsedAt('56/573', 'Huyện Khánh Vĩnh', 37_200, 0, 0, 9_000, 9_000), rehearsedAt('56/574', 'Huyện Diên Khánh', 142_224, 1_300, 0, 9_000, 8_100), rehearsedAt('56/575', 'Huyện Khánh Sơn', 25_500, 504, 0, 9_000, 8_700), rehearsedAt('56/576', 'Huyện Trường Sa', null, null, null, null, null)],
  ages: [rehearsedAt('0-11', '0-11 tuổi', 201_000, 0, 0), rehearsedAt('18-49', '18-49 tuổi', 700_000, 80_000, 8), rehearsedAt('65+', '65+ tuổi', 120_000, 18_773, 0)],
  total: rehearsedAt('', '', 1_231_107, 98_773, null),
  examples: [{ people: 61_044, shape: { band: '18-49', before: 'RED', after: 'YELLOW', ruleBefore: 'khanh-hoa/everyone_else', ruleAfter: 'khanh-hoa/first_dose', facts: 'dose 0w' } }, { people: 1_204, shape: { band: '65+', before: 'RED', after: 'YELLOW', ruleBefore: 'khanh-hoa/everyone_else', ruleAfter: 'khanh-hoa/first_dose', facts: 'declaration 1-3w, dose 1-3w' } }],
};

const standingGates = [
  { gateId: 'g1', nameVi: 'Chốt cầu Suối Cát', nameEn: 'Suoi Cat bridge', area: '56/575', keepsVisits: true },
  { gateId: 'g2', nameVi: 'Chốt bến xe phía Nam Nha Trang', nameEn: 'Southern bus station', area: '56/568', keepsVisits: false },
];
const gateShifts = [
  { keeper: 'chot1', from: '2021-10-10T00:00:00Z', until: '2021-10-10T12:00:00Z' },
  { keeper: 'chot2', from: '2021-10-10T12:00:00Z', until: '2021-10-11T00:00:00Z' },
];
const gateDevices = [
  { deviceId: 'd1', label: 'Linux; Android 9', keeper: 'chot1', enrolledAt: '2021-10-01T00:00:00Z', seenAt: '2021-10-10T05:55:00Z', leaseUntil: '2021-10-11T17:55:00Z' },
  { deviceId: 'd2', label: 'iPhone', keeper: 'chot2', enrolledAt: '2021-09-20T00:00:00Z', seenAt: '2021-10-09T23:10:00Z', leaseUntil: '2021-10-11T11:10:00Z', revokedAt: '2021-10-10T04:00:00Z' },
  { deviceId: 'd3', label: 'Linux; Android 11', keeper: 'chot3', enrolledAt: '2021-09-01T00:00:00Z', seenAt: '2021-10-08T08:00:00Z', leaseUntil: '2021-10-09T20:00:00Z', revokedAt: '2021-10-08T07:00:00Z', forgotAt: '2021-10-08T08:00:00Z' },
];
const gateAlarms = [
  { keeper: 'chot5', raisedAt: '2021-10-10T03:20:00Z', kind: 'NUMBER', asked: 22, missed: 10 },
  { keeper: 'chot9', raisedAt: '2021-10-02T09:05:00Z', kind: 'CARD', asked: 81, missed: 60, settledAt: '2021-10-02T09:40:00Z', settledBy: 'huyen' },
];

export async function startFake(port = 0) {
  const state = { scans: [], venues: [], stays: { orders: [], exposures: [] }, ordered: false, standing: [], who: 'anonymous', roles: ['HEALTH_WORKER', 'DATA_STEWARD', 'AUTHORITY'], colour: 'GREEN', claims: [], offset: Date.parse('2021-10-10T06:00:00Z') - Date.now(), declarations: [], outbox: [], demo: true, gate: { posts: standingGates, shifts: gateShifts, devices: gateDevices, alarms: gateAlarms, levels: {}, revoked: false, forgotten: false, filters: [], batches: [], asked: [], papers: [{ permitId: 'old', kind: 'ESSENTIAL_WORKER', document: '3/NMN', destination: '', holderTail: '7788', from: '2021-10-01T00:00:00Z', until: '2021-10-05T00:00:00Z', issuedBy: 'nhamay' }] }, requests: [], asked: [], answers: [], question: null, reviews: [...reviews], looked: new Set(), bulkDone: false, quality, proposals: [...proposals], published };
  const now = () => Date.now() + state.offset;
  const session = () => ({
    kind: state.who, displayName: state.who === 'staff' ? 'Lê Minh Châu' : null, office: state.who === 'staff' ? 'Trạm y tế xã Suối Cát' : null, roles: state.who === 'staff' ? state.roles : [], areas: ['56/575'], idleMinutes: 30,
    demo: state.demo ? { enabled: true, now: new Date(now()).toISOString() } : null,
  });
  const routes = [
    ['GET', /^\/api\/session$/, () => session()],
    ['POST', /^\/api\/session\/sign-out$/, () => { state.who = 'anonymous'; return {}; }],
    ['POST', /^\/api\/resident\/sign-in$/, (_m, body) => { state.outbox.push({ at: new Date(now()).toISOString(), to: body.phone, text: 'PcCovid: mã đăng nhập của bạn là 246810. Không đọc mã cho ai.' }); return [202, { expiresInSeconds: 300, resendAfterSeconds: 60 }]; }],
    ['POST', /^\/api\/resident\/sign-in\/verify$/, (_m, body) => { if (body.code !== '246810') return [422, { type: 'urn:pccovid:problem:resident.code_wrong', code: 'resident.code_wrong', title: 'Mã không đúng. Xem lại tin nhắn; bạn còn 2 lần thử.' }]; state.who = 'resident'; return session(); }],
    ['GET', /^\/api\/resident\/claims$/, () => state.claims],
    ['POST', /^\/api\/resident\/claims$/, (_m, body) => { if (body.method === 'number' && body.number !== '056184000123') return [404, { code: 'access.no_match', vi: 'Không khớp. Kiểm tra số và ngày sinh, hoặc tới trạm y tế xã.', en: 'No match. Check number and birth date, or go to the health station.' }]; const claim = { id: `c${state.claims.length + 1}`, level: body.method, label: 'Nguyễn T. H., 1984' }; state.claims.push(claim); return claim; }],
    ['GET', /^\/api\/(?:resident\/claims|desk\/people)\/[^/]+\/proxies$/, () => [{ id: 'x1', name: 'Lê Thị Cúc', evidence: 'code', since: '2021-10-09T02:00:00Z', until: '2021-11-08T17:00:00Z' }]],
    ['POST', /^\/api\/(?:resident\/claims|desk\/people)\/[^/]+\/proxies$/, (_m, body) => (state.answers.push(body), { code: 'K7P2M-9QXTB', expiresAt: '2021-10-10T06:30:00Z', until: '2021-11-08' })],
    ['POST', /^\/api\/resident\/proxies$/, (_m, body) => { state.answers.push(body); state.claims = [...state.claims, { id: 'x2', level: 'proxy', label: 'Nguyễn T. M., 1941', since: '2021-10-09T02:00:00Z', until: '2021-11-08T17:00:00Z', notices: [] }]; return { id: 'x2' }; }],
    ['DELETE', /^\/api\/resident\/claims\/(.+)$/, ([, id]) => { state.claims = state.claims.filter((claim) => claim.id !== id); return {}; }],
    ['GET', /^\/api\/(?:resident\/claims|desk\/people)\/[^/]+\/pass$/, () => ({ ...passes[state.colour], asOf: new Date(now()).toISOString() })],
    ['GET', /\/facts$/, () => ({ doses, tests, declarations: state.declarations.map((d) => ({ kind: 'declaration', date: d.declaredAt, details: {}, source: 'resident', sourceLabel: null, ageDays: 0, linkLevel: null })) })],
    ['POST', /\/declarations$/, (_m, body) => { state.declarations.push(body); return {}; }],
    ['POST', /\/claims\/[^/]+\/code$/, async (_m, body) => { const device = body?.devicePublicKey === undefined ? null : Uint8Array.from(Buffer.from(body.devicePublicKey, 'base64url')); const code = gateCode(['GREEN', 'YELLOW', 'RED'].indexOf(state.colour), now(), { form: device === null ? 1 : 0, device }); return { code, svg: await svg(code), issuedAt: new Date(now()).toISOString(), expiresAt: new Date(now() + 600_000).toISOString() }; }],
    ['POST', /\/claims\/[^/]+\/passport$/, async () => ({ code: 'HC1:6BF', svg: await svg('HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE'.padEnd(480, 'A7')), name: 'Nguyễn Thị Hoa', transliterated: 'NGUYEN<<THI<HOA', dateOfBirth: '1984-02-29', vaccine: 'AstraZeneca', product: 'EU/1/21/1529', doseNumber: 2, seriesDoses: 2, doseDate: '2021-09-20', certificateId: 'URN:UVCI:01:VN:0123456789ABCDEF0123456789ABCDEF#A', issuedAt: new Date(now()).toISOString(), expiresAt: new Date(now() + 365 * 86_400_000).toISOString() })],
    ['POST', /^\/api\/desk\/people\/[^/]+\/code$/, async () => { const code = gateCode(0, now(), { form: 1, seconds: 7 * 86_400 }); return { code, svg: await svg(code), issuedAt: new Date(now()).toISOString(), expiresAt: new Date(now() + 7 * 86_400_000).toISOString() }; }],
    ['GET', /\/access-lines$/, () => [{ at: '2021-10-10T04:12:00Z', office: 'Trạm y tế xã Suối Cát', role: 'HEALTH_WORKER', purpose: 'CARE', category: 'HEALTH' }, { at: '2021-10-09T01:30:00Z', office: 'Sở Y tế Khánh Hòa', role: 'DATA_STEWARD', purpose: 'DATA_QUALITY', category: 'IDENTITY' }]],
    ['GET', /^\/api\/gate\/keys$/, () => ({ keys: [{ kid, alg: 'ES256', x: jwk.x, y: jwk.y, notBefore: '2021-01-01T00:00:00Z', notAfter: '2022-12-31T00:00:00Z' }], asOf: new Date(now()).toISOString() })],
    ['GET', /^\/api\/gate\/rules$/, () => (state.who !== 'staff' ? [401, { code: 'access.signed_out' }] : { duty: { gate: { gateId: 'g1', nameVi: 'Chốt cầu Suối Cát', nameEn: 'Suoi Cat bridge', area: '56/575', keepsVisits: true }, area: '56/575', until: new Date(now() + 6 * 3_600_000).toISOString() }, packs: movement.packs.map((pack) => ({ ...pack, version: '2021-10', from: '2021-05-31T00:00:00Z' })), levels: state.gate.levels, asOf: new Date(now()).toISOString() })],
    ['POST', /^\/api\/gate\/devices$/, () => [201, { deviceId: 'd1', secret: 's1', leaseUntil: new Date(now() + 36 * 3_600_000).toISOString() }]],
    ['POST', /^\/api\/gate\/devices\/contact$/, (_m, body) => { if (body.forgotten) state.gate.forgotten = true; return { standing: state.gate.revoked ? 'REVOKED' : 'ACTIVE', leaseUntil: new Date(now() + 36 * 3_600_000).toISOString() }; }],
    ['GET', /^\/api\/gate\/filters$/, (_m, _body, query) => state.gate.filters.filter(({ until }) => until > Date.parse(query.get('have') ?? '1970-01-01T00:00:00Z')).map(({ kind, from, until, ids }) => ({ kind, from: new Date(from).toISOString(), until: new Date(until).toISOString(), entries: ids.length, bytes: 200, falseHits: 1e-9 }))],
    ['GET', /^\/api\/gate\/filters\/(FULL|DELTA)\/(\d+)$/, ([, kind, until]) => { const found = state.gate.filters.find((one) => one.kind === kind && one.until === Number(until) * 1000); return worsenedFilter(kind, found.from, found.until, found.ids); }],
    ['POST', /^\/api\/gate\/scans$/, (_m, body) => { state.gate.batches.push(body.batch); return { repeated: false, scans: 0, sealed: 0 }; }],
    ['GET', /^\/api\/gates$/, () => state.gate.posts],
    ['POST', /^\/api\/gates$/, (_m, body) => { const post = { gateId: `g${state.gate.posts.length + 1}`, ...body }; state.gate.posts = [...state.gate.posts, post]; return [201, post]; }],
    ['GET', /^\/api\/gates\/alarms$/, () => state.gate.alarms],
    ['POST', /^\/api\/gates\/alarms\/([^/]+)\/settle$/, ([, keeper]) => { state.gate.alarms = state.gate.alarms.map((one) => (one.keeper === keeper ? { ...one, settledAt: new Date(now()).toISOString(), settledBy: 'huyen' } : one)); return [204, undefined]; }],
    ['GET', /^\/api\/gates\/([^/]+)$/, ([, gateId]) => ({ gate: state.gate.posts.find((one) => one.gateId === gateId), shifts: state.gate.shifts, devices: state.gate.devices })],
    ['POST', /^\/api\/gates\/([^/]+)\/shifts$/, (_m, body) => { state.gate.shifts = [...state.gate.shifts, body]; return [201, body]; }],
    ['DELETE', /^\/api\/gates\/([^/]+)\/shifts\/([^/]+)$/, ([, , keeper]) => { state.gate.shifts = state.gate.shifts.filter((one) => one.keeper !== keeper); return [204, undefined]; }],
    ['POST', /^\/api\/gates\/devices\/([^/]+)\/revoke$/, ([, device]) => { state.gate.devices = state.gate.devices.map((one) => (one.deviceId === device ? { ...one, revokedAt: new Date(now()).toISOString() } : one)); return [204, undefined]; }],
    ['GET', /^\/api\/permits$/, () => ({ office: 'Nhà máy nước', papers: state.gate.papers, quotas: [{ office: 'Nhà máy nước', kind: 'ESSENTIAL_WORKER', most: 40, used: state.gate.papers.filter(({ endedAt }) => !endedAt).length }] })],
    ['POST', /^\/api\/permits$/, (_m, body) => { if (body.number !== '056184000123') return [404, { code: 'gate.permit_nobody', vi: 'Không tìm thấy đúng một người theo số giấy tờ và ngày sinh này.', en: 'There is not exactly one person under this number and birth date.' }]; const made = { permitId: `p${state.gate.papers.length}`, kind: body.kind, document: body.document, destination: '', holderTail: body.number.slice(-4), from: body.from, until: body.until, issuedBy: 'nhamay' }; state.gate.papers = [made, ...state.gate.papers]; return [201, made]; }],
    ['POST', /^\/api\/permits\/([^/]+)\/revoke$/, ([, id], body) => { state.answers.push(body); state.gate.papers = state.gate.papers.map((one) => (one.permitId === id ? { ...one, endedAt: new Date(now()).toISOString() } : one)); return {}; }],
    ['GET', /\/claims\/[^/]+\/question$/, () => state.question],
    ['POST', /\/question\/[^/]+\/answer$/, (_m, body) => { state.answers.push(body); state.question = null; return {}; }],
    ['GET', /\/claims\/[^/]+\/stays$/, () => state.stays],
    ['POST', /\/claims\/[^/]+\/visit-token$/, () => ({ token: 'PCT1:DAY' })],
    ['GET', /\/claims\/[^/]+\/openings$/, () => [{ at: '2021-10-10T01:05:00Z', day: '2021-10-08', what: 'visits', hop: 1, office: 'Trung tâm y tế huyện Cam Lâm', basis: 'laboratory' }]],
    ['POST', /^\/api\/visits$/, (_m, body) => { const known = new Set(state.scans.map(({ id }) => id)); state.scans.push(...body.scans); return { fates: body.scans.map(({ id, poster }) => (poster.includes('FFFFFFFFFFFFFFFF') ? 'POSTER_REFUSED' : known.has(id) ? 'REPEATED' : 'KEPT')) }; }],
    ['GET', /^\/api\/resident\/venues$/, () => state.venues],
    ['POST', /^\/api\/resident\/venues$/, (_m, body) => { if (!body.another && state.venues.some(({ address }) => address === body.address)) return [409, { code: 'resident.venue_same_address', vi: 'Bạn đã đăng ký nơi khác ở địa chỉ này. Nếu đây là nơi khác, hãy đặt tên khác và xác nhận.', en: 'You registered another place at this address.' }]; const made = { venueId: `n${state.venues.length}`, name: body.name, kind: body.kind, area: '56/575/22738', address: body.address, since: '2021-10-10T05:00:00Z' }; state.venues = [...state.venues, made]; return [201, made]; }],
    ['GET', /^\/api\/tracing\/cases$/, (_m, _body, query) => (query.get('withdrawn') === 'true' ? [tracedCase, { ...tracedCase, id: 'c2', state: 'withdrawn' }] : [tracedCase, { ...tracedCase, id: 'c3', who: {}, state: 'waiting', refusal: 'not_linked', first: 0, second: 0 }])],
    ['GET', /^\/api\/tracing\/cases\/[^/]+$/, () => tracedView],
    ['POST', /^\/api\/tracing\/cases\/[^/]+\/(?:course|contacts)$/, (_m, body) => { state.answers.push(body); return tracedView; }],
    ['GET', /^\/api\/tracing\/contacts$/, () => ({ items: tracedContacts, more: false, workload: [{ area: suoiCat, open: 4, uncalled: 3, late: 1 }] })],
    ['GET', /^\/api\/tracing\/contacts\/[^/]+$/, () => contactView(state.ordered ? { stays: [stay], order: null } : {})],
    ['POST', /^\/api\/tracing\/contacts\/[^/]+\/order$/, (_m, body) => { state.answers.push(body); state.ordered = true; return [201, contactView({ stays: [stay] })]; }],
    ['POST', /^\/api\/tracing\/contacts\/[^/]+\/(?:calls|release|extend)$/, (_m, body) => { state.answers.push(body); return contactView({}); }],
    ['GET', /\/(?:claims|people)\/[^/]+\/requests$/, () => [...state.asked, ...requests]],
    ['POST', /\/(?:claims|people)\/[^/]+\/requests$/, (_m, body) => { const made = request({ id: `n${state.asked.length}`, kind: body.kind, text: body.text }); state.asked.push(made); return [201, made]; }],
    ['POST', /\/requests\/[^/]+\/(?:reply|reopen|close)$/, () => requests[0]],
    ['GET', /^\/api\/redress\/requests$/, () => ({ total: 3, items: requests.map((one) => ({ ...one, area: 'Xã Suối Cát' })) })],
    ['GET', /^\/api\/redress\/requests\/(.+)$/, ([, id]) => ({ request: request({ kind: id === 'q3' ? 'dose_missing' : 'dose_not_mine' }), person: { personId: 'p1', name: 'Nguyễn Thị Hoa', birthDate: '1984-09-05', area: 'Xã Suối Cát', documents: ['citizen_id ••••••••0123'], verified: true }, disputed: beside, waiting: id === 'q3' ? [{ ...beside, id: 'v1', decidedBy: '' }] : [], remedies: id === 'q3' ? ['accept_record', 'keep_apart', 'to_source', 'no_change', 'refuse'] : ['undo_link', 'to_source', 'no_change', 'refuse'] })],
    ['POST', /^\/api\/redress\/requests\/[^/]+\/(?:take|question|answer)$/, (_m, body) => { state.answers.push(body); return requests[0]; }],
    ['GET', /^\/api\/redress\/owed$/, () => ({ asOf: new Date(now()).toISOString(), open: 12, overdue: 3, communes: [{ area: '56/575/22738', name: 'Xã Suối Cát', open: 8, overdue: 3, oldestDays: 2 }, { area: '', name: '', open: 4, overdue: 0 }] })],
    ['POST', /^\/api\/gate\/check$/, (_m, body) => {
      state.gate.asked.push(body);
      const told = (colour, rule, more = {}) => {
        const [pack, id] = rule.split('/');
        const found = movement.packs.find((one) => one.id === pack).rules.find((one) => one.id === id);
        return { answer: found.answer.toLowerCase(), shown: 'code', colour, reasonClass: found.reasonClass, reason: found.reason, instruction: found.instruction, rule, askPurpose: found.reasonClass === 'ask_purpose', permits: [], asOf: new Date(now() - 60_000).toISOString(), ...more };
      };
      if (body.number !== undefined) return told('yellow', 'vn-movement/restricted', { shown: 'number' });
      if (body.code.startsWith('HC1:')) return told(undefined, 'vn-movement/foreign', { shown: 'dcc' });
      if (body.code.startsWith('056184000123|')) return told('green', 'vn-movement/essential_worker', { shown: 'citizen_card', permits: ['ESSENTIAL_WORKER'] });
      const rule = { GREEN: 'green', YELLOW: 'restricted', RED: 'stay_home' }[state.colour];
      return told(state.colour.toLowerCase(), state.gate.levels['56/575'] === 4 && state.colour === 'GREEN' ? `vn-movement/${body.purpose === undefined ? 'ask_into_closed' : body.purpose === 'OTHER' ? 'closed' : 'home_into_closed'}` : `vn-movement/${rule}`, { form: 'live' });
    }],
    ['GET', /^\/api\/reviews$/, () => ({ total: state.reviews.length, items: state.reviews.slice(0, 20), next: 'more' })],
    ['GET', /^\/api\/reviews\/counts$/, () => ({ open: state.reviews.length, deferred: 3, quiet: 184, reasons: reasons.map((value, n) => ({ value, count: 5 + n })), sources: [{ value: 'vaccination', count: 7 }, { value: 'ncovi', count: 7 }] })],
    ['GET', /^\/api\/reviews\/patterns$/, () => patterns],
    ['GET', /^\/api\/reviews\/(.+)$/, ([, id]) => ({ ...review, id, reason: state.reviews.find((one) => one.id === id)?.summary ?? 'uncertain' })],
    ['POST', /^\/api\/reviews\/([^/]+)\/decision$/, ([, id], body) => { if (!body.reason) return [422, { code: 'person.reason_missing', vi: 'Hãy ghi lý do.', en: 'State a reason.' }]; state.reviews = state.reviews.filter((one) => one.id !== id); return { decisionId: `d-${id}` }; }],
    ['GET', /^\/api\/decisions$/, () => decisionList],
    ['POST', /^\/api\/decisions\/(?:d-)?([^/]+)\/undo$/, ([, id]) => { const back = reviews.find((one) => one.id === id); if (back) state.reviews = [back, ...state.reviews]; return { decisionId: 'u1' }; }],
    ['GET', /^\/api\/bulks$/, () => [{ ...bulk, id: 'b0', state: 'done', decided: 119, takenBack: 1, secondAuthor: 'giudulieu2', reason: 'Số của cán bộ' }, { ...bulk, id: 'b2', state: 'proposed', own: false }]],
    ['POST', /^\/api\/bulks$/, (_m, body) => ({ ...bulk, action: body.action })],
    ['GET', /^\/api\/bulks\/([^/]+)$/, ([, id]) => ({ ...bulk, id, looked: [...state.looked], ...(state.bulkDone ? { state: 'done', decided: 120, reason: 'Cùng một kiểu' } : {}) })],
    ['GET', /^\/api\/bulks\/[^/]+\/sample\/([^/]+)$/, ([, id]) => { state.looked.add(id); return { ...review, id }; }],
    ['POST', /^\/api\/bulks\/([^/]+)\/(decide|confirm|undo)$/, ([, id, step]) => { state.bulkDone = step !== 'undo'; return { id, state: 'done', changed: 120, left: 0 }; }],
    ['GET', /^\/api\/exchange\/sources\/quality$/, () => state.quality],
    ['GET', /^\/api\/linkage-model$/, () => weights],
    ['GET', /^\/api\/people\/[^/]+\/records$/, () => records],
    ['GET', /^\/api\/people\/[^/]+\/beside\/[^/]+$/, () => ({ personId: records.personId, other: review.candidates[1], contradictions: ['both_registered', 'different_citizen_id'], model })],
    ['POST', /^\/api\/people\/[^/]+\/(?:split|merge)$/, () => ({ decisionId: 'd9' })],
    ['GET', /^\/api\/territory\/areas$/, (_m, _body, query) => [...((query.get('parent') ?? '') === '' ? [{ code: '56', path: '56', nameVi: 'Tỉnh Khánh Hòa', nameEn: 'Khanh Hoa' }] : []), { code: '22738', path: '56/575/22738', nameVi: 'Xã Suối Cát', nameEn: 'Suoi Cat' }, { code: '22741', path: '56/575/22741', nameVi: 'Xã Suối Tân', nameEn: 'Suoi Tan' }]],
    ['GET', /^\/api\/people\/[^/]+\/links$/, () => [['population', 1, 'register'], ['vaccination', 0.99999, 'model 1.0'], ['insurance', 0.9998, 'model 1.0'], ['ncovi', 0.97, 'steward']].map(([source, probability, decidedBy], index) => ({ eventId: `e${index}`, recordId: `01891f3c-77aa-7000-8000-00000000000${index}`, source, probability, decidedBy, at: '2021-10-10T05:00:09Z', undone: index === 3 }))],
    ['GET', /^\/api\/people\/[^/]+\/verifications$/, () => answers('01891f3c-77aa-7000-8000-000000000000', [['insurance', 'name_differs_same_initials', 'differs'], ['population', 'not_found', 'not_confirmed']])],
    ['GET', /^\/api\/records\/[^/]+\/verifications$/, ([path]) => answers(path.split('/')[3], state.awaited ? [['insurance', '', 'no_answer']] : [])],
    ['POST', /^\/api\/records\/[^/]+\/verifications$/, () => { state.awaited = true; return [202, { requestId: 'q1' }]; }],
    ['POST', /^\/api\/links\/[^/]+\/undo$/, () => ({ decisionId: 'd8' })],
    ['GET', /^\/api\/exchange\/runs$/, () => runs],
    ['GET', /^\/api\/exchange\/runs\/([^/]+)$/, ([, id]) => ({ ...(runs.find((run) => run.id === id) ?? runs[0]), problems })],
    ['GET', /\/ledger$/, () => ({ total: 15210, items: Array.from({ length: 12 }, (_, i) => ({ line: i + 2, sourceKey: `DT-${1000 + i}`, fate: ['linked', 'linked', 'waiting', 'new_person', 'refused'][i % 5], detail: null })) })],
    ['POST', /^\/api\/exchange\/sources\/[^/]+\/files\/[^/]+$/, () => ({ uploadId: 'u1' })],
    ['PUT', /^\/api\/exchange\/uploads\/u1/, () => ({})],
    ['POST', /^\/api\/exchange\/uploads\/u1\/finish$/, () => ({ ...runs[0], problems })],
    ['POST', /^\/api\/desk\/search$/, (_m, body) => ({ items: body.number === '0' ? [] : [{ personId: 'p1', name: 'Nguyễn Thị Hoa', birthDate: '1984-09-05', sex: 'FEMALE', documentTail: '0123', area: 'Suối Cát' }, { personId: 'p2', name: 'Nguyễn Thị Hòa', birthDate: '1984-03-12', sex: 'FEMALE', documentTail: '0991', area: 'Suối Cát' }] })],
    ['POST', /^\/api\/desk\/people$/, () => ({ personId: 'p9' })],
    ['POST', /\/vouch$/, () => ({})],
    ['GET', /^\/api\/oversight\/overview$/, () => overview],
    ['GET', /^\/api\/oversight\/overrides$/, () => state.published],
    ['GET', /^\/api\/overrides$/, () => state.proposals],
    ['POST', /^\/api\/overrides\/persons\/[^/]+$/, (_m, body) => { state.answers.push(body); return body.document === '000' ? [409, { code: 'pass.override_same_colour', vi: 'Thẻ đã có màu này theo quy tắc.', en: 'The pass has this colour by the rules already.' }] : [201, { id: 'o9' }]; }],
    ['POST', /^\/api\/overrides\/([^/]+)\/(confirm|refuse)$/, ([, id, what]) => {
      const found = state.proposals.find((one) => one.id === id);
      if (!found) return [404, { code: 'pass.override_unknown', vi: 'Không tìm thấy đề nghị đặt màu này, hoặc nó đã được quyết định.', en: 'There is no such proposal to set a colour, or it has been decided.' }];
      const after = { ...found, state: what === 'refuse' ? 'refused' : found.explained ? 'confirmed' : 'held' };
      if (after.state === 'confirmed') state.standing = [{ ...after, offices: [after.office, 'UBND huyện Diên Khánh'], startsAt: after.proposedAt, until: after.endsAt }, ...state.standing];
      state.proposals = after.state === 'held' ? state.proposals.map((one) => (one.id === id ? after : one)) : state.proposals.filter((one) => one.id !== id);
      return after;
    }],
    ['POST', /^\/api\/overrides\/([^/]+)\/withdraw$/, ([, id]) => {
      const found = state.proposals.find((one) => one.id === id);
      state.proposals = state.proposals.filter((one) => one.id !== id);
      return { ...found, state: 'withdrawn' };
    }],
    ['GET', /^\/api\/overrides\/in-force$/, () => state.standing],
    ['POST', /^\/api\/overrides\/([^/]+)\/end$/, ([, id]) => { state.answers.push(id); state.standing = state.standing.filter((one) => one.id !== id); return {}; }],
    ['GET', /^\/api\/overrides\/audit$/, () => ({ alarms: [alarm], overrides: [override] })],
    ['POST', /^\/api\/overrides\/alarms\/[^/]+\/uphold$/, (_m, body) => (state.answers.push(body), { ended: 5 })],
    ['GET', /^\/api\/replays\/[^/]+\/history$/, () => history],
    ['GET', /^\/api\/replays\/[^/]+$/, () => replay],
    ['GET', /^\/api\/rules\/packs$/, () => packLines],
    ['POST', /^\/api\/rules\/packs$/, (_m, body) => (body.content.includes('now()') ? [422, { code: 'pass.pack_refused', vi: "Gói quy tắc bị từ chối ở dòng 53, cột 14: undeclared reference to 'now'", en: "The rule pack is refused at line 53, column 14: undeclared reference to 'now'" }] : packView(state))],
    ['GET', /^\/api\/rules\/packs\/[^/]+\/[^/]+$/, () => packView(state)],
    ['GET', /^\/api\/rules\/packs\/[^/]+\/[^/]+\/diff$/, () => packDiff],
    ['POST', /^\/api\/rules\/packs\/[^/]+\/[^/]+\/rehearse$/, () => { state.packStep = 'REHEARSED'; return { rehearsal: 'r1' }; }],
    ['POST', /^\/api\/rules\/packs\/[^/]+\/[^/]+\/(check|approve|schedule|roll-back)$/, ([, step], body) => { state.packStep = { check: 'CHECKED', approve: 'APPROVED', schedule: 'ACTIVE', 'roll-back': 'ROLLED_BACK' }[step]; if (step === 'roll-back') state.answers.push(body.reason); return packView(state); }],
    ['GET', /^\/api\/rules\/rehearsals\//, () => rehearsal],
    ['GET', /^\/api\/demo\/clock$/, () => ({ now: new Date(now()).toISOString() })],
    ['POST', /^\/api\/demo\/clock$/, (_m, body) => { state.offset += body.stepHours * 3_600_000; return { now: new Date(now()).toISOString() }; }],
    ['GET', /^\/api\/demo\/outbox$/, () => state.outbox],
    ['GET', /^\/api\/demo\/stories$/, () => stories],
    ['GET', /^\/api\/demo\/accounts$/, () => [{ username: 'tramyte', password: 'demo-2021', office: both('Trạm y tế xã Suối Cát', 'Suoi Cat health station'), roles: ['HEALTH_WORKER'], link: '/console/' }, { username: 'chot', password: 'demo-2021', office: both('Chốt quốc lộ 1', 'Highway 1 gate'), roles: ['GATE_KEEPER'], link: '/gate/' }]],
  ];

  const answer = (response, status, body, type) => {
    const text = JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': type ?? (status >= 400 ? 'application/problem+json' : 'application/json'), 'Set-Cookie': 'XSRF-TOKEN=fake; Path=/' });
    response.end(text);
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (url.pathname.startsWith('/api/')) {
      state.requests.push(`${request.method} ${url.pathname}`);
      if (request.method !== 'GET' && request.headers['x-xsrf-token'] !== 'fake') return answer(response, 403, { code: 'access.csrf', vi: 'Thiếu mã chống giả mạo.', en: 'The CSRF token is missing.' });
      const found = routes.find(([method, path]) => method === request.method && path.test(url.pathname));
      if (!found) return answer(response, 404, { code: 'http.404', detail: url.pathname });
      const json = (request.headers['content-type'] ?? '').includes('json') && chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      const made = await found[2](url.pathname.match(found[1]), json, url.searchParams);
      if (Buffer.isBuffer(made)) {
        response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
        return response.end(made);
      }
      return Array.isArray(made) && typeof made[0] === 'number' ? answer(response, made[0], made[1]) : answer(response, 200, made);
    }
    if (url.pathname === '/oauth2/authorization/pccovid') {
      state.who = 'staff';
      response.writeHead(302, { Location: '/console/' });
      return response.end();
    }
    let file = join(output, normalize(url.pathname));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    if (!file.startsWith(output) || !existsSync(file)) {
      response.writeHead(404);
      return response.end();
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': policy });
    return response.end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { state, now, url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const fake = await startFake(Number(process.env.PORT ?? 8765));
  console.log(`web: pages with invented answers on ${fake.url}`);
}

export { stays };
