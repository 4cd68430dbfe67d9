// JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) of TypeScript types, read by the compiler itself.
import ts from 'typescript';

const NUMBER_TAGS = new Map([
  ['minimum', Number],
  ['maximum', Number],
]);

/** Turns types into schemas; named types become components, once. */
export class Schemas {
  #checker;
  #names = new Map();
  /** Component schemas by name. */
  components = {};

  constructor(checker) {
    this.#checker = checker;
  }

  /** The schema of a value of this type as it stands in a JSON answer. */
  of(type) {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isUnion()) return this.#union(type);
    const plain = plainSchema(type);
    if (plain !== undefined) return plain;
    if (type.flags & ts.TypeFlags.TemplateLiteral) return { type: 'string' };
    if (type.symbol?.name === 'Date') return { type: 'string', format: 'date-time' };
    if (this.#checker.isTupleType(type)) return this.#tuple(type);
    if (this.#checker.isArrayType(type))
      return { type: 'array', items: this.of(this.#checker.getTypeArguments(type)[0]) };
    const name = this.#nameOf(type);
    return name === undefined ? this.#object(type) : this.#component(name, type, () => this.#object(type));
  }

  #component(name, type, schema) {
    if (!this.#names.has(type)) {
      const taken = new Set(this.#names.values());
      let free = name;
      for (let n = 2; taken.has(free); n++) free = `${name}${n}`;
      this.#names.set(type, free);
      this.components[free] = {};
      this.components[free] = schema();
    }
    return { $ref: `#/components/schemas/${this.#names.get(type)}` };
  }

  /** `Page<TaskView>` is called PageOfTaskView; types without a name are written where they stand. */
  #nameOf(type) {
    const symbol = type.aliasSymbol ?? type.symbol;
    if (symbol === undefined || /^(__|Record$|Pick$|Omit$|Partial$|Readonly$)/.test(symbol.name))
      return undefined;
    const given = type.aliasSymbol ? type.aliasTypeArguments : this.#checker.getTypeArguments(type);
    const names = (given ?? []).filter((each) => !each.isThisType).map((each) => this.#nameOf(each));
    if (names.includes(undefined)) return undefined;
    return names.length === 0 ? symbol.name : `${symbol.name}Of${names.join('And')}`;
  }

  #union(type) {
    const parts = (type.origin?.types ?? type.types).filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const nullable = parts.some((part) => part.flags & ts.TypeFlags.Null);
    const others = parts.filter((part) => !(part.flags & ts.TypeFlags.Null));
    const only = others.length === 1 ? others[0] : undefined;
    if (only !== undefined) return orNull(this.of(only), nullable);
    const words = type.types.filter((part) => part.isStringLiteral()).map(({ value }) => value);
    const numbers = type.types.filter((part) => part.isNumberLiteral()).map(({ value }) => value);
    const rest = type.types.filter(
      (part) =>
        !part.isStringLiteral() &&
        !part.isNumberLiteral() &&
        !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.BooleanLiteral)),
    );
    const schemas = [
      ...(type.types.some((part) => part.flags & ts.TypeFlags.BooleanLiteral) ? [{ type: 'boolean' }] : []),
      ...(words.length === 0 ? [] : [{ type: 'string', enum: words.sort() }]),
      ...(numbers.length === 0 ? [] : [{ type: 'integer', enum: numbers.sort((a, b) => a - b) }]),
      ...rest.map((part) => this.of(part)),
    ];
    const schema = schemas.length === 1 ? schemas[0] : { anyOf: schemas };
    const named = type.aliasSymbol !== undefined && !nullable && rest.length === 0;
    return named ? this.#component(type.aliasSymbol.name, type, () => schema) : orNull(schema, nullable);
  }

