/** Rising bars. */
export function ProgressIcon() {
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
      <path d="M2 16h14M4 16v-4M9 16V8M14 16V3" />
    </svg>
  );
}
