import type { SandboxApi } from './shared/api.ts';
import { connect } from './connect/connect.ts';
import { department } from './department/department.ts';
import { monite } from './monite/monite.ts';
import { payroc } from './payroc/payroc.ts';
import { vcita } from './vcita/vcita.ts';

/** The APIs of the sandbox. */
export const apis: readonly SandboxApi[] = [vcita, payroc, department, connect, monite];

/** The API with the longest prefix of the path; undefined if no API serves the path. */
export function apiServing(pathname: string): SandboxApi | undefined {
  const owners = apis.flatMap((api) => api.prefixes.map((prefix) => ({ api, prefix })));
  return owners
    .filter(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`))
    .sort((left, right) => right.prefix.length - left.prefix.length)[0]?.api;
}