  #tuple(type) {
    const items = this.#checker.getTypeArguments(type).map((each) => this.of(each));
    return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
  }

  #object(type) {
    const index = this.#checker
      .getIndexInfosOfType(type)
      .find(({ keyType }) => keyType.flags & ts.TypeFlags.String);
    const properties = {};
    const required = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      if (property.name.startsWith('__@')) continue;
      const of = this.#checker.getTypeOfSymbol(property);
      if (of.getCallSignatures().length > 0 || of.flags & ts.TypeFlags.Undefined) continue;
      properties[property.name] = this.#property(property, of);
      if (!(property.flags & ts.SymbolFlags.Optional) && !canBeAbsent(of)) required.push(property.name);
    }
    return {
      type: 'object',
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: index === undefined ? false : this.of(index.type),
    };
  }

  /** The property's schema with what its comment and the alias it is declared with say. */
  #property(property, type) {
    const words = this.#wordsByAlias(property);
    const schema = words ?? this.of(type);
    const description = ts.displayPartsToString(property.getDocumentationComment(this.#checker)).trim();
    const said = { ...this.#saidByAlias(property), ...tagsOf(property) };
    return {
      ...constrained(schema, said),
      ...(description === '' ? {} : { description }),
    };
  }

  /** `readonly id: Uuid` says uuid although the compiler only sees a string. */
  #saidByAlias(property) {
    return Object.assign({}, ...this.#aliases(property).map(({ symbol }) => tagsOf(symbol)));
  }

  /** `readonly step: TaskStep | null` names its list of words, which the compiler has resolved to the words themselves. */
  #wordsByAlias(property) {
    const found = this.#aliases(property).map(({ symbol, node }) => ({
      symbol,
      node,
      type: this.#checker.getDeclaredTypeOfSymbol(symbol),
    }));
    const [only] = found;
    if (
      found.length !== 1 ||
      !only.type.isUnion() ||
      !only.type.types.every((part) => part.isStringLiteral())
    )
      return undefined;
    const words = only.type.types.map(({ value }) => value).sort();
    const ref = this.#component(only.symbol.name, only.symbol, () => ({ type: 'string', enum: words }));
    return this.#around(only.node, ref);
  }

  /** The reference as the declaration has it: alone, beside null, or in a list; undefined when the declaration says more. */
  #around(node, ref) {
    let schema = ref;
    for (
      let at = node;
      at.parent !== undefined && !ts.isPropertySignature(at) && !ts.isPropertyDeclaration(at);
      at = at.parent
    ) {
      const { parent } = at;
      if (ts.isUnionTypeNode(parent)) {
        const others = parent.types.filter((each) => each !== at).map((each) => each.getText());
        if (!others.every((text) => text === 'null' || text === 'undefined')) return undefined;
        if (others.includes('null')) schema = { anyOf: [schema, { type: 'null' }] };
      } else if (ts.isArrayTypeNode(parent)) schema = { type: 'array', items: schema };
      else if (
        !ts.isTypeOperatorNode(parent) &&
        !ts.isPropertySignature(parent) &&
        !ts.isPropertyDeclaration(parent)
      )
        return undefined;
    }
    return schema;
  }

  /** The aliases a property's declaration names. */
  #aliases(property) {
    const node = property.valueDeclaration?.type ?? property.declarations?.[0]?.type;
    const found = [];
    const visit = (each) => {
      if (ts.isTypeReferenceNode(each) && each.typeArguments === undefined) {
        let symbol = this.#checker.getSymbolAtLocation(each.typeName);
        if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias)
          symbol = this.#checker.getAliasedSymbol(symbol);
        if (symbol !== undefined && symbol.flags & ts.SymbolFlags.TypeAlias)
          found.push({ symbol, node: each });
      } else if (ts.isUnionTypeNode(each) || ts.isArrayTypeNode(each) || ts.isTypeOperatorNode(each))
        ts.forEachChild(each, visit);
    };
    if (node !== undefined) visit(node);
    return found;
  }
}

function plainSchema(type) {
  const { flags } = type;
  if (flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.isStringLiteral()) return { type: 'string', const: type.value };
  if (type.isNumberLiteral()) return { type: 'integer', const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) return { type: 'boolean', const: type.intrinsicName === 'true' };
  if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
  if (flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  return undefined;
}

/** JSON leaves out what is undefined. */
function canBeAbsent(type) {
  return (
    (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 ||
    (type.isUnion() && type.types.some((part) => part.flags & ts.TypeFlags.Undefined))
  );
}

function orNull(schema, nullable) {
  if (!nullable) return schema;
  if (typeof schema.type === 'string' && schema.const === undefined && schema.enum === undefined)
    return { ...schema, type: [schema.type, 'null'] };
  if (schema.enum !== undefined)
    return { ...schema, type: [schema.type, 'null'], enum: [...schema.enum, null] };
  return { anyOf: [...(schema.anyOf ?? [schema]), { type: 'null' }] };
}

/** `@format uuid`, `@minimum 0` and so on in a comment. */
function tagsOf(symbol) {
  const said = {};
  for (const { name, text } of symbol.getJsDocTags()) {
    const value = ts.displayPartsToString(text).trim();
    if (name === 'format' || name === 'pattern') said[name] = value;
    if (NUMBER_TAGS.has(name)) said[name] = NUMBER_TAGS.get(name)(value);
  }
  return said;
}

/** Puts formats where the text or number is: in the items of a list, beside null. */
function constrained(schema, said) {
  if (Object.keys(said).length === 0) return schema;
  if (schema.items !== undefined) return { ...schema, items: constrained(schema.items, said) };
  if (schema.type === undefined) return schema;
  return { ...schema, ...said };
}
