import './style/style.css';

export * from './base/birth.ts';
export * from './base/format.ts';
export * from './base/hooks.ts';
export * from './base/keep.ts';
export * from './base/language.ts';
export * from './base/session.ts';
export * from './base/words.ts';
export * from './parts/basics.tsx';
export * from './parts/icon.tsx';
export * from './parts/pass.tsx';
export * from './parts/proxies.tsx';
export * from './parts/request.tsx';
export * from './parts/shell.tsx';
export * from './parts/story.tsx';
export * from './parts/toast.tsx';
export * from './scan/scanner.tsx';
