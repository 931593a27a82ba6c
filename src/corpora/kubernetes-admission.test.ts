// Upstream's tests of the ServiceAccount admission plugin: what it mounts into a new Pod is what the audit foresees.
import { auditOf, worldOf } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Source {
  readonly serviceAccountToken?: { readonly path: string; readonly expirationSeconds: number }
}

interface Case extends CorpusCase {
  readonly object?: unknown
  readonly serviceAccounts: readonly unknown[]
  readonly expected: {
    readonly serviceAccountName?: string
    readonly addedVolumes?: readonly { readonly projected?: { readonly sources: readonly Source[] } }[]
    readonly addedMounts?: readonly { readonly mountPath: string }[]
  }
}

/** Accounts are as given: none is supposed. */
const workloadOf = ({ object, serviceAccounts }: Case) => auditOf(worldOf([...serviceAccounts, object]), []).workloads[0]!

const mounting = {
  theirs: ({ expected }: Case) => {
    const tokens = (expected.addedVolumes ?? []).flatMap((volume) =>
      (volume.projected?.sources ?? []).flatMap((source) => source.serviceAccountToken ?? []),
    )
    const lines = (expected.addedMounts ?? []).flatMap((mount) =>
      tokens.map((token) => `${mount.mountPath}/${token.path} for ${token.expirationSeconds} s`),
    )
    return [`as myns/${expected.serviceAccountName}`, ...lines].join(', ')
  },
  ours: (entry: Case) => {
    const workload = workloadOf(entry)
    const lines = workload.containers.flatMap((container) =>
      container.tokens.flatMap((token) =>
        token.source === 'automount' && token.audience === null ? `${token.path} for ${token.expirationSeconds} s` : [],
      ),
    )
    return [`as ${workload.serviceAccount}`, ...lines].join(', ')
  },
}

const none = 'admission does nothing with it: there is no new Pod to foresee'
const refusal = 'admission refuses the Pod: there is nothing to mount'
const secrets = 'which Secrets an account lets its Pods name: no token is mounted or left out by it'

runCorpus<Case>('kubernetes-upstream/admission', {
  proves: "that the audit foresees what upstream's tests of the ServiceAccount admission plugin expect",
  // `TestFunction/sub-case`
  ruleOf: ({ id }) => id.replace(/\/.*/, ''),
  asked: {
    TestAssignsDefaultServiceAccountAndBoundTokenWithNoSecretTokens: mounting,
    TestAutomountsAPIToken: mounting,
    TestRespectsExistingMount: mounting,
    // The plugin is told to mount nothing here, so that only the account's name is asked for.
    TestFetchesUncachedServiceAccount: {
      theirs: ({ expected }) => `myns/${expected.serviceAccountName}`,
      ours: (entry) => workloadOf(entry).serviceAccount,
    },
    // A mirror Pod is let through as it is; it has no account in the input either, and needs none.
    TestIgnoresMirrorPod: {
      theirs: () => 'mounts: false',
      ours: (entry) => `mounts: ${workloadOf(entry).automount.mounts}`,
    },
    // Admission refuses it for want of the account; the audit says that it can't tell.
    TestDeniesInvalidServiceAccount: {
      theirs: () => 'mounts: null',
      ours: (entry) => `mounts: ${workloadOf(entry).automount.mounts}`,
    },
  },
  leftOut: new Map([
    ['TestIgnoresNonCreate', none],
    ['TestIgnoresNonPodResource', none],
    ['TestIgnoresNilObject', none],
    ['TestIgnoresNonPodObject', none],
    ['TestRejectsMirrorPodWithServiceAccount', refusal],
    ['TestRejectsMirrorPodWithSecretVolumes', refusal],
    ['TestAllowsReferencedSecret', secrets],
    ['TestAllowsReferencedImagePullSecrets', secrets],
    ['TestRejectsUnreferencedImagePullSecrets', secrets],
    ['TestAddImagePullSecrets', 'image pull Secrets hold credentials for registries'],
  ]),
  disputes: new Map(),
})
