import type { Addresses } from './parts.ts';
import { FIRST_COMMUNES } from './demo-data.ts';

/** What stands on the screen when everything is ready. */
export function announcement(at: Addresses, dataDir: string, seconds: number): string {
  const commune = FIRST_COMMUNES[0];
  return [
    '',
    `  Bàn Giao is ready (${seconds.toFixed(1)} s).`,
    '',
    `  Pages                ${at.api}/app/`,
    `  API                  ${at.api}        documentation: ${at.api}/docs`,
    `  Identity provider    ${at.identityProvider}        signing agent: ${at.agent}`,
    `  Population database  ${at.population}        vaccination platform: ${at.platform}`,
    `  Time stamps          ${at.timeStamps}/tsa`,
    `  Temporal             ${at.temporal}${at.temporalUi === undefined ? '' : `               its page: ${at.temporalUi}`}`,
    `  Data                 ${dataDir}`,
    '',
    '  Demo users (password demo, PIN 123456), here for Bình Thuận (60) and one of its communes:',
    '    tinh.60              province task force      xa.' + commune + '        commune task force',
    `    tramyte1.${commune}       health station          thon1.${commune}     village task force 1`,
    `    canbo1.${commune}         police officer          truongca.${commune}  chief of police, signs`,
    `    coso.${commune}           vaccination facility    giamsat.60        supervisor`,
    '    thanhtra.60          inspector               quantri.60        administrator',
    `  Communes with records to look at: ${FIRST_COMMUNES.join(', ')}.`,
    '',
    '  A whole list, driven as its officers: npm run demo        Stop: Ctrl-C',
    '',
  ].join('\n');
}
