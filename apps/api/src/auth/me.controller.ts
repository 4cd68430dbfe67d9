import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Person, type SignedIn } from './capacity.ts';
import { AnySignedIn } from './may.ts';

@ApiTags('me')
@Controller('me')
export class MeController {
  @AnySignedIn()
  @Get()
  me(
    @Person() { personId, subject, fullName, memberships }: SignedIn,
  ): Omit<SignedIn, 'authTime' | 'session'> {
    return { personId, subject, fullName, memberships };
  }
}
