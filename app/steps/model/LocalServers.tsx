import { Form, Link, useNavigation } from '@remix-run/react';
import type { LocalServer } from '../../../contract/localServers.ts';
import { Button } from '../../ui/Button.tsx';

/** The others are typed, or listed with the address. */
const MAX_SHOWN_MODELS = 8;

/** Looks for model servers on the machine that BYOM runs on, and offers their models, each a click away. */
export function LocalServers({ found }: { found: LocalServer[] | null }) {
  const { formData } = useNavigation();
  return (
    <div className="mt-4">
      <Form method="post" preventScrollReset>
        <Button name="intent" value="find-local" busy={formData?.get('intent') === 'find-local'}>
          Look for a server on this machine
        </Button>
      </Form>
      <div role="status" className="mt-2 text-[0.9375rem]">
        {found?.length === 0 && (
          <p className="text-muted">
            None answers at the usual ports of vLLM, Ollama and the like.
          </p>
        )}
        {found?.map(({ provider, name, models }) => (
          <div key={provider} className="mt-3">
            <p className="font-medium">{name}</p>
            <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
              {models?.slice(0, MAX_SHOWN_MODELS).map((model) => (
                <li key={model}>
                  <Link
                    to={`?${new URLSearchParams({ preset: provider, model })}`}
                    preventScrollReset
                    className="link figures text-sm wrap-anywhere"
                  >
                    {model}
                  </Link>
                </li>
              ))}
              {(models === null || models.length > MAX_SHOWN_MODELS) && (
                <li>
                  <Link to={`?preset=${provider}`} preventScrollReset className="link text-sm">
                    {models === null ? 'Enter its key' : 'Another of its models'}
                  </Link>
                </li>
              )}
            </ul>
          </div>
        ))}
      </div>
    </div>
  );
}
