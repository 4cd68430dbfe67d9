import { createHash, X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import {
  PAPER_TRANSITIONS,
  paperNumber,
  paperSymbol,
  type PaperAct,
  type PaperKind,
  type PaperState,
} from '#domain/papers/paper';
import { issuerOf, signerOfPaper, type PaperFacts } from '#domain/papers/paper-facts';
import { next } from '#domain/process/states';
import type { Act, Idempotency } from '#persistence/act';
import { checkEnrolled, getHandover } from '#persistence/repositories/official-handovers';
import { readPaperSource } from '#persistence/repositories/paper-facts';
import {
  checkContent,
  checkPaper,
  findPaper,
  getPaper,
  keepIssued,
  keepPaper,
  keepSigned,
  keepVoided,
  lockedPaper,
  renewPending,
  type PaperFile,
  type PaperView,
  type Pending,
} from '#persistence/repositories/papers';
import { keepNumbered, takeNumber } from '#persistence/repositories/registers';
import { TEST_MARK } from '#signatures/certificate-authority';
import { bytesToSign, withSignature } from '#signatures/pdf-signature';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import { ENV, type Env } from '../env.ts';
import { SignatureCheckService } from '../handovers/signature-check.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Pen } from './layout/pen.ts';
import { renderPaper } from './layout/render-paper.ts';
import { forOfficer, forOrganisation } from './stamping.ts';

export interface PaperRequest {
  readonly handoverId: string;
  readonly kind: PaperKind;
  readonly actor: ActingCapacity;
  readonly idempotency: Idempotency;
}

/** Papers of handovers: written, signed by the officer, numbered and issued by the registry clerk. The chain never waits for them. */
@Injectable()
export class PapersService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(SignatureCheckService) private readonly signatures: SignatureCheckService,
  ) {}

  read(actor: ActingCapacity, handoverId: string, kind: PaperKind): Promise<PaperFile> {
    return this.acts.read(actor, (sql) => getPaper(sql, handoverId, kind));
  }

  /** The bytes that wait for a signature. @throws DomainError `act_not_allowed` when none do. */
  async content(actor: ActingCapacity, handoverId: string, kind: PaperKind): Promise<Buffer> {
    const paper = await this.read(actor, handoverId, kind);
    return bytesToSign(waiting(paper, paper.state === 'numbered' ? 'issue' : 'sign'));
  }

  /** Writes the paper; asked again before the officer signed, only the time of signing in it is renewed. */
  async prepare({ handoverId, kind, actor, idempotency }: PaperRequest): Promise<ActAnswer<PaperView>> {
    const facts = await this.#facts(actor, handoverId, kind);
    const { officeId, name } = issuerOf(facts);
    if (officeId !== actor.officeId) throw new DomainError('out_of_area', { handoverId });
    const before = await this.acts.read(actor, (sql) => findPaper(sql, handoverId, kind));
    const pdf = before?.pdf ?? (await renderPaper(facts, this.#verifyUrl(facts)));
    const pending =
      facts.grade === 'official' && (before === undefined || before.state === 'prepared')
        ? pendingOf(await forOfficer(pdf, facts, new Date()))
        : null;
    return this.acts.run({ actor, idempotency }, async (act) => {
      const { provinceCode, communeCode, listId, grade, from, to } = facts;
      const toOfficeId = kind === 'minutes' ? to.officeId : from.officeId;
      const paper = { provinceCode, communeCode, listId, handoverId, kind, grade, officeId, toOfficeId };
      if (before === undefined) await keepPaper(act, { ...paper, symbol: paperSymbol(name), pdf }, pending);
      else if (pending !== null) await renewPending(act, before.id, pending);
      return view(await getPaper(act, handoverId, kind));
    });
  }

  /** The officer's signature over the paper. */
  async sign(request: PaperRequest, signature: string): Promise<ActAnswer<PaperView>> {
    const { handoverId, kind, actor, idempotency } = request;
    const { listId, checked } = await this.#checked(request, signature, 'sign');
    const facts = await this.#facts(actor, handoverId, kind);
    return this.acts.onList(listId, { actor, idempotency }, async (act) => {
      const locked = await lockedPaper(act, handoverId, kind, 'sign');
      const { signed, pdf } = needed(checked, locked);
      if (signerOfPaper(facts)?.personId !== actor.personId)
        throw new DomainError('cert_not_yours', { paperId: locked.id, reason: 'other_signer_named' });
      checkContent(locked, signed);
      await checkEnrolled(act, signed.thumbprint, 'person');
      await keepSigned(act, locked.id, pdf, signed.thumbprint);
      return this.#told(act, locked, 'paper.signed', { certificateThumbprint: signed.thumbprint });
    });
  }

  /** Takes the next number of the office's register and puts it on the paper, which then waits for the organisation's signature. */
  async register({ handoverId, kind, actor, idempotency }: PaperRequest): Promise<ActAnswer<PaperView>> {
    const facts = await this.#facts(actor, handoverId, kind);
    // Opened before the register is locked: the first time it takes a while.
    await Pen.open();
    return this.acts.run({ actor, idempotency }, async (act) => {
      const present = await getPaper(act, handoverId, kind);
      if (present.state === 'numbered' && present.officeId === actor.officeId) return view(present);
      const paper = await lockedPaper(act, handoverId, kind, 'number');
      const taken = await takeNumber(act, actor.office, kind);
      const prepared = await forOrganisation(paper.pdf, facts, { number: taken.number, issuedAt: act.now });
      await keepNumbered(act, paper, taken, pendingOf(prepared));
      return view(await getPaper(act, handoverId, kind));
    });
  }

  /** The organisation's signature over the numbered paper: it is issued. */
  async issue(request: PaperRequest, signature: string): Promise<ActAnswer<PaperView>> {
    const { handoverId, kind, actor, idempotency } = request;
    const { listId, checked } = await this.#checked(request, signature, 'issue');
    return this.acts.onList(listId, { actor, idempotency }, async (act) => {
      const locked = await lockedPaper(act, handoverId, kind, 'issue');
      const { signed, pdf } = needed(checked, locked);
      checkContent(locked, signed);
      await checkEnrolled(act, signed.thumbprint, 'organisation');
      await keepIssued(act, locked.id, pdf, signed.thumbprint);
      const { number, year, symbol } = locked;
      return this.#told(act, locked, 'paper.issued', {
        ...{ year, number: paperNumber(number ?? 0, symbol), certificateThumbprint: signed.thumbprint },
      });
    });
  }

  /** Makes a paper void; its number stays in the register as void. */
  async void(request: PaperRequest, reason: string): Promise<ActAnswer<PaperView>> {
    const { handoverId, kind, actor, idempotency } = request;
    const { listId } = await this.acts.read(actor, (sql) => getHandover(sql, handoverId));
    return this.acts.onList(listId, { actor, idempotency }, async (act) => {
      const paper = await lockedPaper(act, handoverId, kind, 'void');
      await keepVoided(act, paper.id, reason);
      const { number, year, symbol, sha256 } = paper;
      const printed = number === null ? null : paperNumber(number, symbol);
      await act.event(listId, {
        type: 'paper.voided',
        payload: { paperId: paper.id, handoverId, kind, year, number: printed, sha256 },
      });
      return {
        ...view(paper),
        state: 'voided' as const,
        contentSha256: null,
        voidedAt: act.now,
        voidReason: reason,
      };
    });
  }

  async #told(
    act: Act,
    { id, handoverId, kind, listId }: PaperView,
    type: 'paper.signed' | 'paper.issued',
    payload: Readonly<Record<string, unknown>>,
  ): Promise<PaperView> {
    const paper = view(await getPaper(act, handoverId, kind));
    await act.event(listId, {
      type,
      payload: { paperId: id, handoverId, kind, sha256: paper.sha256, ...payload },
    });
    return paper;
  }

  /**
   * The signature is checked before the transaction, which must not wait for another machine. A paper that waits for none gives
   * nothing here: a repeated request still has its kept answer, and any other is refused by the act.
   */
  async #checked({ actor, handoverId, kind }: PaperRequest, signature: string, act: 'sign' | 'issue') {
    const { listId, paper } = await this.acts.read(actor, async (sql) => ({
      listId: (await getHandover(sql, handoverId)).listId,
      paper: await findPaper(sql, handoverId, kind),
    }));
    if (!paper?.pending || next<PaperState, PaperAct>(PAPER_TRANSITIONS, paper.state, act) === undefined)
      return { listId, checked: undefined };
    if (paper.officeId !== actor.officeId) throw new DomainError('out_of_area', { handoverId });
    const signed = await this.signatures.check(bytesToSign(paper.pending), signature);
    return { listId, checked: { signed, pdf: withSignature(paper.pending, signed.signature) } };
  }

  async #facts(actor: ActingCapacity, handoverId: string, kind: PaperKind): Promise<PaperFacts> {
    const { facts, certificatePem } = await this.acts.read(actor, (sql) =>
      readPaperSource(sql, handoverId, kind),
    );
    return { ...facts, test: certificatePem !== null && isTest(certificatePem) };
  }

  /** The hash stands after the `#`: a browser does not send it, the page compares it. */
  #verifyUrl({ handoverId, manifestHash }: PaperFacts): string {
    return `${this.env.verifyUrl}/verify/handovers/${handoverId}#${manifestHash}`;
  }
}

function waiting(paper: PaperFile, act: 'sign' | 'issue'): Buffer {
  checkPaper(paper, act);
  if (paper.pending === null) throw new DomainError('act_not_allowed', { paperId: paper.id, act });
  return paper.pending;
}

/** What was checked; nothing was when the paper began to wait only afterwards. */
function needed<T>(checked: T | undefined, { id }: PaperView): T {
  if (checked === undefined) throw new DomainError('manifest_changed', { paperId: id });
  return checked;
}

function pendingOf(pending: Buffer): Pending {
  return { pending, contentHash: createHash('sha256').update(bytesToSign(pending)).digest() };
}

function view({ pdf: _pdf, pending: _pending, ...rest }: PaperFile): PaperView {
  return rest;
}

/** Test authorities write their mark into the organisation of every certificate. */
function isTest(pem: string): boolean {
  const mark = TEST_MARK.split(' - ')[1] ?? TEST_MARK;
  return new X509Certificate(pem).subject.includes(mark);
}
