import { parseArgs } from 'node:util';
import { DomainError } from '#domain/errors';
import { nameFirstAdministrator } from '#persistence/process/first-administrator';
import { UsageError, type Command } from '../command.ts';

/** Names the first administrator of a province; all others are named by administrators. */
export const firstAdministrator: Command = {
  usage: 'first-administrator --province CODE --subject ACCOUNT --name "FULL NAME"',
  summary: 'gives a province without an administrator its first one',
  async run(args, { acts, print }) {
    const { values } = parse(args);
    const { province = '', subject = '', name = '' } = values;
    if (!/^\d{2}$/.test(province))
      throw new UsageError(`--province is "${province}", expected the two digits of a province.`);
    if (subject.trim() === '' || name.trim() === '')
      throw new UsageError('--subject and --name must not be empty.');
    try {
      const { officeId, made } = await nameFirstAdministrator(acts, {
        provinceCode: province,
        subject: subject.trim(),
        fullName: name.trim().normalize('NFC'),
      });
      print(
        made
          ? `${subject} is system_admin of ${officeId}.`
          : `${subject} was system_admin of ${officeId} already.`,
      );
      return true;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      print(
        error.code === 'not_found'
          ? `There is no province ${province}.`
          : `Province ${province} has an administrator: he or she names the others (POST /memberships).`,
      );
      return false;
    }
  },
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { province: { type: 'string' }, subject: { type: 'string' }, name: { type: 'string' } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
