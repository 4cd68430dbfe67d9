// `npm start`: everything on this machine in one command. Installs and builds what is missing, then runs the supervisor in
// this same process, so that signals reach it directly.
import { prepare } from './prepare.mjs';

if (!process.argv.includes('--help'))
  console.log('Bàn Giao: signed, acknowledged handovers of citizens’ records.');
await prepare();
await import('../dist/apps/standalone/src/main.js');
