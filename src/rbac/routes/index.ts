// Every route, by hand in one list: none is found by import side effect, and the order is that of docs/routes.md.
import { approveCertificate, approveNodeCertificate, signCertificate } from './obtain-certificate.ts'
import { addEphemeralContainer, changePod } from './change-pod.ts'
import { changeCsiDriver } from './change-csi-driver.ts'
import { createAppsWorkload, createBatchWorkload, createReplicationController } from './create-workload.ts'
import { createCustomWorkload } from './create-custom-workload.ts'
import { createHostVolume } from './reach-node.ts'
import { createPod } from './create-pod.ts'
import { createTokenSecret } from './create-token-secret.ts'
import { execInPod, execInPodByGet } from './exec-in-pod.ts'
import { impersonateAccount, impersonateAccountConstrained } from './impersonate-account.ts'
import { impersonateGroup, impersonateUser } from './impersonate-identity.ts'
import { mintToken } from './mint-token.ts'
import { proxyToKubelet } from './proxy-to-kubelet.ts'
import { bindRole, escalateRole } from './raise-own-rights.ts'
import { deleteCollectionOfSecrets, deleteTokenSecret, patchTokenSecret, readTokenSecret } from './read-token-secret.ts'
import { repointTokenSecret } from './repoint-token-secret.ts'
import { reviveAccount } from './revive-account.ts'
import type { Route } from './route.ts'
import { writeMutatingPolicy, writeMutatingWebhook, writeValidatingWebhook } from './write-admission.ts'

/** All routes. */
export const routes: readonly Route[] = [
  mintToken,
  impersonateAccount,
  impersonateAccountConstrained,
  impersonateUser,
  impersonateGroup,
  readTokenSecret,
  patchTokenSecret,
  deleteCollectionOfSecrets,
  deleteTokenSecret,
  createTokenSecret,
  repointTokenSecret,
  createPod,
  changePod,
  addEphemeralContainer,
  execInPod,
  execInPodByGet,
  createAppsWorkload,
  createReplicationController,
  createBatchWorkload,
  createCustomWorkload,
  proxyToKubelet,
  approveCertificate,
  approveNodeCertificate,
  signCertificate,
  writeMutatingWebhook,
  writeValidatingWebhook,
  writeMutatingPolicy,
  createHostVolume,
  changeCsiDriver,
  escalateRole,
  bindRole,
  reviveAccount,
]
