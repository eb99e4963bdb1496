import type { Status } from '../language/metadata.ts';
import { Diagnostics } from '../language/diagnostic.ts';
import { hasErrors, readHead } from '../language/parse.ts';
import { withLineFeeds } from '../language/source.ts';
import { readYaml } from '../language/yaml/yaml.ts';

/** The keys that runs write. */
const WRITTEN_KEYS: readonly string[] = ['status', 'savedAt', 'verifiedAt', 'timesReused'];

/** The statuses that runs write. */
const WRITTEN_STATUSES: readonly Status[] = ['verified', 'failed'];

/**
 * Whether two texts of a spec differ only in what runs write: a verdict and its time. A status that runs neither write nor
 * overwrite is a person's change; so is any change to a text that cannot be read.
 */
export function differsByWriteBackOnly(before: string, now: string): boolean {
  const [old, current] = [partsOf(before), partsOf(now)];
  if (old === undefined || current === undefined) return false;
  if (old.others !== current.others || old.body !== current.body) return false;
  if (old.status === current.status) return true;
  return old.status !== 'skipped' && WRITTEN_STATUSES.includes(current.status);
}

type Parts = {
  readonly status: Status;
  /** The other keys of the frontmatter and their values, as text. */
  readonly others: string;
  /** The text below the frontmatter. */
  readonly body: string;
};

/** The parts of a spec; undefined if its frontmatter cannot be read. */
function partsOf(text: string): Parts | undefined {
  const unified = withLineFeeds(text).replaceAll('\r\n', '\n');
  const head = readHead({ path: '', text: unified });
  const span = head?.markdown.frontmatter;
  if (head === undefined || span === undefined || hasErrors(head.diagnostics)) return undefined;
  const map = readYaml(unified, span, new Diagnostics());
  if (map?.kind !== 'map') return undefined;
  const others = map.entries.filter(({ key }) => !WRITTEN_KEYS.includes(key));
  return {
    status: head.metadata.status,
    others: JSON.stringify(others, (key, value: unknown) =>
      key === 'span' || key === 'keySpan' ? undefined : value,
    ),
    body: unified.slice(span.end),
  };
}
