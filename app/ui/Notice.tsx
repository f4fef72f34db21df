import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

type NoticeTone = 'info' | 'good' | 'warn' | 'bad';

const toneStyles = {
  info: { Icon: Info, box: 'border-accent bg-accent-soft', icon: 'text-accent' },
  good: { Icon: CircleCheck, box: 'border-good bg-good-soft', icon: 'text-good' },
  warn: { Icon: TriangleAlert, box: 'border-warn bg-warn-soft', icon: 'text-warn' },
  bad: { Icon: CircleAlert, box: 'border-bad bg-bad-soft', icon: 'text-bad' },
} as const;

/**
 * Something the reader has to know now. Errors interrupt a screen reader, the rest waits; one that is not
 * live is told when it is come to, for a text that changes by the second.
 */
export function Notice({
  tone = 'info',
  title,
  isLive = true,
  children,
}: {
  tone?: NoticeTone;
  isLive?: boolean;
  title: string;
  children?: ReactNode;
}) {
  const { Icon, box, icon } = toneStyles[tone];
  return (
    <div
      role={isLive ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={`flex gap-3 rounded-md border-l-3 px-4 py-3 ${box}`}
    >
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${icon}`} />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-1 text-[0.9375rem] wrap-anywhere">{children}</div>}
      </div>
    </div>
  );
}
