import { stepValuesOf } from '../values.ts';
import { spanOf } from '../../language/source.ts';
import type { Lint, LintRule } from '../rule.ts';

const ADDRESS = /[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})\b/;
/** Domains reserved for tests by RFC 2606 and RFC 6761, and mailboxes of test services. */
const RESERVED = /(?:^|\.)(?:example\.(?:com|net|org|edu)|(?:test|example|invalid|localhost|local))$/i;
const LOOKS_MADE_UP = /(?:^|[.-])(?:test|example|mailinator|yopmail|mailtrap|fake|dummy|sample|demo|qa)/i;

/** An e-mail to a real address reaches a person. */
export const realEmail: LintRule = {
  id: 'real-email',
  severity: 'warning',
  finds: 'an e-mail address that may be a real one',
  check: (spec) =>
    stepValuesOf(spec).flatMap(({ keys, node }): readonly Lint[] => {
      if (typeof node.value !== 'string' || keys[0] === 'expect' || keys[0] === 'extract') return [];
      const [address, domain] = ADDRESS.exec(node.value) ?? [];
      if (address === undefined || RESERVED.test(domain!) || LOOKS_MADE_UP.test(domain!)) return [];
      return [
        {
          span: spanOf(spec.source.text, node.span, address),
          message: `${address} may be the address of a person`,
          hint: 'write {{random_email}}, or an address at example.com',
        },
      ];
    }),
};
