/** Filled in by the entity files of this folder. */
export const ENTITIES: (new () => object)[] = [];
