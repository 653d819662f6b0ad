import type { ProblemBody, Words } from './types.ts';

/** Why a request did not do what it was asked: refused by the server with a code, or never arrived. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly words: Words | null;

  constructor(status: number, code: string, words: Words | null) {
    super(code);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.words = words;
  }

  /** True when nothing was heard from the server: worth trying again later. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

/** The sentence of a problem document, whichever of the agreed shapes carries it. */
export function wordsOf(body: ProblemBody): Words | null {
  if (body.message && typeof body.message === 'object') return body.message;
  if (body.vi !== undefined) return { vi: body.vi, en: body.en ?? body.vi };
  const sentence = body.detail ?? body.title;
  return sentence === undefined ? null : { vi: sentence, en: sentence };
}

export function asRefusal(reason: unknown): Refusal {
  return reason instanceof Refusal ? reason : new Refusal(0, 'client.unexpected', null);
}
