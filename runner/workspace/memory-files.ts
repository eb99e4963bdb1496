/** Whether a file of the reports folder is kept for later runs: the history, proofs, observations, those of shards, and the lock of all. */
export const isMemoryFile = (name: string): boolean =>
  /^(?:\.verify\.lock|history\.ndjson|proven\.json|observed\.json|shard-\d+-of-\d+\.jsonl)$/.test(name);

/** Why a file of such a name is neither read nor replaced. */
export const sayForeign = (path: string): string =>
  `${path} is not what a run of verify writes, and is left as it is; move it away, or name another folder with --reports`;

/** Whether a text that is not what a run writes is of another program: one of ours that was cut off begins as an object. */
export function isOfOthers(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text.trim() !== '' && !text.trimStart().startsWith('{');
  }
}
