// Attempts to get a token into a pod, or out of one.
import {
  anyAccount,
  at,
  atPods,
  byServer,
  guard,
  inPod,
  needsException,
  own,
  patch,
  pod,
  possible,
  post,
  projected,
  template,
  workload,
  type Row,
} from './attack.cases.ts'
import { exceptionOf, podOf } from './tenants.cases.ts'

/** Of docs/guard.md, in its order. */
export const pods: readonly Row[] = [
  ['edit', 'runs a pod with an injected token', pod('p1', 'app'), guard, needsException],
  ['writer', 'runs a pod with an injected token', pod('p1', 'app'), guard, needsException],
  ['edit', 'runs a pod with a token at another path', pod('p2', 'app', projected('a/b')), guard, needsException],
  [
    'edit',
    'names the API server as the audience',
    pod('p3', 'app', projected('t', 'https://kubernetes.default.svc')),
    guard,
    needsException,
  ],
  [
    'edit',
    'names a host of AKS as the audience',
    pod('p4', 'app', projected('t', 'https://shop-1.hcp.westeurope.azmk8s.io:443')),
    guard,
    needsException,
  ],
  [
    'edit',
    'hides the token among other sources',
    pod('p5', 'app', {
      automountServiceAccountToken: false,
      volumes: [
        {
          name: 'v',
          projected: { sources: [{ configMap: { name: 'x', optional: true } }, { serviceAccountToken: { path: 't' } }] },
        },
      ],
    }),
    guard,
    needsException,
  ],
  [
    'edit',
    'runs a pod with a token for another audience',
    pod('p6', 'app', projected('t', 'vault')),
    possible,
    'the API server does not accept it; what does is to bound what it gives to the account',
  ],
  [
    'edit',
    'writes an exception on the pod itself',
    pod('p7', 'app', {}, { annotations: own(exceptionOf('x')) }),
    guard,
    'on a pod it is a declaration for the audit, and no permission',
  ],
  [
    'edit',
    'puts the token into a mirror pod',
    post(`${at}/pods`, {
      metadata: { name: 'p8', annotations: { 'kubernetes.io/config.mirror': 'x' } },
      spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'x' }], ...projected('t') },
    }),
    byServer,
    'mirror pods are made by nodes, and hold no tokens',
  ],
  [
    'edit',
    'adds a token volume to a pod that runs',
    patch(`${at}/pods/plain`, { spec: projected('t') }),
    byServer,
    'volumes of a pod do not change',
  ],
  [
    'edit',
    'makes an account and runs a pod as it at once',
    [post(`${at}/serviceaccounts`, { metadata: { name: 'race-ROUND' } }), pod('race-ROUND', 'race-ROUND')],
    guard,
    'with exceptions on `default`; with exceptions on accounts it is possible now and then (see above)',
    25,
  ],
  [
    'edit',
    'makes an account anew and runs a pod as it at once',
    [
      { method: 'DELETE', path: `${at}/serviceaccounts/again` },
      post(`${at}/serviceaccounts`, { metadata: { name: 'again' } }),
      pod('again-ROUND', 'again'),
    ],
    guard,
    'with exceptions on `default`; with exceptions on accounts it is possible now and then (see above)',
    25,
  ],
  ['edit', 'runs a pod as an excepted account', pod('p9', 'web'), possible, anyAccount],
  [
    'edit',
    'runs a pod as an account that is excepted for one Deployment',
    pod('p10', 'narrow'),
    guard,
    'the exception names the workload',
  ],
  [
    'edit',
    'says that the pod is of the excepted Deployment',
    pod(
      'p11',
      'narrow',
      {},
      {
        labels: { 'pod-template-hash': 'abc' },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name: 'narrow-abc',
            uid: '11111111-1111-1111-1111-111111111111',
            controller: true,
          },
        ],
      },
    ),
    possible,
    `owners of a pod are what its maker writes, so workloads in an exception hold against mistakes alone; ${anyAccount}`,
  ],
  [
    'edit',
    'runs a pod as an account whose exception has ended',
    pod('p12', 'ended'),
    guard,
    'an exception ends with its last day',
  ],
  ['edit', 'makes a Deployment', workload('apps', 'deployments', 'w1', {}), atPods('w1'), needsException],
  [
    'writer',
    'makes a Job',
    workload('batch', 'jobs', 'w2', {
      selector: undefined,
      template: { spec: { ...podOf('', 'app').spec, automountServiceAccountToken: true, restartPolicy: 'Never' } },
    }),
    atPods('w2'),
    needsException,
  ],
  ['writer', 'makes a DaemonSet', workload('apps', 'daemonsets', 'w3', {}), atPods('w3'), needsException],
  ['edit', 'makes a StatefulSet', workload('apps', 'statefulsets', 'w4', { serviceName: 'w4' }), atPods('w4'), needsException],
  [
    'edit',
    'makes a ReplicationController',
    post(`${at}/replicationcontrollers`, {
      metadata: { name: 'w5' },
      spec: { selector: { app: 'w5' }, template: template('w5') },
    }),
    atPods('w5'),
    needsException,
  ],
  [
    'edit',
    'runs a command in a pod that may hold a token',
    post(`${at}/pods/holder/exec?command=id&stdout=true`),
    possible,
    inPod,
  ],
  [
    'writer',
    'adds a debugging container to a pod that may hold a token',
    {
      ...patch(`${at}/pods/holder/ephemeralcontainers`, {
        spec: { ephemeralContainers: [{ name: 'debug', image: 'x', volumeMounts: [] }] },
      }),
      contentType: 'application/strategic-merge-patch+json',
    },
    possible,
    inPod,
  ],
  [
    'edit',
    'changes the image of a pod that may hold a token',
    {
      ...patch(`${at}/pods/holder`, { spec: { containers: [{ name: 'main', image: 'registry.example/evil:1' }] } }),
      contentType: 'application/strategic-merge-patch+json',
    },
    possible,
    inPod,
  ],
  [
    'edit',
    'mounts the directory in which the node keeps the tokens of its pods',
    pod('p13', 'app', {
      automountServiceAccountToken: false,
      volumes: [{ name: 'v', hostPath: { path: '/var/lib/kubelet/pods' } }],
    }),
    possible,
    'not the guard’s business: label the namespace `pod-security.kubernetes.io/enforce: baseline` or `restricted`',
  ],
]
