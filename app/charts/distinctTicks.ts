interface TickedScale {
  ticks(count: number): number[];
}

/**
 * At most so many ticks of a scale as have labels that differ: "1.00 s" twice would say nothing.
 * @param count how many are wanted
 */
export function distinctTicks(
  scale: TickedScale,
  count: number,
  label: (value: number) => string,
): number[] {
  for (let wanted = Math.max(1, Math.floor(count)); wanted > 1; wanted -= 1) {
    const ticks = scale.ticks(wanted);
    if (new Set(ticks.map(label)).size === ticks.length) return ticks;
  }
  return scale.ticks(1).slice(0, 1);
}

/** The same for what is counted, which has no halves. */
export function wholeTicks(scale: TickedScale, count: number): number[] {
  return scale.ticks(count).filter(Number.isInteger);
}
