// Reads one YAML file whole, in Kubernetes' meaning: the requirements file, a plan.
import { load, YAMLException } from 'js-yaml'
import { SparekeyError } from '../../base/index.ts'
import { readWhole } from '../files/index.ts'

/**
 * @param hint - what a person can do where there is no such file
 * @throws SparekeyError INPUT_NOT_FOUND where it can't be read, CONFIG_INVALID where it is no YAML
 */
export function readYamlFile(path: string, hint: string): unknown {
  const text = readWhole(path, hint).toString('utf8')
  try {
    return load(text)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const where = error.mark === undefined ? '' : `:${error.mark.line + 1}:${error.mark.column + 1}`
    throw new SparekeyError('CONFIG_INVALID', `cannot read \`${path}${where}\`: ${error.reason}`, { cause: error })
  }
}
