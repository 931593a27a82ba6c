// How what a command says is to look: in colour where a terminal shows it, and as wide as that is.
import type { RenderOptions } from '../../report/index.ts'
import type { Io } from './io.ts'

/** @param options - of the command: whether it was told to leave colour out */
export function renderOptions({ color }: { readonly color?: boolean }, io: Io): RenderOptions {
  return {
    color: color !== false && io.outIsTerminal && (io.env['NO_COLOR'] ?? '') === '',
    width: io.outIsTerminal ? io.columns : 100,
  }
}
