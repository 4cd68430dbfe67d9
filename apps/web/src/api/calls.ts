import createClient from 'openapi-fetch';
import type { paths } from './schema.d.ts';
import { send } from './transport.ts';

/** The typed client of every route; refusals are thrown, so `data` is always there. */
export const client = createClient<paths>({ fetch: send });

type Method = 'get' | 'post' | 'put' | 'delete';
/** Addresses that have a method, as the OpenAPI file writes them. */
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

export type PathValues = Readonly<Record<string, string | number>>;
export type QueryValues = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

export interface ReadOptions {
  readonly path?: PathValues;
  readonly query?: QueryValues;
  readonly signal?: AbortSignal;
}

/** The address with its values filled in. Lists are written with commas, absent values left out. */
export function addressOf(path: string, { path: values = {}, query = {} }: ReadOptions = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values[name] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

/** Reads an answer. @throws Problem, ConnectionLost */
export async function get<T>(path: PathWith<'get'>, options: ReadOptions = {}): Promise<T> {
  const response = await send(
    new Request(addressOf(path, options), {
      headers: { accept: 'application/json' },
      ...(options.signal ? { signal: options.signal } : {}),
    }),
  );
  return (await response.json()) as T;
}

/** The exact text of an answer, such as a manifest whose bytes are to be signed. */
export async function getText(path: PathWith<'get'>, options: ReadOptions = {}): Promise<string> {
  return (await send(new Request(addressOf(path, options)))).text();
}

export async function getFile(path: PathWith<'get'>, options: ReadOptions = {}): Promise<Blob> {
  return (await send(new Request(addressOf(path, options)))).blob();
}

export interface WriteOptions extends ReadOptions {
  readonly body?: unknown;
  /** One per act of a person: the same key sent again is the same act. */
  readonly key?: string;
  /** The version that was seen, where changing needs one. */
  readonly version?: number;
}

async function write<T>(
  method: string,
  path: string,
  { body = {}, key = newKey(), version, ...options }: WriteOptions,
): Promise<T> {
  const file = body instanceof Blob;
  const response = await send(
    new Request(addressOf(path, options), {
      method,
      headers: {
        accept: 'application/json',
        'content-type': file ? 'application/octet-stream' : 'application/json',
        'idempotency-key': key,
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      body: file ? body : JSON.stringify(body),
      ...(options.signal ? { signal: options.signal } : {}),
    }),
  );
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const post = <T>(path: PathWith<'post'>, options: WriteOptions = {}) =>
  write<T>('POST', path, options);
export const put = <T>(path: PathWith<'put'>, options: WriteOptions = {}) => write<T>('PUT', path, options);
export const remove = <T>(path: PathWith<'delete'>, options: WriteOptions = {}) =>
  write<T>('DELETE', path, options);

/** A fresh idempotency key. */
export function newKey(): string {
  return crypto.randomUUID();
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
