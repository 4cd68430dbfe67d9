import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react';
import { Loading } from '../states/states.tsx';

/** Pages for people without an account; nothing of a session is read there. */
const PUBLIC: Readonly<Record<string, LazyExoticComponent<ComponentType>>> = {
  '/app/verify': lazy(() => import('../verify/verify.page.tsx')),
  '/app/holder': lazy(() => import('../holder/holder.page.tsx')),
};

/** The public page of an address; undefined when it is one of the product's own. */
export function publicPage(pathname: string): ComponentType | undefined {
  return PUBLIC[pathname.replace(/\/$/, '')];
}

export function PublicApplication({ page: Shown }: { readonly page: ComponentType }) {
  return (
    <Suspense fallback={<Loading />}>
      <Shown />
    </Suspense>
  );
}
