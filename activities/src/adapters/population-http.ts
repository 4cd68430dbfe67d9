import type { Lookup, PopulationPort } from '../ports.ts';
import type { HttpClient } from './http-client.ts';
import { editing } from './platform-http.ts';

/** The population database over HTTP. */
export function populationOverHttp(http: HttpClient): PopulationPort {
  return {
    async lookup(items, signal) {
      const answer = await http.ask({ method: 'POST', path: '/lookups', json: { items }, signal });
      return (answer as { items: Lookup[] }).items;
    },
    async correct(personId, fields, reference, expectedVersion, signal) {
      const path = `/persons/${encodeURIComponent(personId)}`;
      return editing('population', () =>
        http.once({ method: 'PUT', path, json: { ...fields, reference, expectedVersion }, signal }),
      );
    },
    async supplement(fields, reference, signal) {
      return editing('population', () =>
        http.once({ method: 'POST', path: '/persons', json: { ...fields, reference }, signal }),
      );
    },
  };
}
