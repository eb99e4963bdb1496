import { isDeepStrictEqual } from 'node:util';
import { readAnswerBody } from '../../run/check/answer.ts';
import { roundExact } from '../../language/json/exact-json.ts';
import { agreesIf, type Outcome, type Suite } from './suite.ts';

/** JSONTestSuite, from the files of its folder `test_parsing`: y_ is JSON, n_ is not, i_ may be either. */
export const readJsonSuite = (
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Suite => ({
  name: 'JSONTestSuite',
  vectors: files.map(({ name, bytes }) => ({ name, ask: () => outcomeOf(name, bytes) })),
});

function outcomeOf(name: string, body: Uint8Array): Outcome {
  const { json } = readAnswerBody({ headers: { 'content-type': 'application/json' }, body });
  const plain = parsePlain(body);
  // The result must be that of JSON.parse, apart from the digits that it rounds.
  if (json !== undefined && !isDeepStrictEqual(roundExact(json), plain)) return 'differ';
  if (name.startsWith('n_')) return agreesIf(json === undefined);
  return json === undefined && name.startsWith('y_') ? 'refuse' : 'agree';
}

function parsePlain(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
