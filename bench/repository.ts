// Writes 2,000 files as a repository of many services holds them: in every other one an account with its Deployment and Service, in the
// rest configuration, rights and policies. Published manifests have about as many documents to a file, and workloads in as many files.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cachedFolder, sizeOf } from './cache-folder.ts'
import { deployment, roleBinding, serviceAccount } from './fleet.ts'
import { seeded, type Random } from './random.ts'

const version = 3
const count = 2000
const teams = 25

/** A folder of files. */
export interface Repository {
  readonly folder: string
  readonly bytes: number
  readonly files: number
}

/**
 * Made if it is not in the cache yet.
 *
 * @param settled - whether every account and Deployment says `false` already
 */
export function repository(settled: boolean): Repository {
  const folder = cachedFolder(`repository-${settled ? 'settled-' : ''}${version}`, (empty) => {
    const random = seeded(20_261_125)
    for (let i = 0; i < count; i++) {
      const service = i >> 1
      const [namespace, name] = [`team-${service % teams}`, `service-${service}`]
      const parts = i % 2 === 0 ? running(random, namespace, name) : around(random, namespace, name)
      const text = parts.join('---\n')
      writeFileSync(
        join(empty, `${name}-${i % 2 === 0 ? 'app' : 'config'}.yaml`),
        settled
          ? text
              .replaceAll(/^automount.*\n/gm, '')
              .replaceAll('Token: true', 'Token: false')
              .replace(/^kind: ServiceAccount$/m, '$&\nautomountServiceAccountToken: false')
          : text,
      )
    }
  })
  return { folder, bytes: sizeOf(folder), files: count }
}

function running(random: Random, namespace: string, name: string): readonly string[] {
  return [serviceAccount(random, namespace, name), deployment(random, namespace, name, name), service(namespace, name)]
}

function around(random: Random, namespace: string, name: string): readonly string[] {
  return [
    configuration(random, namespace, name),
    ingress(namespace, name),
    policy(namespace, name),
    roleBinding(namespace, name),
    budget(namespace, name),
  ]
}

function head(apiVersion: string, kind: string, namespace: string, name: string): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${namespace}
`
}

function service(namespace: string, name: string): string {
  return `${head('v1', 'Service', namespace, name)}spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`
}

function configuration(random: Random, namespace: string, name: string): string {
  const settings = Array.from({ length: 40 }, (_, i) => `    setting.${i}: ${random.suffix(12)} # of ${name}`)
  return `${head('v1', 'ConfigMap', namespace, `${name}-config`)}data:
  LOG_LEVEL: info
  REGION: "eu-1"
  application.yaml: |
    server:
      port: 8080
${settings.join('\n')}
`
}

function ingress(namespace: string, name: string): string {
  return `${head('networking.k8s.io/v1', 'Ingress', namespace, name)}spec:
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port: { name: http }
`
}

function budget(namespace: string, name: string): string {
  return `${head('policy/v1', 'PodDisruptionBudget', namespace, name)}spec:
  minAvailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
`
}

function policy(namespace: string, name: string): string {
  return `${head('networking.k8s.io/v1', 'NetworkPolicy', namespace, name)}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {}
      ports:
        - port: http
`
}
