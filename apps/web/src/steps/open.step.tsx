import { Button } from 'antd';
import { defineWords, useWords } from '../language/words.ts';
import { useComplete } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import type { StepProps } from './step-props.ts';

const WORDS = defineWords({
  open: ['Mở danh sách, giao Trạm Y tế lập', 'Open the list and direct the health station'],
  openText: [
    'Khi mở, Trạm Y tế được giao lập danh sách những người thường trú trên địa bàn có thông tin tiêm chủng chưa đúng (Công văn 2262/BYT-CNTT). Thời hạn các bước tính theo đợt làm sạch.',
    'Opening directs the health station to compile the residents whose vaccination data is not right (Công văn 2262/BYT-CNTT). The deadlines are the campaign’s.',
  ],
  direct: ['Đã chỉ đạo các xã, phường', 'The communes have been directed'],
  directText: [
    'Đợt làm sạch đã mở. Xác nhận đã chỉ đạo các xã, phường thực hiện.',
    'The campaign is open. Confirm that the communes have been directed.',
  ],
});

/** Steps 0 and 1: to direct. */
export default function OpenStep({ task, mine }: StepProps) {
  const t = useWords(WORDS);
  const complete = useComplete(task);
  const direct = task.step === 'direct';
  return (
    <>
      <div className="card">
        <p>{t(direct ? 'directText' : 'openText')}</p>
      </div>
      {mine ? (
        <ActionBar>
          <Button
            type="primary"
            size="large"
            loading={complete.isPending}
            onClick={() => complete.mutate({})}
          >
            {t(direct ? 'direct' : 'open')}
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}
