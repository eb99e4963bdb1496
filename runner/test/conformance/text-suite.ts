import { isDeepStrictEqual } from 'node:util';
import { fakeHost, runSpec, specOf } from '../run-fixture.ts';
import { agreesIf, type Outcome, type Suite } from './suite.ts';
import own from './vectors/texts.json' with { type: 'json' };

/** A YAML scalar: its text in a header and a query, and its JSON in a body; or that it is refused. */
type ScalarVector = { readonly yaml: string; readonly text?: string; readonly json?: string };

export const ownTexts: Suite = {
  name: 'our texts as written',
  vectors: (own.vectors as readonly ScalarVector[]).map((vector) => ({
    name: vector.yaml,
    ask: () => outcomeOf(vector),
  })),
};

async function outcomeOf({ yaml, text, json }: ScalarVector): Promise<Outcome> {
  const spec = specOf({
    test: `- { id: a, method: POST, path: /x, params: { p: ${yaml} }, headers: { X-A: ${yaml} }, body: { b: ${yaml} } }`,
  });
  if (spec.diagnostics.length > 0) return text === undefined ? 'agree' : 'refuse';
  const { send, requests } = fakeHost(() => 200);
  await runSpec(spec, send);
  const [request] = requests;
  if (request === undefined) return 'refuse';
  const { path, headers, body } = request;
  return agreesIf(
    isDeepStrictEqual(
      [new URLSearchParams(path.slice(path.indexOf('?'))).get('p'), headers['X-A'], body],
      [text, text, `{"b":${json}}`],
    ),
  );
}
