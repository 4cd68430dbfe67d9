/** A tray with papers. */
export function InboxIcon() {
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
      <path d="M2 10.5 4.500 3h9L16 10.5V15H2z M2 10.5h4l1 2h4l1-2h4" />
    </svg>
  );
}
