import { gunzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApi } from '../../apps/api/src/openapi/document.ts';

interface Found {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
}

/** Findings name routes, places in the answer and rules, never values. */
const MOST_SHOWN = 20;

/**
 * Holds every answer that the application sends against its own OpenAPI file: route, status, media type, headers, body.
 * Call it before the application listens; the function it returns throws when something was not as described.
 */
export function checkAnswers(app: NestFastifyApplication): () => void {
  const document = openApi(app);
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'api', ...document });
  const validators = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const known = validators.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    const validate = ajv.compile(JSON.parse(text) as object);
    validators.set(schema, validate);
    return validate;
  };
  const findings = new Set<string>();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (request, reply, payload, done) => {
      const { method } = request;
      const route = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}');
      if (route !== undefined && !route.startsWith('/docs') && route !== '*')
        for (const finding of compare(document, validatorOf, {
          ...{ method, route, status: reply.statusCode, headers: reply.getHeaders(), payload },
        }))
          findings.add(`${method} ${route} ${reply.statusCode}: ${finding}`);
      done(null, payload);
    });
  return () => {
    if (findings.size === 0) return;
    const shown = [...findings].slice(0, MOST_SHOWN).join('\n  ');
    throw new Error(`${findings.size} answers are not as the OpenAPI file says:\n  ${shown}`);
  };
}

interface Sent {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
}

function compare(
  document: OpenAPIObject,
  validatorOf: (schema: object) => ValidateFunction,
  { method, route, status, headers, payload }: Sent,
): string[] {
  const operation = document.paths[route]?.[method.toLowerCase() as 'get'];
  if (operation === undefined) return ['the route is not described'];
  const response = resolved(document, operation.responses[String(status)]);
  if (response === undefined) return ['the status is not described'];
  const missing = Object.entries(response.headers ?? {})
    .filter(([name, { required }]) => required === true && headers[name.toLowerCase()] === undefined)
    .map(([name]) => `the header ${name} is missing`);
  const type = String(headers['content-type'] ?? '').split(';', 1)[0] ?? '';
  const { content } = response;
  if (content === undefined) return missing;
  const media = content[type] ?? content['*/*'];
  if (media === undefined) return [...missing, `the media type ${type} is not described`];
  const packed = payload instanceof Buffer && headers['content-encoding'] === 'gzip';
  const text = packed ? gunzipSync(payload).toString('utf8') : payload;
  if (!type.endsWith('json') || typeof text !== 'string' || media.schema === undefined) return missing;
  const validate = validatorOf(media.schema);
  if (validate(JSON.parse(text))) return missing;
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath.replace(/\/\d+/g, '/*')} ${message} ${JSON.stringify(params)}`,
  );
  return [...missing, ...new Set(errors)];
}

function resolved(document: OpenAPIObject, response: object | undefined): Found | undefined {
  if (response === undefined || !('$ref' in response)) return response as Found | undefined;
  const name = String(response.$ref).split('/').at(-1) ?? '';
  return document.components?.responses?.[name] as Found | undefined;
}
