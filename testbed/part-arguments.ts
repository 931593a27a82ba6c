// Decides the flags of each part: small, quick to start, and otherwise as an ordinary cluster has them.

/** The files of one control plane, by name, inside its directory; the parts run there, so the names are enough. */
export const files = {
  adminKubeconfig: 'kubeconfig',
  auditLog: 'audit.log',
  auditPolicy: 'audit-policy.yaml',
  certificates: 'certs',
  certificate: 'certs/apiserver.crt',
  certificateKey: 'certs/apiserver.key',
  signingKey: 'service-accounts.key',
  verifyingKey: 'service-accounts.pub',
  tokens: 'tokens.csv',
} as const

// Sockets in the directory instead of ports: nobody else can take them, and only this user can talk to etcd. The `:0`
// is part of the file's name; etcd wants its addresses to look like host and port.
const etcdSocket = 'unix://etcd.sock:0'
const etcdPeerSocket = 'unix://etcd-peer.sock:0'

/** The flags of etcd. */
export function etcdArguments(): readonly string[] {
  return [
    '--data-dir=etcd',
    `--listen-client-urls=${etcdSocket}`,
    `--advertise-client-urls=${etcdSocket}`,
    `--listen-peer-urls=${etcdPeerSocket}`,
    `--initial-advertise-peer-urls=${etcdPeerSocket}`,
    `--initial-cluster=default=${etcdPeerSocket}`,
    // The only voter elects itself, but first it waits for this long.
    '--heartbeat-interval=10',
    '--election-timeout=100',
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]
}

/** The flags of kube-apiserver. `more` comes last, so it wins. */
export function apiserverArguments(port: number, more: readonly string[]): readonly string[] {
  return [
    `--etcd-servers=${etcdSocket}`,
    '--bind-address=127.0.0.1',
    // Else it looks for the address of a network interface and fails where there is no network.
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${files.certificates}`,
    `--service-account-key-file=${files.verifyingKey}`,
    `--service-account-signing-key-file=${files.signingKey}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--api-audiences=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    `--token-auth-file=${files.tokens}`,
    `--audit-policy-file=${files.auditPolicy}`,
    `--audit-log-path=${files.auditLog}`,
    '--allow-privileged=true',
    // There is one API server and nothing routes to it by the `kubernetes` service.
    '--endpoint-reconciler-type=none',
    ...more,
  ]
}

/** The flags of kube-controller-manager, with all of its default controllers. */
export function controllerManagerArguments(kubeconfig: string): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${files.signingKey}`,
    `--root-ca-file=${files.certificate}`,
    '--use-service-account-credentials=true',
    ...clientArguments,
  ]
}

/** The flags of kube-scheduler. */
export function schedulerArguments(kubeconfig: string): readonly string[] {
  return [`--kubeconfig=${kubeconfig}`, ...clientArguments]
}

/** The flags of kwok. */
export function kwokArguments(kubeconfig: string, stages: readonly string[]): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    '--cidr=10.64.0.0/12',
    ...stages.map((stage) => `--config=${stage}`),
  ]
}

// No port of their own, no election among one, and no throttle made for sharing a cluster: a test with thousands of
// objects would wait for it.
const clientArguments: readonly string[] = [
  '--secure-port=0',
  '--leader-elect=false',
  '--kube-api-qps=1000',
  '--kube-api-burst=2000',
]
