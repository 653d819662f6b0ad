/** `5/9/1984` → `1984-09-05`; a year or month/year alone is allowed as on old papers; null when it is no date. */
export function birthDateOf(typed: string): string | null {
  const parts = typed.trim().split(/[\s/.-]+/);
  if (parts.some((part) => !/^\d+$/.test(part)) || parts.length > 3) return null;
  const numbers = parts.map(Number);
  const [day, month, year] = numbers.length === 3 ? numbers : numbers.length === 2 ? [0, ...numbers] : [0, 0, ...numbers];
  if (day === undefined || month === undefined || year === undefined || year < 1900 || year > 2100 || month > 12 || day > 31) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (month === 0) return String(year);
  return day === 0 ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(day)}`;
}
