import { text } from 'node:stream/consumers';
import type { JudgeOrder } from './order.ts';
import { judge } from './verdict.ts';

// The judge is a process of its own: the driver tells it where to look on stdin and cannot touch what it finds.
const order = JSON.parse(await text(process.stdin)) as JudgeOrder;
process.stdout.write(JSON.stringify(await judge(order)));
