import { visible } from '../../text/safe-text.ts';
import { Copy } from './copy.tsx';
import { layOutJson } from './json-lines.ts';
import { type Mark, placeMarks } from './marks.ts';

const SIGNS = { wrong: 'wrong: ', warning: 'warning: ', taken: 'taken as ' } as const;

/** A body, laid out when it is JSON, with what the checks say beside the values they speak of. */
export function Body({ text, marks }: { readonly text: string; readonly marks: readonly Mark[] }) {
  const lines = layOutJson(text);
  return (
    <div class="body">
      <Copy text={text} label="copy" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll a long body */}
      <pre tabIndex={0}>
        {lines === undefined ? <code>{visible(text)}</code> : <JsonText lines={lines} marks={marks} />}
      </pre>
    </div>
  );
}

type JsonProps = {
  readonly lines: NonNullable<ReturnType<typeof layOutJson>>;
  readonly marks: readonly Mark[];
};

function JsonText({ lines, marks }: JsonProps) {
  const placed = placeMarks(lines, marks);
  return (
    <code class="json">
      {lines.map(({ depth, tokens }, index) => {
        const here = placed.get(index) ?? [];
        return (
          <span
            key={index}
            class={`l ${here[0]?.kind ?? ''}`}
            style={{ paddingLeft: `${depth * 1.5 + 3}ch` }}
          >
            {tokens.map(({ kind, text }, at) =>
              kind === 'punctuation' ? (
                text
              ) : (
                <span key={at} class={kind}>
                  {visible(text)}
                </span>
              ),
            )}
            {here.map((mark) => (
              <mark key={`${mark.kind}${mark.text}`} class={mark.kind}>
                {SIGNS[mark.kind]}
                {mark.text}
              </mark>
            ))}
            {'\n'}
          </span>
        );
      })}
    </code>
  );
}
