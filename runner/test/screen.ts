/**
 * What a terminal of this width shows after a text: obeys newlines, wrapping, cursor-up and clear-below; colours are dropped.
 */
export function screenAfter(text: string, columns: number): readonly string[] {
  const rows: string[] = [''];
  let row = 0;
  let column = 0;
  const down = (): void => {
    row++;
    column = 0;
    rows[row] ??= '';
  };
  for (const [token, up] of text.matchAll(/\u001b\[(\d+)A|\u001b\[0J|\u001b\[[\d;]*m|\n|[^\u001b\n]/gu)) {
    if (up !== undefined) {
      row = Math.max(0, row - Number(up));
    } else if (token === '\u001b[0J') {
      rows[row] = [...rows[row]!].slice(0, column).join('');
      rows.length = row + 1;
    } else if (token === '\n') {
      down();
    } else if (!token.startsWith('\u001b')) {
      if (column === columns) down();
      const characters = [...rows[row]!];
      characters[column++] = token;
      rows[row] = characters.join('');
    }
  }
  return rows;
}
