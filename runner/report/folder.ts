/** The path of a spec's folder; empty at the top. */
export const folderOf = (file: string): string => file.slice(0, Math.max(file.lastIndexOf('/'), 0));

export const baseNameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** The system that a spec tests: the first folder below `specs`, else the first named folder; empty if none. */
export function systemOf(file: string): string {
  const folders = folderOf(file)
    .split('/')
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  return folders[folders.lastIndexOf('specs') + 1] ?? '';
}
