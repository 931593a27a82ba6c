// Writes values into CEL, and the few expressions that more than one policy needs. What is written here runs in the API server.

/** A CEL string literal. JSON's escapes are all CEL's too. */
export function celText(text: string): string {
  return JSON.stringify(text)
}

/** A CEL list of strings. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`
}

/** A CEL map of annotations, empty where the object has none, or is not there at all. */
export function annotationsOf(object: 'object' | 'oldObject' | 'params'): string {
  // `oldObject` is null where an object is made, and `object` where one is deleted.
  const found = `${object}.metadata.?annotations.orValue({})`
  return object === 'params' ? found : `(${object} == null ? {} : ${found})`
}

/** What an annotation says; `''` where it is not there. @param key - CEL */
export function annotation(annotations: string, key: string): string {
  return `${annotations}[?${key}].orValue("")`
}

/** Whether the one who asks may do something, by whatever authorizes in this cluster. */
export function isAllowed(check: {
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  /** CEL. */
  readonly namespace?: string
  /** CEL. */
  readonly name: string
  readonly verb: string
}): string {
  const { group, resource, subresource, namespace, name, verb } = check
  return [
    `authorizer.group(${celText(group)}).resource(${celText(resource)})`,
    ...(subresource === undefined ? [] : [`.subresource(${celText(subresource)})`]),
    ...(namespace === undefined ? [] : [`.namespace(${namespace})`]),
    `.name(${name}).check(${celText(verb)}).allowed()`,
  ].join('')
}
