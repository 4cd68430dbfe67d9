import { NONCE } from './settings.ts';

/**
 * Ant Design's dialogs stop the page behind them from scrolling with style elements that do not carry the nonce it was given, and the
 * page's security policy refuses them. Every style element that scripts of this page make gets the nonce here.
 */
export function giveStylesTheNonce(): void {
  const make = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = make(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = NONCE;
    return element;
  }) as typeof document.createElement;
}
