/** The server's own key, as far as sealing needs it. */
export interface Seal {
  /** Hexadecimal SHA-256 of its certificate. */
  readonly thumbprint: string;
  /** Detached CMS (DER) over the UTF-8 of the content. */
  seal(content: string): Promise<Buffer>;
}

/** A signed statement as it is stored: what was said, its SHA-256, and the signature over it. */
export interface Sealed {
  readonly statement: string;
  readonly sha256: Buffer;
  readonly signature: Buffer;
}
