// The part of WebAssembly's interface that is used: it belongs to the types of browsers, which are not loaded here.

/** A module, compiled; threads may share it. */
export type CompiledModule = object

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => CompiledModule
  readonly Instance: new (
    module: CompiledModule,
    imports: Readonly<Record<string, Readonly<Record<string, (...numbers: number[]) => void>>>>,
  ) => { readonly exports: unknown }
}

/** `undefined` where Node runs without it. */
export const webAssembly: WebAssemblyApi | undefined = (globalThis as { readonly WebAssembly?: unknown }).WebAssembly as
  WebAssemblyApi | undefined
