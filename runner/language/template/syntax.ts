/** A node of a template, with the fields used here; the parser's own types would need the whole library. */
export type TemplateNode = { readonly type: string };

export type TemplateContent = TemplateNode & { readonly value: string };

export type TemplateLiteral = TemplateNode & { readonly value: unknown };

/** `name`, `a.b` or `../a`. */
export type TemplatePath = TemplateNode & {
  readonly original: string;
  readonly parts: readonly string[];
  readonly depth: number;
  readonly data: boolean;
};

/** `{{name}}`, `{{helper a b}}`, or `(helper a b)` inside one. */
export type TemplateCall = TemplateNode & {
  readonly path: TemplateNode;
  readonly params: readonly TemplateNode[];
  readonly hash?: unknown;
};

export type TemplateProgram = { readonly body: readonly TemplateNode[] };
