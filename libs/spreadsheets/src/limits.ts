/** What reading one file may cost. A list has at most 20,000 records; everything beyond these figures is a mistake or an attack. */
export const LIMITS = {
  /** Bytes of the file as it was sent. */
  fileBytes: 30 * 1_048_576,
  /** Bytes of one unpacked part, and of all parts that are read. A sheet of 100,000 full rows has 60 MB. */
  partBytes: 200 * 1_048_576,
  /** Bytes of the table of shared texts. */
  sharedBytes: 96 * 1_048_576,
  zipEntries: 2_000,
  /** Characters between two tags: more than any cell holds. */
  runLength: 1_048_576,
  /** Characters of a cell that are kept; what is longer is marked. */
  cellLength: 2_000,
  columns: 200,
  /** Rows that are looked through for the heading. */
  headRows: 40,
  merges: 2_000,
  /** Processor time for one file, so that a busy machine refuses no honest one; and the clock's, where the first is not known. */
  processorMs: 8_000,
  milliseconds: 45_000,
  /** Resident memory of the reading process; above it is ended. */
  residentBytes: 440 * 1_048_576,
  heapMegabytes: 320,
} as const;
