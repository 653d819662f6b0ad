export * from './base45.ts';
export * from './cbor.ts';
export * from './cert-logic.ts';
export * from './gate-code.ts';
export * from './health-certificate.ts';
export * from './refusal.ts';
export * from './worsened.ts';
