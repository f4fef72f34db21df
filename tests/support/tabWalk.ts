/** Goes through a page by Tab, as somebody without a mouse does, and says what is wrong with each stop. */
import type { Page } from 'playwright-core';

/** More stops than any page of these tests has: a walk that is longer does not end. */
const MAX_STOPS = 250;

/**
 * From the top of the page to its end: one sentence for each thing that is wrong, none where all is well. Each stop
 * has to be on the screen and not covered, has a name, and looks different from when it is not focused; all
 * that a mouse reaches is reached; and no stop keeps the focus or gets it twice.
 * @param within what lies over the page and has the focus, as a selector: the walk begins there, and all of that has
 * to be reached
 */
export async function tabWalkProblems(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(prepareWalk, within);
  const problems: string[] = [];
  for (let stop = 0; stop < MAX_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    await page.evaluate(untilSeen);
    const found = await page.evaluate(judgeStop);
    if (found === 'end') return [...problems, ...(await page.evaluate(unreached))];
    problems.push(...found);
    if (found.some((problem) => problem.startsWith('focused twice'))) return problems;
  }
  return [...problems, `no end after ${MAX_STOPS} stops`];
}

interface Walk {
  /** How each thing looks that can be focused, while it is not. */
  looks: Map<Element, string>;
  reached: Set<Element>;
  /** What has to be reached, and how it is called. */
  expected: Map<Element, string>;
  /** What the walk begins in goes away by itself. */
  isOverPage: boolean;
  /** Whether something else lies over all of it that is on the screen. */
  isCovered(element: Element): boolean;
  boxesOf(element: Element): DOMRect[];
  reachable(): Element[];
  lookOf(element: Element): string;
  describe(element: Element): string;
  /** Brings what is on its way to another colour there: until then it is no colour to judge. */
  settle(): void;
}

declare global {
  interface Window {
    tabWalk?: Walk;
  }
}

/** In the page. */
function prepareWalk(within: string) {
  const isShown = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.getClientRects().length > 0;
  /** The element and what stands for it: its label, and what it lies in. */
  const carriers = (element: Element) => [
    element,
    ...((element as HTMLInputElement).labels ?? []),
    ...(element.parentElement ? [element.parentElement] : []),
    ...(element.nextElementSibling ? [element.nextElementSibling] : []),
  ];
  const walk: Walk = {
    looks: new Map(),
    reached: new Set(),
    expected: new Map(),
    isOverPage: within !== 'html',
    isCovered(element) {
      const standIns = [element, ...((element as HTMLInputElement).labels ?? [])];
      const isHit = (box: DOMRect) => {
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return hit !== null && standIns.some((each) => each.contains(hit));
      };
      const boxes = walk.boxesOf(element);
      return boxes.length > 0 && !boxes.some(isHit);
    },
    boxesOf: (element) =>
      [element, ...((element as HTMLInputElement).labels ?? [])]
        .flatMap((each) => [...each.getClientRects()])
        // A box that is higher than the window is seen where it begins.
        .map(
          ({ x, y, right, bottom }) =>
            new DOMRect(
              Math.max(0, x),
              Math.max(0, y),
              Math.min(innerWidth, right) - Math.max(0, x),
              Math.min(innerHeight, bottom) - Math.max(0, y),
            ),
        )
        .filter(({ width, height }) => width > 4 && height > 4),
    reachable: () =>
      [
        ...document.querySelectorAll(
          'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]',
        ),
      ].filter(
        (element) =>
          isShown(element) &&
          !element.matches(':disabled, [tabindex="-1"], [aria-hidden="true"] *, [inert] *'),
      ),
    lookOf: (element) =>
      carriers(element)
        .map((carrier) => {
          const style = getComputedStyle(carrier);
          const hasOutline = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
          return [
            hasOutline && [style.outlineWidth, style.outlineColor],
            style.boxShadow,
            style.borderColor,
            style.borderWidth,
            style.backgroundColor,
          ].join();
        })
        .join(' | '),
    describe: (element) =>
      `${element.outerHTML.replace(/ class="[^"]*"/g, '').slice(0, 90)} (${element.textContent?.trim().slice(0, 40)})`,
    settle() {
      for (const animation of document.getAnimations()) {
        if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
      }
    },
  };
  (document.activeElement as HTMLElement | null)?.blur();
  window.getSelection()?.removeAllRanges();
  window.scrollTo(0, 0);
  for (const element of walk.reachable()) {
    walk.looks.set(element, walk.lookOf(element));
    if (element.closest(within)) walk.expected.set(element, walk.describe(element));
  }
  window.tabWalk = walk;
}

/** In the page: what is wrong with what has the focus, or that nothing has it any more. */
function judgeStop(): string[] | 'end' {
  const walk = window.tabWalk;
  if (!walk) return ['the page was loaded anew'];
  const element = document.activeElement;
  const isFirstAgain = element !== null && walk.reached.values().next().value === element;
  if (!element || element === document.body || (isFirstAgain && walk.reached.size > 1)) {
    return 'end';
  }
  const say = (problem: string) => `${problem}: ${walk.describe(element)}`;
  if (walk.reached.has(element)) return [say('focused twice')];
  walk.reached.add(element);
  walk.settle();
  const problems: string[] = [];
  if (walk.boxesOf(element).length === 0) problems.push(say('not on the screen'));
  else if (walk.isCovered(element)) problems.push(say('covered'));
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
    problems.push(say('not visible'));
  }
  const field = element as HTMLInputElement;
  const name = [
    element.getAttribute('aria-label'),
    ...(element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent),
    ...[...(field.labels ?? [])].map((label) => label.textContent),
    element.textContent,
    element.getAttribute('title'),
  ];
  if (!name.some((part) => part?.trim())) problems.push(say('without a name'));
  const before = walk.looks.get(element);
  const focused = walk.lookOf(element);
  if (before === undefined) {
    (element as HTMLElement).blur();
    walk.settle();
    if (walk.lookOf(element) === focused) problems.push(say('looks as without the focus'));
    (element as HTMLElement).focus({ preventScroll: true });
  } else if (before === focused) {
    problems.push(say('looks as without the focus'));
  }
  return problems;
}

/** In the page: what lies over the page gives way to what gets the focus under it, which takes a moment. */
async function untilSeen() {
  const frame = () => new Promise(requestAnimationFrame);
  for (let waited = 0; waited < 100; waited += 1) {
    await frame();
    const element = document.activeElement;
    if (!element || !window.tabWalk?.isCovered(element)) return;
  }
}

/** In the page: what can be pressed and was there all the time, and had not the focus. */
function unreached(): string[] {
  const walk = window.tabWalk;
  if (!walk) return [];
  const groupOf = (element: Element) =>
    element instanceof HTMLInputElement && element.type === 'radio' ? element.name : null;
  const reachedGroups = new Set([...walk.reached].map(groupOf));
  const isThere = new Set(walk.reachable());
  return [...walk.expected]
    .filter(
      ([element]) =>
        (isThere.has(element) || (walk.isOverPage && !element.isConnected)) &&
        !walk.reached.has(element) &&
        !(groupOf(element) !== null && reachedGroups.has(groupOf(element))),
    )
    .map(([, described]) => `not reached: ${described}`);
}
