import { useNavigation } from '@remix-run/react';

/** Which form of a connection's card is being sent; null for none. */
export function usePendingIntent(connectionId: string): string | null {
  const { formData } = useNavigation();
  return formData?.get('connectionId') === connectionId ? String(formData.get('intent')) : null;
}
