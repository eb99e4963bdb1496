import { expect, test } from 'vitest';
import { environmentOf } from '../../test/run-fixture.ts';
import { createHosts } from './hosts.ts';
import { createRedactor } from '../secrets/redact.ts';

test.each([
  ['the base', "baseUrl: \"https://good.test/{{replace env.KEY 'key' 'k'}}\""],
  [
    'a variable of it',
    'baseUrl: "https://good.test/{{path}}"\nvariables: { path: "{{replace env.KEY \'key\' \'k\'}}" }',
  ],
])('what a helper in %s makes of a secret is hidden', (_, yaml) => {
  const environment = environmentOf(yaml);
  const redactor = createRedactor();
  const hosts = createHosts({ environment, vars: {}, readSecret: () => 'key-of-the-team', redactor });
  expect(hosts.fill(environment.baseUrl!, 0)).toEqual({
    url: 'https://good.test/k-of-the-team',
    secrets: [{ label: '{{env.KEY}} of environments.yaml', rank: 0 }],
  });
  expect(redactor.text('https://good.test/k-of-the-team')).toBe('https://good.test/$HIDDEN_KEY');
});
