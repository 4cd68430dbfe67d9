import { ensureAnswers } from '../../scripts/answers.mjs';

/** The OpenAPI file needs to know what every route answers; read again when a source has changed. */
export default ensureAnswers;
