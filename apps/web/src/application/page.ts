import type { ComponentType, LazyExoticComponent } from 'react';
import type { ActName } from '#domain/authority/acts';
import type { Role } from '#domain/people/roles';
import type { Text } from '../language/words.ts';

/** One page of the product. A feature's `pages.ts` exports a list of them, each with its component loaded when it is first shown. */
export interface PageEntry {
  /** Below `/app`; `:name` is a parameter. */
  readonly path: string;
  readonly title: Text;
  /** Who may see it: the roles that have this act in the authority table, or these roles. Absent: everyone signed in. */
  readonly act?: ActName;
  readonly roles?: readonly Role[];
  readonly page: LazyExoticComponent<ComponentType>;
  /** Stands in the navigation, in this order. */
  readonly menu?: { readonly order: number; readonly icon: ComponentType };
}
