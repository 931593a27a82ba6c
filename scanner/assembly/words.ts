// The words that events are read by, as bytes; 16 more that may be read stand behind each. Made so that no comparison needs a text of the
// language, whose characters are of 16 bits.

/** `kind` */
export const kind: usize = memory.data<u8>([107, 105, 110, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `verb` */
export const verb: usize = memory.data<u8>([118, 101, 114, 98, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `user` */
export const user: usize = memory.data<u8>([117, 115, 101, 114, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `level` */
export const level: usize = memory.data<u8>([108, 101, 118, 101, 108, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `stage` */
export const stage: usize = memory.data<u8>([115, 116, 97, 103, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `auditID` */
export const auditID: usize = memory.data<u8>([97, 117, 100, 105, 116, 73, 68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `userAgent` */
export const userAgent: usize = memory.data<u8>([117, 115, 101, 114, 65, 103, 101, 110, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `objectRef` */
export const objectRef: usize = memory.data<u8>([111, 98, 106, 101, 99, 116, 82, 101, 102, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `sourceIPs` */
export const sourceIPs: usize = memory.data<u8>([115, 111, 117, 114, 99, 101, 73, 80, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `apiVersion` */
export const apiVersion: usize = memory.data<u8>([97, 112, 105, 86, 101, 114, 115, 105, 111, 110, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `requestURI` */
export const requestURI: usize = memory.data<u8>([114, 101, 113, 117, 101, 115, 116, 85, 82, 73, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `annotations` */
export const annotations: usize = memory.data<u8>([97, 110, 110, 111, 116, 97, 116, 105, 111, 110, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `requestObject` */
export const requestObject: usize = memory.data<u8>([114, 101, 113, 117, 101, 115, 116, 79, 98, 106, 101, 99, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `responseStatus` */
export const responseStatus: usize = memory.data<u8>([114, 101, 115, 112, 111, 110, 115, 101, 83, 116, 97, 116, 117, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `responseObject` */
export const responseObject: usize = memory.data<u8>([114, 101, 115, 112, 111, 110, 115, 101, 79, 98, 106, 101, 99, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `stageTimestamp` */
export const stageTimestamp: usize = memory.data<u8>([115, 116, 97, 103, 101, 84, 105, 109, 101, 115, 116, 97, 109, 112, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `requestReceivedTimestamp` */
export const requestReceivedTimestamp: usize = memory.data<u8>([114, 101, 113, 117, 101, 115, 116, 82, 101, 99, 101, 105, 118, 101, 100, 84, 105, 109, 101, 115, 116, 97, 109, 112, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `username` */
export const username: usize = memory.data<u8>([117, 115, 101, 114, 110, 97, 109, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `groups` */
export const groups: usize = memory.data<u8>([103, 114, 111, 117, 112, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `extra` */
export const extra: usize = memory.data<u8>([101, 120, 116, 114, 97, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `resource` */
export const resource: usize = memory.data<u8>([114, 101, 115, 111, 117, 114, 99, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `apiGroup` */
export const apiGroup: usize = memory.data<u8>([97, 112, 105, 71, 114, 111, 117, 112, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `subresource` */
export const subresource: usize = memory.data<u8>([115, 117, 98, 114, 101, 115, 111, 117, 114, 99, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `namespace` */
export const namespace: usize = memory.data<u8>([110, 97, 109, 101, 115, 112, 97, 99, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `name` */
export const nameOfObject: usize = memory.data<u8>([110, 97, 109, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `code` */
export const code: usize = memory.data<u8>([99, 111, 100, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.kubernetes.io/pod-name` */
export const podName: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 117, 98, 101, 114, 110, 101, 116, 101, 115, 46, 105, 111, 47, 112, 111, 100, 45, 110, 97, 109, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.kubernetes.io/pod-uid` */
export const podUid: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 117, 98, 101, 114, 110, 101, 116, 101, 115, 46, 105, 111, 47, 112, 111, 100, 45, 117, 105, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.kubernetes.io/credential-id` */
export const credentialId: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 117, 98, 101, 114, 110, 101, 116, 101, 115, 46, 105, 111, 47, 99, 114, 101, 100, 101, 110, 116, 105, 97, 108, 45, 105, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authorization.k8s.io/decision` */
export const decision: usize = memory.data<u8>([97, 117, 116, 104, 111, 114, 105, 122, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 100, 101, 99, 105, 115, 105, 111, 110, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `audit.k8s.io/truncated` */
export const truncated: usize = memory.data<u8>([97, 117, 100, 105, 116, 46, 107, 56, 115, 46, 105, 111, 47, 116, 114, 117, 110, 99, 97, 116, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.kubernetes.io/issued-credential-id` */
export const issued: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 117, 98, 101, 114, 110, 101, 116, 101, 115, 46, 105, 111, 47, 105, 115, 115, 117, 101, 100, 45, 99, 114, 101, 100, 101, 110, 116, 105, 97, 108, 45, 105, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.k8s.io/legacy-token` */
export const legacy: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 108, 101, 103, 97, 99, 121, 45, 116, 111, 107, 101, 110, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.k8s.io/stale-token` */
export const stale: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 115, 116, 97, 108, 101, 45, 116, 111, 107, 101, 110, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `category` */
export const category: usize = memory.data<u8>([99, 97, 116, 101, 103, 111, 114, 121, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `properties` */
export const properties: usize = memory.data<u8>([112, 114, 111, 112, 101, 114, 116, 105, 101, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `resourceId` */
export const resourceId: usize = memory.data<u8>([114, 101, 115, 111, 117, 114, 99, 101, 73, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `log` */
export const log: usize = memory.data<u8>([108, 111, 103, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `RequestReceived` */
export const stageRequestReceived: usize = memory.data<u8>([82, 101, 113, 117, 101, 115, 116, 82, 101, 99, 101, 105, 118, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `ResponseStarted` */
export const stageResponseStarted: usize = memory.data<u8>([82, 101, 115, 112, 111, 110, 115, 101, 83, 116, 97, 114, 116, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `ResponseComplete` */
export const stageResponseComplete: usize = memory.data<u8>([82, 101, 115, 112, 111, 110, 115, 101, 67, 111, 109, 112, 108, 101, 116, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `Panic` */
export const stagePanic: usize = memory.data<u8>([80, 97, 110, 105, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `forbid` */
export const forbid: usize = memory.data<u8>([102, 111, 114, 98, 105, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `true` */
export const trueText: usize = memory.data<u8>([116, 114, 117, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `system:nodes` */
export const systemNodes: usize = memory.data<u8>([115, 121, 115, 116, 101, 109, 58, 110, 111, 100, 101, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `system:node:` */
export const nodePrefix: usize = memory.data<u8>([115, 121, 115, 116, 101, 109, 58, 110, 111, 100, 101, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `system:serviceaccount:` */
export const accountPrefix: usize = memory.data<u8>([115, 121, 115, 116, 101, 109, 58, 115, 101, 114, 118, 105, 99, 101, 97, 99, 99, 111, 117, 110, 116, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `create` */
export const create: usize = memory.data<u8>([99, 114, 101, 97, 116, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `serviceaccounts` */
export const serviceaccounts: usize = memory.data<u8>([115, 101, 114, 118, 105, 99, 101, 97, 99, 99, 111, 117, 110, 116, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `token` */
export const token: usize = memory.data<u8>([116, 111, 107, 101, 110, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.k8s.io` */
export const authentication: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `tokenreviews` */
export const tokenreviews: usize = memory.data<u8>([116, 111, 107, 101, 110, 114, 101, 118, 105, 101, 119, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `kube-audit` */
export const kubeAudit: usize = memory.data<u8>([107, 117, 98, 101, 45, 97, 117, 100, 105, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `kube-audit-admin` */
export const kubeAuditAdmin: usize = memory.data<u8>([107, 117, 98, 101, 45, 97, 117, 100, 105, 116, 45, 97, 100, 109, 105, 110, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `pod` */
export const pod: usize = memory.data<u8>([112, 111, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `minted` */
export const minted: usize = memory.data<u8>([109, 105, 110, 116, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `unbound` */
export const unbound: usize = memory.data<u8>([117, 110, 98, 111, 117, 110, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `allowed` */
export const allowed: usize = memory.data<u8>([97, 108, 108, 111, 119, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `failed` */
export const failed: usize = memory.data<u8>([102, 97, 105, 108, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `refused` */
export const refused: usize = memory.data<u8>([114, 101, 102, 117, 115, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `unanswered` */
export const unanswered: usize = memory.data<u8>([117, 110, 97, 110, 115, 119, 101, 114, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `?` */
export const questionMark: usize = memory.data<u8>([63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"` */
export const head: usize = memory.data<u8>([123, 34, 107, 105, 110, 100, 34, 58, 34, 69, 118, 101, 110, 116, 34, 44, 34, 97, 112, 105, 86, 101, 114, 115, 105, 111, 110, 34, 58, 34, 97, 117, 100, 105, 116, 46, 107, 56, 115, 46, 105, 111, 47, 118, 49, 34, 44, 34, 108, 101, 118, 101, 108, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `","auditID":"` */
export const headID: usize = memory.data<u8>([34, 44, 34, 97, 117, 100, 105, 116, 73, 68, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `","stage":"` */
export const headStage: usize = memory.data<u8>([34, 44, 34, 115, 116, 97, 103, 101, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `","requestURI":` */
export const headUri: usize = memory.data<u8>([34, 44, 34, 114, 101, 113, 117, 101, 115, 116, 85, 82, 73, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"verb":` */
export const headVerb: usize = memory.data<u8>([44, 34, 118, 101, 114, 98, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"user":` */
export const headUser: usize = memory.data<u8>([44, 34, 117, 115, 101, 114, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `{"metadata":{},"code":` */
export const plainStatus: usize = memory.data<u8>([123, 34, 109, 101, 116, 97, 100, 97, 116, 97, 34, 58, 123, 125, 44, 34, 99, 111, 100, 101, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `impersonatedUser` */
export const impersonatedUser: usize = memory.data<u8>([105, 109, 112, 101, 114, 115, 111, 110, 97, 116, 101, 100, 85, 115, 101, 114, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.k8s.io/legacy-token-autogenerated-secret` */
export const legacyAutogenerated: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 108, 101, 103, 97, 99, 121, 45, 116, 111, 107, 101, 110, 45, 97, 117, 116, 111, 103, 101, 110, 101, 114, 97, 116, 101, 100, 45, 115, 101, 99, 114, 101, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.k8s.io/legacy-token-manual-secret` */
export const legacyManual: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 108, 101, 103, 97, 99, 121, 45, 116, 111, 107, 101, 110, 45, 109, 97, 110, 117, 97, 108, 45, 115, 101, 99, 114, 101, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `authentication.k8s.io/legacy-token-invalidated` */
export const legacyInvalidated: usize = memory.data<u8>([97, 117, 116, 104, 101, 110, 116, 105, 99, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 108, 101, 103, 97, 99, 121, 45, 116, 111, 107, 101, 110, 45, 105, 110, 118, 97, 108, 105, 100, 97, 116, 101, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"sourceIPs":["` */
export const nextIPs: usize = memory.data<u8>([44, 34, 115, 111, 117, 114, 99, 101, 73, 80, 115, 34, 58, 91, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `"],"userAgent":"` */
export const nextAgent: usize = memory.data<u8>([34, 93, 44, 34, 117, 115, 101, 114, 65, 103, 101, 110, 116, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"objectRef":` */
export const nextObjectRef: usize = memory.data<u8>([44, 34, 111, 98, 106, 101, 99, 116, 82, 101, 102, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"responseStatus":` */
export const nextStatus: usize = memory.data<u8>([44, 34, 114, 101, 115, 112, 111, 110, 115, 101, 83, 116, 97, 116, 117, 115, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"requestObject":` */
export const nextRequest: usize = memory.data<u8>([44, 34, 114, 101, 113, 117, 101, 115, 116, 79, 98, 106, 101, 99, 116, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"responseObject":` */
export const nextResponse: usize = memory.data<u8>([44, 34, 114, 101, 115, 112, 111, 110, 115, 101, 79, 98, 106, 101, 99, 116, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"requestReceivedTimestamp":` */
export const nextReceived: usize = memory.data<u8>([44, 34, 114, 101, 113, 117, 101, 115, 116, 82, 101, 99, 101, 105, 118, 101, 100, 84, 105, 109, 101, 115, 116, 97, 109, 112, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"stageTimestamp":` */
export const nextStageTime: usize = memory.data<u8>([44, 34, 115, 116, 97, 103, 101, 84, 105, 109, 101, 115, 116, 97, 109, 112, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"annotations":` */
export const nextAnnotations: usize = memory.data<u8>([44, 34, 97, 110, 110, 111, 116, 97, 116, 105, 111, 110, 115, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `{"resource":` */
export const refResource: usize = memory.data<u8>([123, 34, 114, 101, 115, 111, 117, 114, 99, 101, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"namespace":` */
export const refNamespace: usize = memory.data<u8>([44, 34, 110, 97, 109, 101, 115, 112, 97, 99, 101, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"name":` */
export const refName: usize = memory.data<u8>([44, 34, 110, 97, 109, 101, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"apiGroup":` */
export const refGroup: usize = memory.data<u8>([44, 34, 97, 112, 105, 71, 114, 111, 117, 112, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"apiVersion":"` */
export const refVersion: usize = memory.data<u8>([44, 34, 97, 112, 105, 86, 101, 114, 115, 105, 111, 110, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"subresource":` */
export const refSubresource: usize = memory.data<u8>([44, 34, 115, 117, 98, 114, 101, 115, 111, 117, 114, 99, 101, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `{"authorization.k8s.io/decision":` */
export const firstDecision: usize = memory.data<u8>([123, 34, 97, 117, 116, 104, 111, 114, 105, 122, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 100, 101, 99, 105, 115, 105, 111, 110, 34, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** `,"authorization.k8s.io/reason":"` */
export const nextReason: usize = memory.data<u8>([44, 34, 97, 117, 116, 104, 111, 114, 105, 122, 97, 116, 105, 111, 110, 46, 107, 56, 115, 46, 105, 111, 47, 114, 101, 97, 115, 111, 110, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
