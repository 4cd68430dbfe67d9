export interface ReportPorts {
  provinces(): Promise<readonly string[]>;
  /** Makes a province's report unless it is there. */
  make(provinceCode: string, monday: string): Promise<boolean>;
}

export type ReportActivities = {
  /** Makes the reports of the week that began on `monday` (`YYYY-MM-DD`); those that are there stay. Returns how many were made. */
  reportWeek(monday: string): Promise<number>;
};

/** `heartbeat` tells that it still runs, province by province. */
export function createReportActivities(ports: ReportPorts, heartbeat: () => void): ReportActivities {
  return {
    async reportWeek(monday) {
      let made = 0;
      for (const province of await ports.provinces()) {
        if (await ports.make(province, monday)) made += 1;
        heartbeat();
      }
      return made;
    },
  };
}
