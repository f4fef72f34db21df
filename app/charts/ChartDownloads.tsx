import { type RefObject, useState } from 'react';
import { pngOf, standaloneSvg } from './chartImage.ts';

/** Takes the chart of a figure along, as it is seen. */
export function ChartDownloads({
  figure,
  fileName,
}: {
  figure: RefObject<HTMLElement>;
  fileName: string;
}) {
  const [isFailed, setFailed] = useState(false);
  const download = async (format: 'svg' | 'png') => {
    const chart = figure.current?.querySelector<SVGSVGElement>('svg:not([data-legend])');
    if (!chart) return;
    try {
      const svg = standaloneSvg(chart);
      const file = format === 'svg' ? new Blob([svg.text], { type: 'image/svg+xml' }) : pngOf(svg);
      save(await file, `${fileName}.${format}`);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <span className="flex gap-x-4">
      {(['svg', 'png'] as const).map((format) => (
        <button
          key={format}
          type="button"
          onClick={() => download(format)}
          className="min-h-8 cursor-pointer hover:text-ink"
        >
          Download {format.toUpperCase()}
        </button>
      ))}
      <span role="status" className={isFailed ? 'text-bad' : 'sr-only'}>
        {isFailed && 'This browser made no image.'}
      </span>
    </span>
  );
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
