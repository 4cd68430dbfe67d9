import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { areaOf } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import { findPerson } from '#persistence/repositories/people';
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
