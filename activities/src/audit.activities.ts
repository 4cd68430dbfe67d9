/** What a comparison of all lists found, as far as it has come. */
export interface AuditSoFar {
  readonly after: string | null;
  readonly lists: number;
  readonly records: number;
  readonly differences: number;
}

export interface AuditPorts {
  /** Compares all lists after one, reporting its progress; the report of the day is stored when it ends. */
  compareAll(day: string, from: AuditSoFar, report: (so: AuditSoFar) => void): Promise<void>;
}

/** How a running activity tells how far it has come, and learns how far its last attempt came. */
export interface AuditProgress {
  heartbeat(so: AuditSoFar): void;
  /** What the last attempt told; undefined for the first. */
  readonly before: AuditSoFar | undefined;
}

export type AuditActivities = {
  /** Compares every list with what its events say, and stores the report of the day. Goes on after the last hundred lists when it was cut off. */
  auditAll(day: string): Promise<void>;
};

const BEGINNING: AuditSoFar = { after: null, lists: 0, records: 0, differences: 0 };

export function createAuditActivities(ports: AuditPorts, progress: () => AuditProgress): AuditActivities {
  return {
    async auditAll(day) {
      const { heartbeat, before = BEGINNING } = progress();
      await ports.compareAll(day, before, heartbeat);
    },
  };
}
