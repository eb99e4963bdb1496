import type { Diagnostics } from '../language/diagnostic.ts';
import { isTemplate } from '../language/template/compile.ts';
import { Fields } from '../language/yaml/fields.ts';
import { readStoreUrl } from './store-url.ts';

const KEYS = ['url', 'key'];
const PROJECT = /^[\w.-]{1,100}$/;

/** Checks `limits`: the URL of a store, or a map with it and a key. */
export function checkSharedLimits(fields: Fields, diagnostics: Diagnostics): void {
  const node = fields.node('limits');
  if (node === undefined) return;
  if (node.kind === 'scalar') {
    checkUrl(fields, 'limits', diagnostics);
    return;
  }
  const map = fields.map('limits');
  if (map === undefined) return;
  const inner = new Fields(map, diagnostics);
  inner.refuseUnknown('limits', KEYS);
  checkUrl(inner, 'url', diagnostics);
  const key = inner.text('key');
  if (key !== undefined && !PROJECT.test(key))
    diagnostics.error(
      'limits',
      inner.spanOf('key'),
      '"key": expected a name of letters, digits, ".", "-" and "_"',
      'projects that use the same store have different keys, as in key: payments',
    );
}

function checkUrl(fields: Fields, key: string, diagnostics: Diagnostics): void {
  const text = fields.text(key);
  if (text === undefined || isTemplate(text)) return;
  const result = readStoreUrl(text);
  if ('problem' in result)
    diagnostics.error('limits', fields.spanOf(key), `"${key}": ${result.problem}`, result.hint);
}
