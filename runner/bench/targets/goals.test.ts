import { expect, test } from 'vitest';
import { isMissed } from '../figure.ts';
import { BARE, cpuPerFurtherRequest, goalFigures, HURL, latencyCase, OFF, ON, specsCase } from './goals.ts';
import { createSamples, type Samples } from './samples.ts';

/** Rounds in which hurl uses 1 ms of CPU a spec and `verify` as many times that as given; the second round is slow. */
function samplesOf(times: number, rounds: readonly number[] = [1, 10, 1]): Samples {
  const samples = createSamples();
  for (const slow of rounds) {
    const add = (where: string, contender: string, ms: number): void =>
      samples.add(where, contender, { wallMs: ms * slow, cpuMs: ms * slow, rssMb: 90 });
    add(specsCase(1), BARE, 40);
    for (const [contender, factor] of [
      [HURL, 1],
      [OFF, times],
      [ON, times],
    ] as const) {
      for (const specs of [1, 1_000, 10_000]) add(specsCase(specs), contender, 40 + specs * factor);
      add(latencyCase(16), contender, 1_400 * factor);
    }
  }
  return samples;
}

const missedOf = (samples: Samples): readonly string[] =>
  goalFigures(samples)
    .filter(isMissed)
    .map(({ name }) => name);

test('every goal holds for a runner as cheap as hurl', () => {
  expect(missedOf(samplesOf(1))).toEqual([]);
});

test('a runner at 1.2 times hurl misses what is held to hurl itself', () => {
  expect(missedOf(samplesOf(1.2))).toEqual([
    'CPU per further request, contract off',
    'wall, 50 ms latency, 100 specs, 16 at once',
  ]);
});

test('a further request is the difference of 10,000 and 1,000 specs over 36,000 requests, round by round', () => {
  expect(cpuPerFurtherRequest(samplesOf(2), ON)).toEqual([0.5, 5, 0.5]);
});

test('one spec is what it adds to bare Node', () => {
  const one = goalFigures(samplesOf(60)).find(({ name }) => name === 'CPU of one spec above bare Node');
  expect(one).toMatchObject({ value: 60, limit: 80 });
});

test('goals without measurements do not hold', () => {
  expect(() => goalFigures(createSamples())).toThrow('verify --contract off was not measured: 1,000 specs');
});
