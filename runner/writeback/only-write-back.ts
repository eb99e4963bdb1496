const FRONTMATTER = /^\ufeff?---[ \t]*\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*$/m;
const WRITTEN_LINE = /^(?:status|savedAt|verifiedAt|timesReused)[ \t]*:.*\n/gm;
const STATUS_LINE = /^status[ \t]*:[ \t]*["']?(\w+)/m;

/** The statuses that a run writes. */
const WRITTEN_STATUSES = ['verified', 'failed'];

/**
 * Whether two texts of a spec differ only by what runs write into it: a verdict and its time. A status that no run writes, or
 * writes over, is the change of a person.
 */
export function differsByWriteBackOnly(before: string, now: string): boolean {
  const [old, current] = [partsOf(before), partsOf(now)];
  if (old === undefined || current === undefined || old.rest !== current.rest) return false;
  if (old.status === current.status) return true;
  return old.status !== 'skipped' && WRITTEN_STATUSES.includes(current.status ?? '');
}

type Parts = { readonly rest: string; readonly status: string | undefined };

/** A text without the lines that runs write; undefined where it has no frontmatter that they could be in. */
function partsOf(text: string): Parts | undefined {
  const unified = text.replace(/\r\n?/g, '\n');
  const found = FRONTMATTER.exec(unified);
  if (found === null) return undefined;
  const [whole, head = ''] = found;
  return {
    rest: whole.replace(head, () => head.replace(WRITTEN_LINE, '')) + unified.slice(whole.length),
    status: STATUS_LINE.exec(head)?.[1],
  };
}
