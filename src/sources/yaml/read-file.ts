// Reads one small YAML file whole, in Kubernetes' meaning: the requirements file.
import { readFileSync } from 'node:fs'
import { load, YAMLException } from 'js-yaml'
import { SparekeyError } from '../../base/index.ts'

/** @throws SparekeyError CONFIG_INVALID where it can't be read */
export function readYamlFile(path: string): unknown {
  try {
    return load(readFileSync(path, 'utf8'))
  } catch (error) {
    const where =
      error instanceof YAMLException && error.mark !== undefined ? `:${error.mark.line + 1}:${error.mark.column + 1}` : ''
    const reason = error instanceof YAMLException ? error.reason : error instanceof Error ? error.message : String(error)
    throw new SparekeyError('CONFIG_INVALID', `cannot read \`${path}${where}\`: ${reason}`, { cause: error })
  }
}
