/** What CertLogic computes with: JSON, and dates that exist only as values of expressions. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Value = Json | Date | readonly Value[] | { readonly [key: string]: Value };

/** Deepest nesting of an expression; the rules of the EU nest nine deep. */
const MAX_DEPTH = 64;
/** Most operations in one evaluation; the rules of the EU need some hundreds. */
const MAX_STEPS = 100_000;

/** An expression that breaks the specification, or data of a kind an operation does not take. */
export class InvalidExpression extends Error {}

function isObject(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Is the value one of those the specification calls truthy? */
export function isTruthy(value: Value): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value !== 0;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) && Object.keys(value).length > 0;
}

function decide(value: Value): boolean {
  if (value instanceof Date || (typeof value === 'number' && !Number.isInteger(value))) throw new InvalidExpression('neither truthy nor falsy');
  return isTruthy(value);
}

function variable(path: Value, data: Value): Value {
  if (typeof path !== 'string') throw new InvalidExpression('a path that is no text');
  if (path === '') return data;
  let at: Value = data;
  for (const fragment of path.split('.')) {
    if (Array.isArray(at)) at = /^\d{1,9}$/.test(fragment) ? ((at as readonly Value[])[Number(fragment)] ?? null) : null;
    else at = isObject(at) && Object.hasOwn(at, fragment) ? (at[fragment] ?? null) : null;
  }
  return at;
}

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{1,2})(?::?(\d{2}))?)?)?)?)?$/;

/** A partial date is its last day; a missing offset is UTC; a fraction is cut to milliseconds. */
function instant(text: string): Date {
  const match = text.length > 64 ? null : DATE.exec(text);
  if (match === null) throw new InvalidExpression('not a date in an allowed format');
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = match;
  const y = Number(year);
  if (month === undefined) return new Date(Date.UTC(y, 11, 31));
  if (day === undefined) return new Date(Date.UTC(y, Number(month), 0));
  const time = Date.UTC(y, Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), Number(`${fraction ?? ''}000`.slice(0, 3)));
  const date = new Date(Date.UTC(y, Number(month) - 1, Number(day)));
  if (date.getUTCDate() !== Number(day) || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) throw new InvalidExpression('no date');
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  return new Date(time - offset * 60_000);
}

function plusTime(date: Value, amount: Value, unit: Value): Date {
  if (typeof date !== 'string' || typeof amount !== 'number' || !Number.isInteger(amount) || Math.abs(amount) > 100_000_000) throw new InvalidExpression('plusTime takes a date, an integer and a unit');
  const at = instant(date);
  switch (unit) {
    case 'hour':
      at.setUTCHours(at.getUTCHours() + amount);
      return at;
    case 'day':
      at.setUTCDate(at.getUTCDate() + amount);
      return at;
    case 'month':
      at.setUTCMonth(at.getUTCMonth() + amount);
      return at;
    case 'year':
      at.setUTCFullYear(at.getUTCFullYear() + amount);
      return at;
    default:
      throw new InvalidExpression('unit of plusTime');
  }
}

function same(a: Value, b: Value): boolean {
  if (a instanceof Date || b instanceof Date) return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  before: (order) => order < 0,
  '>': (order) => order > 0,
  after: (order) => order > 0,
  '<=': (order) => order <= 0,
  'not-after': (order) => order <= 0,
  '>=': (order) => order >= 0,
  'not-before': (order) => order >= 0,
};

/** Operands an operation takes: least, most. */
const counts: Readonly<Record<string, readonly [number, number]>> = {
  if: [3, 3],
  and: [2, Infinity],
  '!': [1, 1],
  '===': [2, 2],
  in: [2, 2],
  '+': [2, 2],
  plusTime: [3, 3],
  dccDateOfBirth: [1, 1],
  reduce: [3, 3],
  extractFromUVCI: [2, 2],
  ...Object.fromEntries(Object.keys(orders).map((operator) => [operator, [2, 3] as const])),
};

class Evaluation {
  private steps = 0;

