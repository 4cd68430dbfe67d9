// For tests with a token of their own. SoftHSM reads its environment itself, and Jest gives tests only a copy of the process's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

export default class SoftHsmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.folder = mkdtempSync(join(tmpdir(), 'ban-giao-hsm-'));
    const settings = join(this.folder, 'softhsm2.conf');
    writeFileSync(settings, `directories.tokendir = ${this.folder}\nobjectstore.backend = file\n`);
    process.env.SOFTHSM2_CONF = settings;
    this.global.process.env.SOFTHSM2_CONF = settings;
  }

  async teardown() {
    delete process.env.SOFTHSM2_CONF;
    rmSync(this.folder, { recursive: true, force: true });
    await super.teardown();
  }
}
