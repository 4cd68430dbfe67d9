import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Membership } from '#persistence/repositories/people';
import type { OpenSubstitution } from '#persistence/repositories/substitutions';
import { Capacity, Person, type ActingCapacity, type SignedIn } from './capacity.ts';
import { AnySignedIn, May } from './may.ts';
import { PostsService } from './posts.service.ts';

@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(@Inject(PostsService) private readonly posts: PostsService) {}

  @AnySignedIn()
  @Get()
  me(
    @Person() { personId, subject, fullName, memberships }: SignedIn,
  ): Omit<SignedIn, 'authTime' | 'session'> {
    return { personId, subject, fullName, memberships };
  }

  /** Everything the person may act as: own posts (X-Office, X-Role), and posts of people who are absent (X-On-Behalf-Of). */
  @AnySignedIn()
  @Get('capacities')
  async capacities(
    @Person() person: SignedIn,
  ): Promise<{ posts: readonly Membership[]; substitutions: readonly OpenSubstitution[] }> {
    return { posts: person.memberships, substitutions: await this.posts.substitutions(person) };
  }

  /** Who else has this post now: to whom a task may be delegated. */
  @May('task.delegate')
  @Get('colleagues')
  async colleagues(
    @Capacity() actor: ActingCapacity,
  ): Promise<{ items: { personId: string; fullName: string }[] }> {
    return { items: await this.posts.colleagues(actor) };
  }
}
