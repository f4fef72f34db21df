import { useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';

/** Sends a form whose model is then tested, and says what takes time. */
export function ConnectButton({
  intent,
  label = 'Connect and test',
  children,
}: {
  intent: string;
  label?: string;
  /** Stands beside the button. */
  children?: ReactNode;
}) {
  const { formData } = useNavigation();
  const isConnecting = formData?.get('intent') === intent;
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Button variant="primary" busy={isConnecting} name="intent" value={intent}>
        {label}
      </Button>
      {children}
      <p role="status" className="text-sm text-muted">
        {isConnecting &&
          'Asking the model two short questions. A model that has to be loaded first may take a minute.'}
      </p>
    </div>
  );
}
