/** The standard normal distribution's 97.5th percentile: what a two-sided 95 % interval is made with. */
export const Z = 1.959963984540054;
