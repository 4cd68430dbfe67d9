import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const pack = promisify(gzip);

/** Below this a packet on the line is not saved; answers with secrets (the session's token) are shorter, so their length tells nothing. */
const LEAST_CHARACTERS = 4_096;
/** A page of 500 records becomes a tenth at this level; higher ones take longer than they save. */
const LEVEL = 4;

/** Packs long JSON answers for whoever asks for it: records travel over weak lines. */
export function packAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < LEAST_CHARACTERS) return payload;
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '') || reply.hasHeader('content-encoding'))
      return payload;
    if (!/json/.test(String(reply.getHeader('content-type')))) return payload;
    const packed = await pack(payload, { level: LEVEL });
    void reply
      .header('content-encoding', 'gzip')
      .header('vary', 'accept-encoding')
      .removeHeader('content-length');
    return packed;
  });
}
