/** Two people, one for the other. */
export function SubstitutionsIcon() {
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
      <circle cx="6" cy="5" r="2.5" />
      <path d="M1.5 15c0-3 2-5 4.5-5s4.5 2 4.5 5M11 4h5m-2-2 2 2-2 2M16 9h-4" />
    </svg>
  );
}
