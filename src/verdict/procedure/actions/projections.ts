// Volumes in place of the mounted token: without a token for those who only look for the files, for one audience in place of a Secret.
import { changes } from '../command.ts'
import type { FileReport } from '../procedure-report.ts'
import { noteOn, type Action } from './action.ts'

const caOnly: FileReport = {
  name: 'ca-only.yaml',
  text: `spec:
  template:
    spec:
      automountServiceAccountToken: false
      containers:
        - name: CONTAINER
          volumeMounts:
            - name: cluster-ca
              mountPath: /var/run/secrets/kubernetes.io/serviceaccount
              readOnly: true
      volumes:
        - name: cluster-ca
          projected:
            sources:
              - configMap:
                  name: kube-root-ca.crt
                  items: [{ key: ca.crt, path: ca.crt }]
              - downwardAPI:
                  items: [{ path: namespace, fieldRef: { fieldPath: metadata.namespace } }]
`,
}

const bound: FileReport = {
  name: 'bound-token.yaml',
  text: `spec:
  template:
    spec:
      containers:
        - name: CONTAINER
          volumeMounts:
            - name: token
              mountPath: /var/run/secrets/tokens
              readOnly: true
      volumes:
        - name: token
          projected:
            sources:
              - serviceAccountToken:
                  audience: AUDIENCE
                  expirationSeconds: 3600
                  path: token
`,
}

const patch = ({ name }: FileReport) => `kubectl patch deployment NAME -n NAMESPACE --type strategic --patch-file ${name}`

/** The action. */
export const caWithoutToken: Action = ({ targets }) => ({
  id: 'ca-without-token',
  title: 'the middle way: the files without the token',
  why:
    'A program that reads `ca.crt` or `namespace`, or stops at start where the directory is missing, gets both by a volume of ' +
    'its own that carries no token.',
  commands: [{ ...changes(patch(caOnly), 'The two files at the usual place, and no token.'), file: caOnly }],
  notes: [
    ...noteOn(targets.filesOnly, 'Declared to need only the files'),
    ...noteOn(
      targets.someContainers,
      'Declared to need its token in some containers only: the same way, with a source `serviceAccountToken` in the volume of these',
    ),
    'A program that opens the file `token` itself and stops without it does use its token, or has to be told not to.',
  ],
})

/** The action. */
export const boundProjection: Action = () => ({
  id: 'bound-projection',
  title: 'give what uses a Secret a projected token instead',
  why:
    'A projected token is bound to its pod, ends after an hour, is renewed by the kubelet, and is good for one audience only. ' +
    'It takes the place of a token Secret before that is turned off.',
  commands: [{ ...changes(patch(bound), 'A token for AUDIENCE at a path of its own.'), file: bound }],
  notes: [
    'For the API server leave `audience` out; for everybody else name the receiver, so that the API server refuses the token.',
    'A client outside the cluster signs in as itself (on AKS by Microsoft Entra) rather than as a ServiceAccount.',
  ],
})
