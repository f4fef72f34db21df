import type { ReactNode } from 'react';

/** One measured value with its name; `children` qualifies it underneath. */
export function Metric({
  name,
  value,
  unknown = 'unknown',
  isDoubtful = false,
  children,
}: {
  name: ReactNode;
  /** Null says that it was not measured, which is not the same as zero. */
  value: string | null;
  unknown?: string;
  /** There is too little behind it to rely on; `children` say why. */
  isDoubtful?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col border-t border-rule pt-3 pb-1">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-0.5">
        {value === null ? (
          <span className="block text-lg/8 text-muted">{unknown}</span>
        ) : (
          <span className={`figures block text-2xl/8 ${isDoubtful ? 'text-muted' : 'font-medium'}`}>
            {value}
          </span>
        )}
        {children && <span className="block text-sm text-muted">{children}</span>}
      </dd>
    </div>
  );
}
