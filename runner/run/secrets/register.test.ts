import { expect, test } from 'vitest';
import { resolveEnvironment } from '../../environment/resolve-environment.ts';
import { readEnvironmentsFile } from '../../environment/environments-file.ts';
import { createRedactor } from './redact.ts';
import { registerSecrets } from './register.ts';

/** What is shown of the value of a variable NAME when the environment says this of it. */
function shownWith(yaml: string): string {
  const text = `default: e\nenvironments:\n  e: ${yaml}\n`;
  const file = readEnvironmentsFile({ path: 'environments.yaml', text });
  expect(file.diagnostics).toEqual([]);
  const result = resolveEnvironment([file], undefined, {});
  if ('problem' in result) throw new Error(result.problem);
  const redactor = createRedactor();
  registerSecrets(
    result.environment,
    (name) => (name === 'NAME' ? 'value-of-the-name' : undefined),
    redactor,
  );
  return redactor.text('value-of-the-name');
}

test.each([
  ['a token', '{ tokens: { staff: "{{env.NAME}}" } }'],
  ['a header', '{ headers: { x-key: "k {{ env.NAME }}" } }'],
  ['a header of a route', '{ routes: [{ path: "/**", headers: { x-key: "<<env.NAME>>" } }] }'],
  ['a variable, through a helper', '{ variables: { a: "{{base64 env.NAME}}" } }'],
  ['the list of secrets', '{ secrets: [NAME] }'],
  ['the path of a host', '{ baseUrl: "https://a.test/{{env.NAME}}" }'],
  ['the body of an exchange', '{ tokens: { a: { exchange: { url: "/t", body: { k: "{{env.NAME}}" } } } } }'],
])('what %s mentions is hidden before anything is sent', (_what, yaml) => {
  expect(shownWith(yaml)).toBe('$NAME');
});

test('a variable that only names a host is shown', () => {
  expect(shownWith('{ baseUrl: "https://{{env.NAME}}" }')).toBe('value-of-the-name');
});
