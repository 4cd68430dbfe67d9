import type { ListFacts, Order } from '#domain/process/facts';

export interface ListStore {
  /** Carries out the orders in one transaction and answers with the facts after it. */
  consult(listId: string, orders: readonly Order[]): Promise<ListFacts>;
}

export interface ListActivities {
  /** The list's facts after carrying out `orders`; null when they are those the caller has seen (by digest). */
  consult(listId: string, orders: readonly Order[], seen: string | null): Promise<ListFacts | null>;
}

export function createListActivities(store: ListStore): ListActivities {
  return {
    async consult(listId, orders, seen) {
      const facts = await store.consult(listId, orders);
      return facts.digest === seen ? null : facts;
    },
  };
}
