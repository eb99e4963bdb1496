/** A node of a template, as far as it is looked at here; the parser's own types would come with the whole library. */
export type Node = { readonly type: string };

export type Content = Node & { readonly value: string };

export type Literal = Node & { readonly value: unknown };

/** `name`, `a.b` or `../a`. */
export type Path = Node & {
  readonly original: string;
  readonly parts: readonly string[];
  readonly depth: number;
  readonly data: boolean;
};

/** `{{name}}`, `{{helper a b}}`, or `(helper a b)` inside one. */
export type Call = Node & {
  readonly path: Node;
  readonly params: readonly Node[];
  readonly hash?: unknown;
};

export type Program = { readonly body: readonly Node[] };
