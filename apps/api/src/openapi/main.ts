import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { describeApplication } from '../application.ts';

// Writes the OpenAPI file without a database: to the file named, or to standard output.
const [, , file] = process.argv;
const text = `${JSON.stringify(await describeApplication(), null, 2)}\n`;
if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
