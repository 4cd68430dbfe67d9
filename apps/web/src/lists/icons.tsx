/** Lines of a list. */
export function ListsIcon() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <path d="M6 4h10M6 9h10M6 14h10M2 4h1M2 9h1M2 14h1" />
    </svg>
  );
}
