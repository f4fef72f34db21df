import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { steps } from '../lib/steps.ts';
import { writeTheme } from '../shell/themeCookie.server.ts';
import { themeForm } from '../shell/themeForm.server.ts';

/** Remembers the choice of colours and goes back to where it was made. */
export async function action({ context }: ActionFunctionArgs) {
  const { theme, returnTo } = (await context.readForm(themeForm)).fields;
  return redirect(returnTo, { headers: { 'set-cookie': await writeTheme(theme) } });
}

export const loader = () => redirect(steps.welcome.path);

/** A page, so that a refusal is answered by one. */
export default function ThemePage() {
  return null;
}
