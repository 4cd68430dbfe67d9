import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader, ApiOperation } from '@nestjs/swagger';
import { rolesFor, type ActName } from '#domain/authority/acts';
import { ROLES } from '#domain/people/roles';

export const ACT_KEY = 'bangiao:act';
export const OPEN_KEY = 'bangiao:open';

/** The act a route performs. The guard asks the authority table whether the role of the capacity may; the roles stand in the OpenAPI file. */
export function May(act: ActName): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACT_KEY, act),
    ApiBearerAuth(),
    ApiHeader({
      name: 'X-Office',
      required: false,
      description: 'Đơn vị mà người dùng đang làm việc / the office of the capacity',
      schema: { type: 'string', minLength: 1, maxLength: 60 },
    }),
    ApiHeader({
      name: 'X-Role',
      required: false,
      description: 'Vai trò / the role of the capacity',
      schema: { type: 'string', enum: [...ROLES] },
    }),
    ApiHeader({
      name: 'X-On-Behalf-Of',
      required: false,
      description: 'Mã ủy quyền thay thế / the substitution under which one acts for somebody absent',
      schema: { type: 'string', format: 'uuid' },
    }),
    ApiExtension('x-act', act),
    ApiExtension('x-roles', rolesFor(act)),
    ApiOperation({ description: `Vai trò / roles: ${rolesFor(act).join(', ')}` }),
  );
}

/** How fresh the sign-in must be for an act: `official` for signing with a certificate, `attested` for handovers the server seals. */
export type Freshness = 'official' | 'attested';
export const FRESH_KEY = 'bangiao:fresh';

/** The act needs a fresh sign-in; how fresh is set by the environment. */
export function Fresh(freshness: Freshness): MethodDecorator {
  return applyDecorators(SetMetadata(FRESH_KEY, freshness), ApiExtension('x-fresh-sign-in', freshness));
}

/** A route for everyone with a valid token, whatever the posts. */
export function AnySignedIn(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(OPEN_KEY, 'signed-in'), ApiBearerAuth());
}

/** A route without a token. */
export function Open(): MethodDecorator & ClassDecorator {
  return SetMetadata(OPEN_KEY, 'open');
}
