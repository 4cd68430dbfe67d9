import { randomUUID } from 'node:crypto';
import type { Officer, Task } from '../connection/api.ts';
import type { Drive } from './drive.ts';

const DAY_MS = 86_400_000;

/** The smallest paper that is one by its contents. */
const SMALL_PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/**
 * What officers do beside the chain: a comment and a paper on a claimed task, a message to the offices below, a substitution that is
 * asked for and approved. Tampering then has more to try than the chain alone leaves behind.
 */
export async function runErrands(drive: Drive, who: Officer, task: Task): Promise<void> {
  const { api, plan } = drive;
  const { stations } = plan.officers;
  await api.write(who, 'POST', `/tasks/${task.id}/comments`, {
    text: 'Đề nghị các đơn vị hoàn thành đúng hạn.',
  });
  await attach(drive, who, task);
  await api.write(who, 'POST', '/broadcasts', {
    title: 'Triển khai làm sạch dữ liệu tiêm chủng',
    body: 'Đề nghị Trạm Y tế và các thôn bố trí cán bộ thực hiện.',
  });
  const { personId } = await api.get<{ personId: string }>(stations[1], '/me');
  const asked = await api.write<{ id: string }>(stations[0], 'POST', '/substitutions', {
    ...{ substitutePersonId: personId, steps: ['compile'], reason: 'Nghỉ phép năm' },
    from: new Date(Date.now() + DAY_MS).toISOString(),
    to: new Date(Date.now() + 3 * DAY_MS).toISOString(),
  });
  await api.write(who, 'POST', `/substitutions/${asked.body.id}/approve`, {});
}

async function attach({ api }: Drive, who: Officer, task: Task): Promise<void> {
  const answer = await fetch(`${api.http.baseUrl}/tasks/${task.id}/attachments`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${await who.token()}`, 'x-office': who.officeId, 'x-role': who.role },
      ...{ 'content-type': 'application/octet-stream', 'idempotency-key': randomUUID() },
      'x-file-name': 'ke-hoach.pdf',
    },
    body: new Uint8Array(SMALL_PDF),
  });
  if (!answer.ok) throw new Error(`The paper was not attached: ${answer.status}.`);
}
