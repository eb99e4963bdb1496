import { Fragment } from 'preact';
import { count } from '../../text/text.ts';

type HeadersProps = {
  readonly headers: Readonly<Record<string, string>>;
  readonly wrong?: (name: string) => boolean;
};

/** Headers, folded away unless one of them is wrong. */
export function HeadersView({ headers, wrong }: HeadersProps) {
  const names = Object.keys(headers);
  if (names.length === 0) return null;
  return (
    <details class="headers" open={names.some((name) => wrong?.(name))}>
      <summary>{count(names.length, 'header')}</summary>
      <dl>
        {names.map((name) => (
          <Fragment key={name}>
            <dt class={wrong?.(name) ? 'wrong' : ''}>{name}</dt>
            <dd>{headers[name]}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}
