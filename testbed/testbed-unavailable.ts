// The one failure a test may skip for: this machine can't build a control plane at all.

/** The test bed can't be used on this machine; `reason` is one line for a person. */
export class TestbedUnavailable extends Error {
  override readonly name = 'TestbedUnavailable'
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super(`no control plane for tests: ${reason}`, options)
    this.reason = reason
  }
}
