import type { LintRule } from '../rule.ts';

const ABSOLUTE = /^(?:[A-Za-z]:)?[\\/]|^~[\\/]/;
const FROM_FOLDER = /(?:^|[\\/])((?:mcp_)?swagger[\\/](?!.*swagger[\\/]).*)$/;

/** An absolute path of one machine does not exist on others. */
export const swaggerAbsolute: LintRule = {
  id: 'swagger-absolute',
  severity: 'warning',
  finds: '`swagger:` with a path that exists on one machine only',
  check: ({ metadata: { swagger, spans } }) => {
    const span = spans['swagger'];
    if (swagger === undefined || span === undefined || !ABSOLUTE.test(swagger.trim())) return [];
    const relative = FROM_FOLDER.exec(swagger.trim())?.[1]?.replaceAll('\\', '/');
    return [
      {
        span,
        message: `"swagger": expected a path relative to the working directory or the spec, found "${swagger}"`,
        hint: relative === undefined ? 'write the path below the project' : `write ${relative}`,
        ...(relative !== undefined && /^[\w./-]+$/.test(relative) && { fix: [{ span, text: relative }] }),
      },
    ];
  },
};
