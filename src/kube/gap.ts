// What could not be known, and where that leaves an answer: gaps travel beside the value and never become a guess.
import { unreachable } from '../base/index.ts'
import { formatName, formatRef, type AccountRef, type ObjectRef } from './object-ref.ts'

/** Something that the input did not show. */
export type Gap =
  | { readonly kind: 'accountMissing'; readonly account: AccountRef }
  | { readonly kind: 'secretUnknown'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'driverUnknown'; readonly driver: string }
  | { readonly kind: 'claimUnknown'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'subPathComputed'; readonly object: ObjectRef; readonly container: string; readonly expression: string }
  | { readonly kind: 'listForbidden'; readonly resource: string; readonly namespace?: string; readonly message: string }
  | { readonly kind: 'listFailed'; readonly resource: string; readonly namespace?: string; readonly message: string }
  | {
      readonly kind: 'documentUnreadable'
      readonly file: string
      readonly line: number
      readonly column: number
      readonly message: string
    }
  | {
      readonly kind: 'keyDuplicated'
      readonly file: string
      readonly line: number
      readonly column: number
      readonly key: string
    }
  | {
      readonly kind: 'objectRefused'
      readonly object: ObjectRef
      readonly field: string
      readonly message: string
      readonly file?: string
      readonly line?: number
      readonly column?: number
    }
  | {
      readonly kind: 'objectDuplicated'
      readonly object: ObjectRef
      /** Where the one is that was set aside. */
      readonly file?: string
      readonly line?: number
      readonly column?: number
      /** Where the one is that counts. */
      readonly kept?: { readonly file: string; readonly line: number; readonly column: number }
    }
  | { readonly kind: 'roleMissing'; readonly binding: ObjectRef; readonly role: ObjectRef }
  /** A role that every cluster has, taken to have the rules of that release of Kubernetes. */
  | { readonly kind: 'roleAssumed'; readonly role: ObjectRef; readonly release: string }

/** A value together with what could not be known when it was worked out. */
export interface Answer<T> {
  readonly value: T
  readonly gaps: readonly Gap[]
}

/** A gap as one line for people: what is missing, and then what to do about it. */
export function describeGap(gap: Gap): { readonly message: string; readonly remedy: string } {
  switch (gap.kind) {
    case 'accountMissing':
      return {
        message: `ServiceAccount \`${formatName(gap.account)}\` is not in the input, so whether it mounts tokens is not known`,
        remedy:
          'add the ServiceAccount to the input, or say `--assume accounts` to read a missing one as `automountServiceAccountToken` not set',
      }
    case 'secretUnknown':
      return {
        message: `Secret \`${formatName(gap)}\` is used but its type is not known: it may hold a service account token`,
        remedy:
          'add the Secret (without its data) to the input, or say `--assume secrets` to read missing ones as not holding tokens',
      }
    case 'driverUnknown':
      return {
        message: `CSIDriver \`${gap.driver}\` is not in the input: it may ask for tokens of the pods that use it`,
        remedy: 'add the CSIDriver to the input, or say `--assume drivers` to read missing ones as asking for no token',
      }
    case 'claimUnknown':
      return {
        message: `the driver behind PersistentVolumeClaim \`${formatName(gap)}\` is not known: it may ask for tokens of the pods that use it`,
        remedy: 'add the PersistentVolumeClaim and its PersistentVolume to the input, or say `--assume drivers`',
      }
    case 'subPathComputed':
      return {
        message: `container \`${gap.container}\` of ${formatRef(gap.object)} mounts a path that is computed at start (\`${gap.expression}\`): the token is counted as held`,
        remedy: 'mount a fixed `subPath`',
      }
    case 'listForbidden':
      return {
        message: `not allowed to list ${gap.resource}${gap.namespace === undefined ? '' : ` in namespace \`${gap.namespace}\``}: ${gap.message}`,
        remedy: 'grant the ClusterRole that `sparekey rbac` prints',
      }
    case 'listFailed':
      return {
        message: `could not list ${gap.resource}${gap.namespace === undefined ? '' : ` in namespace \`${gap.namespace}\``}: ${gap.message}`,
        remedy: 'run again; what is missing here is missing from every answer',
      }
    case 'documentUnreadable':
      return {
        message: `${gap.file}:${gap.line}:${gap.column}: ${gap.message}`,
        remedy: 'mend the document; the others were audited',
      }
    case 'keyDuplicated':
      return {
        message: `${gap.file}:${gap.line}:${gap.column}: \`${gap.key}\` stands twice in one mapping: the last one was audited, as Kubernetes reads it`,
        remedy: 'remove the other',
      }
    case 'objectRefused':
      return {
        message: `${formatRef(gap.object)} was not audited: the API server would refuse it: \`${gap.field}\`: ${gap.message}`,
        remedy: 'mend the field',
      }
    case 'objectDuplicated':
      return {
        message: `${formatRef(gap.object)} is in the input more than once: ${whichCounts(gap)}`,
        remedy: 'remove the one that is not meant',
      }
    case 'roleMissing':
      return {
        message: `${formatRef(gap.binding)} refers to ${formatRef(gap.role)}, which is not in the input: what the binding gives is not known`,
        remedy:
          'add the role to the input: `kubectl get clusterroles,roles -A -o yaml`; for one that every cluster has, as `edit`, `--assume roles` will do',
      }
    case 'roleAssumed':
      return {
        message: `${formatRef(gap.role)} is not in the input: whether the cluster's own allows more than upstream's rules (Kubernetes ${gap.release}) is not known`,
        remedy:
          "add the role to the input as the cluster has it (`kubectl get clusterroles,roles -A -o yaml`), or say `--assume roles` to read missing ones as upstream's and no more",
      }
    default:
      return unreachable(gap)
  }
}

function whichCounts({ file, line = 1, column = 1, kept }: Extract<Gap, { readonly kind: 'objectDuplicated' }>): string {
  if (file === undefined || kept === undefined) return 'the last one was audited'
  return `the last one was audited, at ${kept.file}:${kept.line}:${kept.column}, and the one at ${file}:${line}:${column} set aside`
}
