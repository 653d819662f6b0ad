// Regenerates the area list that lib/territory ships: the provinces, districts and communes of 1 November 2021.
//
//   node lib/territory/generate/generate.mjs
//
// Source: npm package @natpkg/vn-local 1.0.0 (MIT, Copyright (c) 2021 NatCOOPJS), a copy of the published list of
// the General Statistics Office. Populations: census of 1 April 2019 (census2019.csv beside this script).
// The package is fetched with the ordinary npm client; its content is checked against the counts below, so a
// different list cannot slip in unnoticed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@natpkg/vn-local';
const VERSION = '1.0.0';
const AS_OF = '2021-11-01';
const COUNTS = { provinces: 63, districts: 705, communes: 10599, islandDistricts: 5 };

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, `../src/main/resources/vn/pccovid/lib/territory/areas-${AS_OF}.txt`);
const work = mkdtempSync(join(tmpdir(), 'vn-local-'));
try {
  const packed = execFileSync('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], { cwd: work, encoding: 'utf8' });
  execFileSync('tar', ['xzf', packed.trim().split('\n').at(-1)], { cwd: work });
  const read = (name) => JSON.parse(readFileSync(join(work, 'package/src/jsonFiles', `${name}.json`), 'utf8'));
  writeFileSync(target, render(read('provinces'), read('districts'), read('wards')));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function render(provinces, districts, communes) {
  const population = new Map(
    readFileSync(join(here, 'census2019.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')),
  );
  const districtsOf = groupBy(districts, (d) => d.provinceCode);
  const communesOf = groupBy(communes, (c) => c.districtCode);
  const lines = [];
  let islands = 0;
  for (const p of sorted(provinces)) {
    const type = p.unit === 'Tỉnh' ? 'tinh' : 'tp';
    lines.push(['P', p.code, type, bare(p.name), population.get(p.code)].join('\t'));
    for (const d of sorted(districtsOf.get(p.code))) {
      lines.push(['D', d.code, typeOf(d.unit), bare(d.name)].join('\t'));
      const below = sorted(communesOf.get(d.code) ?? []);
      if (below.length === 0) islands++;
      for (const c of below) lines.push(['C', c.code, typeOf(c.unit), bare(c.name)].join('\t'));
    }
  }
  const found = {
    provinces: provinces.length,
    districts: districts.length,
    communes: communes.length,
    islandDistricts: islands,
  };
  if (JSON.stringify(found) !== JSON.stringify(COUNTS)) {
    throw new Error(`counts are ${JSON.stringify(found)}, expected ${JSON.stringify(COUNTS)}`);
  }
  const header = [
    '# Provinces (P, with census population of 1 April 2019), districts (D), communes (C); generated, do not edit.',
    `# Source: npm ${PACKAGE}@${VERSION}, MIT, Copyright (c) 2021 NatCOOPJS. Script: lib/territory/generate/generate.mjs`,
    `list\tvn-gso-${AS_OF}\t${AS_OF}`,
  ];
  return header.concat(lines).join('\n') + '\n';
}

function typeOf(unit) {
  const types = {
    Quận: 'quan', Huyện: 'huyen', 'Thị xã': 'thi_xa', 'Thành phố': 'tp',
    Phường: 'phuong', Xã: 'xa', 'Thị trấn': 'thi_tran',
  };
  const type = types[unit];
  if (!type) throw new Error(`unknown unit ${unit}`);
  return type;
}

// The name without its type word: 'Thị Trấn Ái Tử' → 'Ái Tử'; composed form, single spaces.
function bare(name) {
  const clean = name.normalize('NFC').replace(/[\s\u00a0]+/g, ' ').trim();
  return clean.replace(/^(Thành phố|Thị trấn|Thị xã|Tỉnh|Quận|Huyện|Phường|Xã) /iu, '');
}

function sorted(areas) {
  return [...areas].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function groupBy(areas, key) {
  const groups = new Map();
  for (const area of areas) {
    const list = groups.get(key(area)) ?? [];
    list.push(area);
    groups.set(key(area), list);
  }
  return groups;
}
