/** HTML in which everything is escaped but what is HTML already. */

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Content = Html | string | number | false | undefined | Content[];

/** A template of HTML; false and undefined are nothing. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Html {
  return new Html(
    parts
      .map((part, index) => part + (index < contents.length ? textOf(contents[index]) : ''))
      .join(''),
  );
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  return Array.isArray(content) ? content.map(textOf).join('') : escaped(String(content));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Sentences with `code` in backticks, in paragraphs. */
export function paragraphs(text: string | undefined): Html[] {
  return (text ?? '')
    .split('\n\n')
    .filter(Boolean)
    .map((each) => html`<p>${withCode(each)}</p>`);
}

/** Every second piece is between backticks. */
export function withCode(text: string): Html[] {
  return text
    .split('`')
    .map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));
}
