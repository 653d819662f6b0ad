import type { Language } from './language.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const LOCALE = { vi: 'vi-VN', en: 'en-GB' } as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(shown: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${shown}:${name}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(LOCALE[shown], { timeZone: ZONE, ...options });
    formats.set(key, found);
  }
  return found;
}

type Moment = string | number;

function instantOf(moment: Moment): number {
  return typeof moment === 'number' ? moment : Date.parse(DAY.test(moment) ? `${moment}T00:00:00+07:00` : moment);
}

/** 10/10/2021 · 10 Oct 2021; what is no date comes back as it is. */
export function day(moment: Moment, shown: Language): string {
  const instant = instantOf(moment);
  if (Number.isNaN(instant)) return String(moment);
  const options: Intl.DateTimeFormatOptions = shown === 'vi' ? { day: '2-digit', month: '2-digit', year: 'numeric' } : { day: 'numeric', month: 'short', year: 'numeric' };
  return format(shown, 'day', options).format(instant);
}

/** 13:00 in Vietnam, wherever the browser is. */
export function clock(moment: Moment, shown: Language): string {
  const instant = instantOf(moment);
  return Number.isNaN(instant) ? String(moment) : format(shown, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
}

export function clockWithSeconds(moment: Moment, shown: Language): string {
  return format(shown, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(instantOf(moment));
}

/** The hour too, unless the thing begins with the day. */
export function dayAndClock(moment: Moment, shown: Language): string {
  const time = clock(moment, shown);
  return (typeof moment === 'string' && DAY.test(moment)) || time === '00:00' ? day(moment, shown) : `${time} · ${day(moment, shown)}`;
}

export function count(value: number, shown: Language): string {
  return value.toLocaleString(LOCALE[shown]);
}

export function percent(share: number, shown: Language, digits = 1): string {
  return (share * 100).toLocaleString(LOCALE[shown], { minimumFractionDigits: digits, maximumFractionDigits: digits }) + ' %';
}

/** How long ago, in the largest unit that is not zero. */
export function ago(sinceMs: number, shown: Language): string {
  const minutes = Math.max(0, Math.floor(sinceMs / 60_000));
  const [value, vi, en]: [number, string, string] =
    minutes < 60 ? [minutes, 'phút', 'minute'] : minutes < 48 * 60 ? [Math.floor(minutes / 60), 'giờ', 'hour'] : [Math.floor(minutes / 1440), 'ngày', 'day'];
  if (minutes < 1) return shown === 'vi' ? 'vừa xong' : 'just now';
  return shown === 'vi' ? `${value} ${vi} trước` : `${value} ${en}${value === 1 ? '' : 's'} ago`;
}

export function agoDays(days: number, shown: Language): string {
  if (days <= 0) return shown === 'vi' ? 'hôm nay' : 'today';
  return shown === 'vi' ? `${days} ngày trước` : `${days} day${days === 1 ? '' : 's'} ago`;
}

/** 4:05 until the end, never below zero. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const tail = `${String(Math.floor((seconds % 3600) / 60)).padStart(hours > 0 ? 2 : 1, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
