// What every route answers, read from the declared return types of the controllers: one declaration serves the compiler and the OpenAPI file.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Schemas } from './schema-of-type.mjs';

const METHODS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete']);

/** Types that come in from elsewhere and are unpacked before they are sent. */
const WRAPPERS = new Set(['Promise', 'ActAnswer']);

/** `{ operations: { InboxController_list: { answer: schema, or null for a stream; pipes } }, schemas }`. */
export function answersOf(root) {
  const program = ts.createProgram(controllerFiles(join(root, 'apps', 'api', 'src')), optionsOf(root));
  const checker = program.getTypeChecker();
  const schemas = new Schemas(checker);
  const operations = {};
  for (const source of program.getSourceFiles()) {
    if (!source.fileName.endsWith('.controller.ts')) continue;
    ts.forEachChild(source, (node) => {
      if (!ts.isClassDeclaration(node) || node.name === undefined) return;
      for (const member of node.members)
        if (ts.isMethodDeclaration(member) && isRoute(member))
          operations[`${node.name.text}_${member.name.getText()}`] = {
            answer: answerOf(checker, schemas, member),
            pipes: pipesOf(member),
          };
    });
  }
  return { operations, schemas: schemas.components };
}

function answerOf(checker, schemas, member) {
  const signature = checker.getSignatureFromDeclaration(member);
  const type = unwrapped(checker, checker.getReturnTypeOfSignature(signature));
  if (type.isUnion() && type.types.some((part) => part.symbol?.name === 'StreamableFile')) {
    // A file in some cases; the route's media types say when.
    const parts = type.types.map((part) => unwrapped(checker, part));
    return schemas.of(parts.find((part) => part.symbol?.name !== 'StreamableFile'));
  }
  if (type.flags & ts.TypeFlags.Void || type.symbol?.name === 'StreamableFile') return null;
  return schemas.of(type);
}

function unwrapped(checker, wrapped) {
  let type = wrapped;
  for (;;) {
    if (type.aliasSymbol?.name === 'JsonText') [type] = type.aliasTypeArguments;
    else if (type.symbol !== undefined && WRAPPERS.has(type.symbol.name))
      [type] = checker.getTypeArguments(type);
    else return type;
  }
}

/** Which pipe checks which parameter of the address. */
function pipesOf(member) {
  const pipes = {};
  for (const parameter of member.parameters)
    for (const { expression } of ts.getDecorators(parameter) ?? []) {
      if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'Param') continue;
      const [name, pipe] = expression.arguments;
      if (pipe !== undefined) pipes[name.text] = pipe.getText();
    }
  return pipes;
}

function isRoute(member) {
  return (ts.getDecorators(member) ?? []).some(
    ({ expression }) => ts.isCallExpression(expression) && METHODS.has(expression.expression.getText()),
  );
}

function controllerFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.controller.ts'))
    .map((name) => join(folder, name));
}

function optionsOf(root) {
  const { config, error } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return {
    ...ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, undefined, undefined).options,
    noEmit: true,
  };
}
