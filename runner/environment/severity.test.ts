import { describe, expect, test } from 'vitest';
import { CHECKS } from '../openapi/check/finding.ts';
import { CHOSEN_CHECKS } from '../language/check-names.ts';
import { layerSeverities } from './severity.ts';

test('a spec names every check of the contract, and the one of the run', () => {
  expect(CHOSEN_CHECKS).toEqual([...CHECKS, 'endpoint-called']);
});

/** Of files from the outermost to the nearest. */
const layered = (...severities: readonly Readonly<Record<string, string>>[]) =>
  layerSeverities(
    severities
      .map((severity, depth) => ({ path: `${'sub/'.repeat(depth)}environments.yaml`, severity }))
      .toReversed(),
  );

describe('the severities of nested folders', () => {
  test('are those of the outermost file, milder than the defaults or not', () => {
    expect(layered({ 'response-schema': 'off', 'response-format': 'error' })).toEqual({
      severity: { 'response-schema': 'off', 'response-format': 'error' },
      notes: [],
    });
  });

  test('may be stricter further in', () => {
    expect(
      layered({ 'response-schema': 'off' }, { 'response-schema': 'warn' }, { 'response-schema': 'error' }),
    ).toEqual({ severity: { 'response-schema': 'error' }, notes: [] });
  });

  test.each([
    ['what is said above', { 'response-schema': 'error' }, 'error'],
    ['the default, where nothing is said above', {}, undefined],
  ])('are no milder than %s', (_what, outer, severity) => {
    const { severity: found, notes } = layered(outer, { 'response-schema': 'off' });
    expect(found['response-schema']).toBe(severity);
    expect(notes).toEqual([
      'sub/environments.yaml: severity response-schema: off has no effect, because it is error above this folder',
    ]);
  });
});
