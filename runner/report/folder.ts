/** The path of the folder a spec lies in; empty at the top. */
export const folderOf = (file: string): string => file.slice(0, Math.max(file.lastIndexOf('/'), 0));

export const baseNameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** The system a spec speaks of: the first folder below `specs`, else the first folder with a name; empty without one. */
export function systemOf(file: string): string {
  const folders = folderOf(file)
    .split('/')
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  return folders[folders.lastIndexOf('specs') + 1] ?? '';
}
