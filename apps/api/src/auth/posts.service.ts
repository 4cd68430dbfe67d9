import { Inject, Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { areaOf } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import { openSubstitutions, type OpenSubstitution } from '#persistence/repositories/substitutions';
import { findColleagues, findPerson } from '#persistence/repositories/people';
import type { ActingCapacity, SignedIn } from './capacity.ts';
import { PostsNews } from './posts-news.ts';
import type { BrowserSession } from './sessions.service.ts';
import type { Claims } from './token-verifier.ts';

/** A post that ends counts no longer as soon as the database says so; this is the net when that is not heard, or for an end set before. */
const KEPT_MS = 3_000;
const KEPT_PEOPLE = 10_000;

type Known = Awaited<ReturnType<typeof findPerson>>;

/** Who a token's subject is and which post the request chooses. */
@Injectable()
export class PostsService {
  readonly #kept = new Map<string, { readonly person: Promise<Known>; readonly until: number }>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PostsNews) news: PostsNews,
  ) {
    news.onChange((endedSession) => {
      if (endedSession === '') this.#kept.clear();
    });
  }

  /** @throws DomainError `no_membership` when nobody with a valid post has this subject. */
  async signedIn({ subject, authTime }: Claims, session: BrowserSession | null = null): Promise<SignedIn> {
    const person = await this.#person(subject);
    if (person === undefined || person.memberships.length === 0) throw new DomainError('no_membership');
    return { ...person, subject, authTime, session };
  }

  /**
   * The post of somebody absent for whom this person may act now, no further than the substitution says.
   * @throws DomainError `no_membership` when there is no such substitution in force.
   */
  async substitute(person: SignedIn, id: string): Promise<ActingCapacity> {
    const [open] = isUUID(id) ? await openSubstitutions(this.dataSource, person.personId, id) : [];
    if (open === undefined) throw new DomainError('no_membership', { substitutionId: id.slice(0, 40) });
    const { substitutionId, absent, post, steps, communes, sha256 } = open;
    const area = areaOf(post.role, { ...post, kind: post.officeKind });
    const within = (codes: readonly string[]) =>
      communes === null ? codes : codes.filter((code) => communes.includes(code));
    return {
      ...{ personId: person.personId, officeId: post.officeId, role: post.role, office: post },
      area:
        communes === null || area.provinces.length === 0
          ? { ...area, communes: within(area.communes), recordCommunes: within(area.recordCommunes) }
          : { provinces: [], communes, recordCommunes: [], villages: [] },
      ...{ fullName: person.fullName, authTime: person.authTime },
      onBehalfOf: { personId: absent.personId, substitutionId, steps, communes, sha256 },
    };
  }

  /** What a person may act as for others now. */
  substitutions({ personId }: SignedIn): Promise<OpenSubstitution[]> {
    return openSubstitutions(this.dataSource, personId);
  }

  /** The others who have this post now. */
  colleagues({
    officeId,
    role,
    personId,
  }: ActingCapacity): Promise<{ personId: string; fullName: string }[]> {
    return findColleagues(this.dataSource, { officeId, role, personId });
  }

  #person(subject: string): Promise<Known> {
    const kept = this.#kept.get(subject);
    if (kept !== undefined && kept.until > Date.now()) return kept.person;
    if (this.#kept.size >= KEPT_PEOPLE) this.#kept.clear();
    const person = findPerson(this.dataSource, subject);
    this.#kept.set(subject, { person, until: Date.now() + KEPT_MS });
    person.catch(() => this.#kept.delete(subject));
    return person;
  }

  /**
   * The post named by the X-Office and X-Role headers; without them the only one there is.
   * @throws DomainError `no_membership`, with the posts to choose from when several fit.
   */
  choose(person: SignedIn, officeId: string | undefined, role: string | undefined): ActingCapacity {
    const fitting = person.memberships.filter(
      (post) =>
        (officeId === undefined || post.officeId === officeId) && (role === undefined || post.role === role),
    );
    const [office, another] = fitting;
    if (office === undefined || another !== undefined)
      throw new DomainError('no_membership', {
        choose: person.memberships.map((post) => ({ officeId: post.officeId, role: post.role })),
      });
    return {
      personId: person.personId,
      officeId: office.officeId,
      role: office.role,
      area: areaOf(office.role, { ...office, kind: office.officeKind }),
      office,
      fullName: person.fullName,
      authTime: person.authTime,
    };
  }
}
