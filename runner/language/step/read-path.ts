import type { Diagnostics } from '../diagnostic.ts';
import { METHODS, type Method } from '../metadata.ts';
import { compileTemplate } from '../template/compile.ts';
import type { Fields } from '../yaml/fields.ts';
import { colonParameter, otherVariable } from './other-braces.ts';
import { strayBraceIn } from './path-braces.ts';

/** Reads the method of a step, in any case. */
export function readMethod(fields: Fields): Method | undefined {
  const text = fields.requiredText('method', 'the step');
  if (text === undefined) return undefined;
  const method = METHODS.find((each) => each === text.trim().toUpperCase());
  return method ?? fields.expected('method', `one of ${METHODS.join(', ')}`);
}

/** Reads the path of a step; braces that would be sent as written are an error. */
export function readPath(fields: Fields, diagnostics: Diagnostics): string | undefined {
  const path = fields.requiredText('path', 'the step');
  if (path !== undefined && !/^\/|^\{\{|^<</.test(path)) {
    const hint = /^https?:/i.test(path)
      ? 'the host belongs into environments.yaml (baseUrl or routes)'
      : undefined;
    diagnostics.error(
      'path',
      fields.spanOf('path'),
      `"path": expected a path that starts with /, found "${path}"`,
      hint,
    );
  }
  if (path !== undefined) refuseBraces(path, fields, diagnostics);
  return path;
}

function refuseBraces(path: string, fields: Fields, diagnostics: Diagnostics): void {
  const other = otherVariable(path, 'path');
  if (other !== undefined) {
    diagnostics.error(
      'path',
      fields.spanOf('path'),
      `"path": expected a parameter such as {${other.name}}, found ${other.written}, which would be sent as it stands`,
      `write {${other.name}} or {{${other.name}}}`,
    );
    return;
  }
  const colon = colonParameter(path);
  if (colon !== undefined)
    diagnostics.warn(
      'other-braces',
      fields.spanOf('path'),
      `"path": expected a parameter as {${colon.name}}, found ${colon.written}, which is sent as it stands`,
      `write {${colon.name}} or {{${colon.name}}}`,
    );
  const stray = 'problem' in compileTemplate(path) ? undefined : strayBraceIn(path);
  if (stray !== undefined)
    diagnostics.error(
      'path',
      fields.spanOf('path'),
      `"path": expected a parameter such as {name}, found "${stray}", which would be sent as it stands`,
      'write {name} or {{name}} for a variable; %7B, %7D, %3C and %3E are the characters themselves',
    );
}

/** `{name}`, but not `{{name}}`. */
export const PATH_PARAMETER = /(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})/g;
