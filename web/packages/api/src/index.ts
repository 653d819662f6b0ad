export * from './types.ts';
export * from './problem.ts';
export * from './clock.ts';
export * from './client.ts';
export type * from './steward-types.ts';
export type * from './audit-types.ts';
export type * from './rules-types.ts';
export type * from './tracing-types.ts';
export type * from './visit-types.ts';
