import type { QualityWeek } from '@pccovid/api';

type Counts = Readonly<Record<string, number>>;
type Levels = Readonly<Record<string, Counts>>;

function add(left: Counts, right: Counts): Counts {
  const sum: Record<string, number> = { ...left };
  for (const [key, value] of Object.entries(right)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}

function addLevels(left: Levels, right: Levels): Levels {
  const sum: Record<string, Counts> = { ...left };
  for (const [field, levels] of Object.entries(right)) sum[field] = add(sum[field] ?? {}, levels);
  return sum;
}

/** Several weeks as one; problems of the same column and rule are added up, the most frequent first. */
export function totalOf(weeks: readonly QualityWeek[]): QualityWeek {
  const start: QualityWeek = { week: weeks[0]?.week ?? '', rows: 0, fates: {}, outcomes: {}, waits: {}, lacks: {}, vague: {}, linked: {}, waiting: {}, problems: [] };
  const total = weeks.reduce<QualityWeek>(
    (sum, week) => ({
      week: sum.week,
      rows: sum.rows + week.rows,
      fates: add(sum.fates, week.fates),
      outcomes: add(sum.outcomes, week.outcomes),
      waits: add(sum.waits, week.waits),
      lacks: add(sum.lacks, week.lacks),
      vague: add(sum.vague, week.vague),
      linked: addLevels(sum.linked, week.linked),
      waiting: addLevels(sum.waiting, week.waiting),
      problems: [...sum.problems, ...week.problems],
    }),
    start,
  );
  const problems = new Map<string, QualityWeek['problems'][number]>();
  for (const problem of total.problems) {
    const key = `${problem.column}|${problem.code}|${problem.severity}`;
    const known = problems.get(key);
    problems.set(key, known ? { ...known, rows: known.rows + problem.rows } : problem);
  }
  return { ...total, problems: [...problems.values()].sort((a, b) => b.rows - a.rows) };
}

/** Records judged: linked, new or waiting at their first sight. */
export function judgedOf(outcomes: Counts): number {
  return (outcomes['linked'] ?? 0) + (outcomes['new_person'] ?? 0) + (outcomes['waiting'] ?? 0);
}

/** A share, or null where nothing was counted: none of none is not 0 %. */
export function shareOf(part: number | undefined, whole: number): number | null {
  return whole > 0 ? (part ?? 0) / whole : null;
}

/** Points of a line over weeks, in a field of `width` × `height`; weeks without a value are left out. */
export function lineOf(values: readonly (number | null)[], width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .flatMap((value, index) => (value === null ? [] : [`${Number((index * step).toFixed(1))},${Number((height - value * height).toFixed(1))}`]))
    .join(' ');
}
