import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { toTheme } from '../shell/theme.ts';
import { writeTheme } from '../shell/themeCookie.server.ts';

/** Remembers the choice of colours and goes back to where it was made. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const headers = { 'set-cookie': await writeTheme(toTheme(form.get('theme'))) };
  return redirect(localPath(form.get('returnTo')), { headers });
}

export const loader = () => redirect('/demo/test-model');

/** Only a path of this site: `//host` and absolute addresses would lead elsewhere. */
function localPath(value: FormDataEntryValue | null): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : '/demo/test-model';
}
