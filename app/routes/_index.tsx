import { redirect } from '@remix-run/node';

export const loader = () => redirect('/demo/test-model');
