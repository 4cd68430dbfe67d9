import type { Officer, Task } from '../connection/api.ts';
import { villageDecision } from '../policies/village.ts';
import { afterReviews } from './commune.ts';
import { decide } from './deciding.ts';
import type { Drive, Followers } from './drive.ts';

/** Step 4: visits the residents (the simulators' papers stand for the visit) and writes down what was found. */
export async function review(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const claimed = await drive.claim(who, task);
  const records = await drive.api.records(who, task.id, '&undecided=true');
  const papers = await drive.tools.simulators.papers(records.map((record) => record.platformSubjectId));
  await decide(
    drive,
    who,
    claimed,
    records.map((record) => villageDecision(record, papers.get(record.platformSubjectId))),
  );
  const { at } = await drive.complete(who, claimed);
  return { at, expected: afterReviews(drive) };
}
