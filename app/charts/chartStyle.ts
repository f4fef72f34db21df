/** What the charts have in common. */
export const axisLine = {
  stroke: 'var(--color-edge)',
  tickStroke: 'var(--color-edge)',
  tickLength: 5,
};

/** Until the page is alive and the width is known. */
export const WIDTH_BEFORE_MEASURED = 640;
