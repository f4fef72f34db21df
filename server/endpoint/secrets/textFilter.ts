/** Takes something out of a text that comes in pieces; it may hold text back until it knows what follows. */
export interface TextFilter {
  push(text: string): string;
  /** What was held back, when nothing more comes. */
  end(): string;
}

export const passThrough: TextFilter = { push: (text) => text, end: () => '' };
