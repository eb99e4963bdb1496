/** What git must ignore, and the patterns that already do so. */
const IGNORED: readonly { readonly line: string; readonly same: RegExp }[] = [
  { line: '.env', same: /^(\/|\*\*\/)?\.env\*?$/ },
  { line: 'reports/', same: /^(\/|\*\*\/)?reports(\/|\/\*\*?)?$/ },
];

/** The lines that a .gitignore lacks, to be appended to its text; empty if it has all. */
export function missingIgnores(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const missing = IGNORED.filter(({ same }) => !lines.some((line) => same.test(line)));
  if (missing.length === 0) return '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? '' : end;
  return start + missing.map(({ line }) => line + end).join('');
}
