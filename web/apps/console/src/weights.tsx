import { type LevelWeight, steward } from '@pccovid/api';
import { Card, When, nameOf, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { signed } from './beside.tsx';
import { StewardTabs } from './steward-tabs.tsx';
import { fieldName, words as catalogue } from './steward-words.ts';

/** Levels by field, in the order the model compares fields; the heaviest level first. */
export function byField(levels: readonly LevelWeight[]): readonly (readonly [string, readonly LevelWeight[]])[] {
  const fields = new Map<string, LevelWeight[]>();
  for (const level of levels) fields.set(level.field, [...(fields.get(level.field) ?? []), level]);
  return [...fields].map(([field, found]) => [field, found.sort((a, b) => b.bits - a.bits)] as const);
}

/** A share as people read it: 0.6, 3e-7. */
export function shownShare(share: number, shown: 'vi' | 'en'): string {
  const text = share === 0 ? '0' : share >= 0.001 ? String(Number(share.toPrecision(3))) : smallShare(share);
  return shown === 'vi' ? text.replace('.', ',') : text;
}

function smallShare(share: number): string {
  return share
    .toExponential(1)
    .replace('e-', '·10⁻')
    .replace(/⁻(\d+)$/, (_all, digits: string) => `⁻${[...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`);
}

const SCOPES = { name: 'scopeName', rest: 'scopeRest', ends: 'scopeEnds', front: 'scopeFront', given: 'scopeGiven', date: 'scopeDate', year: 'scopeYear', tail: 'scopeTail' } as const;

function scopeOf(scope: string): (typeof SCOPES)[keyof typeof SCOPES] | 'scopeOther' {
  return scope in SCOPES ? SCOPES[scope as keyof typeof SCOPES] : 'scopeOther';
}

/** Bits beyond which a bar is full. */
const FULL = 34;

export function WeightsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`weights:${turn}`, () => steward.weights());
  return (
    <>
      <StewardTabs current="weights" />
      <When loaded={loaded} again={again}>
        {({ model, levels }) => (
          <>
            <div>
              <h1>{words('weights')}</h1>
              <p class="hint">{words('weightsLead', { version: model.version })}</p>
              <p class="hint">{words('weightsPrior', { bits: signed(-model.priorBits, shown) })}</p>
            </div>
            {byField(levels).map(([field, found]) => (
              <Card key={field} title={fieldName(field, shown)} testId="weights">
                <div class="table-scroll" role="region" aria-label={fieldName(field, shown)} tabIndex={0}>
                  <table class="table weights">
                    <thead>
                      <tr>
                        <th scope="col">{words('level')}</th>
                        <th scope="col" class="number">
                          {words('bits')}
                        </th>
                        <td aria-hidden="true" class="weights-head" />
                        <th scope="col" class="number">
                          {words('ofOne')}
                        </th>
                        <th scope="col" class="number">
                          {words('stranger')}
                        </th>
                        <th scope="col" class="number">
                          {words('neighbour')}
                        </th>
                        <th scope="col" class="number">
                          {words('family')}
                        </th>
                        <th scope="col" class="number">
                          {words('twin')}
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {found.map((level) => {
                        const width = (Math.min(Math.abs(level.bits), FULL) / FULL) * 50;
                        return (
                          <tr key={level.level}>
                            <th scope="row">
                              {nameOf(level.level, shown)}
                              {level.scope !== 'none' && <small class="scope"> × {words(scopeOf(level.scope))}</small>}
                            </th>
                            <td class="number">{signed(level.bits, shown)}</td>
                            <td aria-hidden="true" class="weights-bar">
                              <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none">
                                <rect class="bar-ground" width="100" height="8" />
                                <rect class={level.bits >= 0 ? 'bar-indigo' : 'bar-lotus'} x={level.bits >= 0 ? 50 : 50 - width} width={width} height="8" />
                                <rect class="bar-mid" x="49.500" width="1" height="8" />
                              </svg>
                            </td>
                            {[level.m, level.stranger, level.neighbour, level.family, level.twin].map((share, index) => (
                              <td key={index} class="number">
                                {shownShare(share, shown)}
                              </td>
                            ))}
                          </tr>
                        );
                      })}
                    </tbody>
                  </table>
                </div>
              </Card>
            ))}
          </>
        )}
      </When>
    </>
  );
}
