/** How something stands, for the colour that goes along with its words. */
export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';
