/** A pen over a line. */
export function SigningIcon() {
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
      <path d="M3 12.5 12 3.5l2.5 2.5-9 9H3zM9 15.5h7" />
    </svg>
  );
}
