declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  export function parse(source: string): import('./syntax.ts').TemplateProgram;
}
