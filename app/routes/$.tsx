/** Everything that is not a page, so that its answer is a page of ours with status 404. */
export const loader = () => {
  throw new Response(null, { status: 404 });
};

export default function NotFound() {
  return null;
}
