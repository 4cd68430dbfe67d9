import { useEffect, useRef } from 'react';

/** What a key does, by its name as the browser gives it (`n`, `Enter`, `ArrowDown`, `?`). */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Whether a key belongs to what the person is typing or choosing in. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="dialog"], [role="listbox"], [role="menu"], [role="combobox"]') !== null
  );
}

/**
 * Single keys of a page. Silent while somebody types, while a dialogue is open (it is modal), and with Ctrl, Alt or Meta, which belong to the
 * browser. Enter and space stay with a focused button or link.
 */
export function useKeys(keys: Keys, active = true): void {
  const present = useRef(keys);
  useEffect(() => {
    present.current = keys;
  });
  useEffect(() => {
    if (!active) return;
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      if (isTyping(event.target)) return;
      if (document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null) return;
      const button = event.target instanceof HTMLElement && event.target.closest('button, a[href]') !== null;
      if (button && (event.key === 'Enter' || event.key === ' ')) return;
      const act = present.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [active]);
}
