/** A chart of a page as an image that needs nothing of the page. */

export interface StandaloneSvg {
  text: string;
  width: number;
  height: number;
}

/** What the page's style sheet says of a chart's elements. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'text-anchor',
];
const PADDING = 16;
/** As sharp as on a screen with two pixels for one. */
const PIXEL_RATIO = 2;

/** Writes what the style sheet says into the elements, in the colours that are seen just now. */
export function standaloneSvg(chart: SVGSVGElement): StandaloneSvg {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [index, original] of originals.entries()) {
    const target = copies[index] as Element;
    const style = getComputedStyle(original);
    for (const property of PROPERTIES) {
      target.setAttribute(property, style.getPropertyValue(property));
    }
    target.removeAttribute('class');
  }
  const { width, height } = chart.viewBox.baseVal;
  const [fullWidth, fullHeight] = [width + 2 * PADDING, height + 2 * PADDING];
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `${-PADDING} ${-PADDING} ${fullWidth} ${fullHeight}`);
  copy.setAttribute('width', `${fullWidth}`);
  copy.setAttribute('height', `${fullHeight}`);
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({
    x: -PADDING,
    y: -PADDING,
    width: fullWidth,
    height: fullHeight,
    fill: getComputedStyle(document.documentElement).backgroundColor,
  })) {
    paper.setAttribute(name, `${value}`);
  }
  copy.prepend(paper);
  return {
    text: new XMLSerializer().serializeToString(copy),
    width: fullWidth,
    height: fullHeight,
  };
}

/** @throws where the browser cannot draw it */
export async function pngOf({ text, width, height }: StandaloneSvg): Promise<Blob> {
  const image = new Image();
  // The policy for pages lets images be given as data.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * PIXEL_RATIO;
  canvas.height = height * PIXEL_RATIO;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas to draw on.');
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.drawImage(image, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((png) => (png ? resolve(png) : reject(new Error('No image was made.'))));
  });
}
