/** The key that does the same; programs that read pages out are told by `aria-keyshortcuts`. */
export function Key({ children }: { children: string }) {
  return (
    <kbd
      aria-hidden
      className="figures rounded-sm border border-edge px-1.5 text-sm/5 text-muted max-sm:hidden"
    >
      {children}
    </kbd>
  );
}
