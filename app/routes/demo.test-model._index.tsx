export default function Welcome() {
  return <h1>BYOM</h1>;
}
