/** The whole contract between the outside and the `nightlyAudit` workflow. */
export const NIGHTLY_AUDIT = 'nightlyAudit';