  value(expression: Json, data: Value, depth: number): Value {
    if (depth > MAX_DEPTH || ++this.steps > MAX_STEPS) throw new InvalidExpression('nested too deep or too long');
    if (typeof expression === 'string' || typeof expression === 'boolean') return expression;
    if (typeof expression === 'number' && Number.isInteger(expression)) return expression;
    if (Array.isArray(expression)) return (expression as readonly Json[]).map((item) => this.value(item, data, depth + 1));
    const [entry, second] = isObject(expression) ? Object.entries(expression as { readonly [key: string]: Json }) : [];
    if (entry === undefined || second !== undefined) throw new InvalidExpression('not an expression');
    const [operator, operands] = entry;
    if (operator === 'var') return variable(operands, data);
    const count = Object.hasOwn(counts, operator) ? counts[operator] : undefined;
    if (count === undefined || !Array.isArray(operands) || operands.length < count[0] || operands.length > count[1]) throw new InvalidExpression(`operands of ${operator}`);
    return this.operation(operator, operands as readonly Json[], data, depth + 1);
  }

  private operation(operator: string, operands: readonly Json[], data: Value, depth: number): Value {
    const [first = null, second = null, third = null] = operands;
    const evaluated = (operand: Json): Value => this.value(operand, data, depth);
    switch (operator) {
      case 'if':
        return evaluated(decide(evaluated(first)) ? second : third);
      case 'and': {
        let last: Value = null;
        for (const operand of operands) {
          last = evaluated(operand);
          if (!decide(last)) break;
        }
        return last;
      }
      case '!':
        return !decide(evaluated(first));
      case '===':
        return same(evaluated(first), evaluated(second));
      case 'in': {
        const one = evaluated(first);
        const list = evaluated(second);
        if (!Array.isArray(list)) throw new InvalidExpression('in takes a list');
        return (list as readonly Value[]).some((item) => same(one, item));
      }
      case '+': {
        const [a, b] = [evaluated(first), evaluated(second)];
        if (typeof a !== 'number' || typeof b !== 'number' || !Number.isSafeInteger(a + b)) throw new InvalidExpression('not an integer');
        return a + b;
      }
      case 'plusTime':
        return plusTime(evaluated(first), second, third);
      case 'dccDateOfBirth': {
        const date = evaluated(first);
        if (typeof date !== 'string' || date.length > 10) throw new InvalidExpression('dccDateOfBirth takes YYYY, YYYY-MM or YYYY-MM-DD');
        return instant(date);
      }
      case 'reduce': {
        let accumulator = evaluated(third);
        const over = evaluated(first);
        if (over === null) return accumulator;
        if (!Array.isArray(over)) throw new InvalidExpression('reduce takes a list');
        for (const current of over as readonly Value[]) accumulator = this.value(second, { accumulator, current, data }, depth);
        return accumulator;
      }
      case 'extractFromUVCI': {
        const id = evaluated(first);
        if (typeof second !== 'number' || !Number.isInteger(second) || (id !== null && typeof id !== 'string')) throw new InvalidExpression('extractFromUVCI takes text and an integer');
        return id === null ? null : (id.replace(/^URN:UVCI:/, '').split(/[/#:]/)[second] ?? null);
      }
      default:
        return this.chain(orders[operator], operands.map(evaluated), operator);
    }
  }

  private chain(holds: ((order: number) => boolean) | undefined, values: readonly Value[], operator: string): boolean {
    if (holds === undefined) throw new InvalidExpression('unknown operation');
    const dates = operator.length > 2;
    const numbers = values.map((value) => {
      if (dates ? value instanceof Date : typeof value === 'number' && Number.isInteger(value)) return Number(value);
      throw new InvalidExpression(dates ? 'compares only dates' : 'compares only integers');
    });
    return numbers.every((value, index) => index === 0 || holds(Math.sign((numbers[index - 1] ?? 0) - value)));
  }
}

/**
 * Evaluates CertLogic 1.3.3, the language of the business rules of other countries. Bounded in depth and work, since
 * rules come from outside. The same cases decide as in the Java library.
 */
export function evaluateCertLogic(expression: Json, data: Value): Value {
  return new Evaluation().value(expression, data, 0);
}

export type RuleOutcome = 'passed' | 'failed' | 'open';

/** What one rule says; `open` when it cannot be evaluated: somebody looks, nobody is accepted by it. */
export function askRule(logic: Json, data: Value): RuleOutcome {
  try {
    return isTruthy(evaluateCertLogic(logic, data)) ? 'passed' : 'failed';
  } catch (problem) {
    if (problem instanceof InvalidExpression) return 'open';
    throw problem;
  }
}
