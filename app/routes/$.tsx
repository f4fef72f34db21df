import { problemKinds } from '../../contract/problemKinds.ts';

/** Everything that is not a page, so that its answer is a page of ours that says so. */
export const loader = () => {
  throw new Response(null, { status: problemKinds.not_found.http });
};

export default function NotFound() {
  return null;
}
