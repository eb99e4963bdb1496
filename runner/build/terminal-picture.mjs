const COLUMNS = 118;
const CELL = { width: 7.83, height: 18 };
const MARGIN = 16;

/** Colours on a dark background, by the code of the terminal. */
const COLOURS = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff', 39: '#e6edf3' };

/** A picture of what a terminal of 118 columns shows of a text with colours: long lines are cut. */
export function svgOfTerminal(text) {
  const lines = text.split('\n');
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
  const height = Math.ceil(lines.length * CELL.height + 2 * MARGIN);
  const rows = lines.map(
    (line, at) => `<text x="${MARGIN}" y="${MARGIN + 13 + at * CELL.height}">${spansOf(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>A spec that fails: what was expected, what was found, where, and the command that repeats it</title>',
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="${COLOURS[39]}">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** A line as spans of one style each. */
function spansOf(line) {
  const style = { colour: undefined, isBold: false, isDim: false };
  let column = 0;
  let spans = '';
  for (const [whole, code] of line.matchAll(/\u001b\[(\d+)m|[^\u001b]+/g)) {
    if (code !== undefined) {
      setStyle(style, Number(code));
      continue;
    }
    const room = COLUMNS - column;
    const shown = whole.length > room ? `${whole.slice(0, Math.max(0, room - 1))}…` : whole;
    if (room > 0) spans += `<tspan${attributesOf(style)}>${escaped(shown)}</tspan>`;
    column += whole.length;
  }
  return spans;
}

function setStyle(style, code) {
  if (code === 1) style.isBold = true;
  else if (code === 2) style.isDim = true;
  else if (code === 22) style.isBold = style.isDim = false;
  else style.colour = code === 39 ? undefined : COLOURS[code];
}

const attributesOf = ({ colour, isBold, isDim }) =>
  `${colour === undefined ? '' : ` fill="${colour}"`}${isBold ? ' font-weight="bold"' : ''}${isDim ? ' opacity="0.65"' : ''}`;

/** Blanks would be folded into one. */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
