import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, buttonClass } from './Button.tsx';

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  trigger,
  title,
  children,
  confirm,
  onConfirm,
  busy,
}: {
  trigger: string;
  title: string;
  children: ReactNode;
  confirm: string;
  onConfirm: () => void;
  busy: boolean;
}) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>
        <Button type="button" variant="danger" busy={busy}>
          {trigger}
        </Button>
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 bg-[#0b0d0f]/55" />
        <AlertDialog.Content
          className={
            'fixed top-1/2 left-1/2 w-[min(28rem,calc(100vw-2rem))] -translate-1/2 rounded-lg ' +
            'border border-rule bg-surface p-6 text-ink shadow-xl'
          }
        >
          <AlertDialog.Title className="text-lg font-semibold tracking-tight">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 text-muted">{children}</div>
          </AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <AlertDialog.Cancel className={buttonClass('secondary')}>Keep it</AlertDialog.Cancel>
            <AlertDialog.Action onClick={onConfirm} className={buttonClass('danger')}>
              {confirm}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
