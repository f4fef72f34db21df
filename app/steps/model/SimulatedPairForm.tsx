import { Form, useNavigation } from '@remix-run/react';
import { steps } from '../../lib/steps.ts';
import { Button } from '../../ui/Button.tsx';

/** Connects the two built-in models in one click. */
export function SimulatedPairForm() {
  const { formData } = useNavigation();
  return (
    <Form method="post" action={steps.model.path}>
      <Button
        name="intent"
        value="connect-simulated"
        busy={formData?.get('intent') === 'connect-simulated'}
      >
        Try with two simulated models
      </Button>
    </Form>
  );
}
