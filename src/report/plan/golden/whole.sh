#!/bin/sh
# Plan to take service account tokens away
# live cluster aks-prod-weu, Kubernetes v1.36.3, namespaces shop, ci, data, batch, 2026-11-24 02:57 UTC
# 17 steps (10 low, 3 medium, 4 high risk) take 7 tokens from 7 workloads; 2 changes belong into sources; 6 objects are left as they are; with 2 gaps in what could be read, so there may be more to change
#
# Needs kubectl and nothing else, and acts on its current context: see `kubectl config current-context`.
#   sh THIS-FILE           takes the steps in their order; run again, it goes on where it stopped
#   sh THIS-FILE backout   takes back what was taken
# What was done is written into the folder that $SPAREKEY_RECORD names: the way back needs it.
# Each patch tests what it is about to change: where an object is not as it was, nothing is changed and the script stops.
# kubectl reads a Secret whole when it patches its labels; nothing that it holds is printed or written.
# Not in this script, since they would be taken back in the cluster; they belong into the sources:
#   Deployment shop/search, made by Helm release shop/search: values of chart search-4.2.0: `serviceAccount.automount`
#   ServiceAccount data/etl, made by Argo CD application data: repository https://git.example.com/data, folder overlays/prod
record=${SPAREKEY_RECORD:-sparekey-record-20261124T025700Z}
set -eu

say() { printf '%s\n' "$1" >&2; }

# The step that is under way.
now=
trap 'code=$?; [ "$code" = 0 ] || [ -z "$now" ] || say "stopped in step $now: where the server calls the request invalid, the object is not as the plan has it, and was left as it is"' EXIT

ask() {
  printf '%s. Go on? [y/N] ' "$1" >&2
  read -r answer || answer=
  case $answer in
    y | Y | yes) ;;
    *) say 'stopped'; exit 1 ;;
  esac
}

# Nobody knows of a step that was begun and not finished whether it was made: that is for people to look at.
not_begun() {
  [ -e "$record/$1.begun" ] || return 0
  say "step $1 was begun and not finished: look at its object. Where it is as the step makes it: mv $record/$1.begun $record/$1.made; where it is not: rm $record/$1.begun"
  exit 1
}

# Whether a step is still to be taken: NUMBER WORDS
todo() {
  not_begun "$1"
  if [ -e "$record/$1.made" ]; then return 1; fi
  say "step $1: $2"
}
begin() {
  : > "$record/$1.begun"
  now=$1
}
made() {
  mv "$record/$1.begun" "$record/$1.made"
  now=
}

# Whether a step is to be taken back: NUMBER WORDS
undo() {
  not_begun "$1"
  if [ ! -e "$record/$1.made" ]; then return 1; fi
  say "taking back step $1: $2"
}
begin_undo() {
  mv "$record/$1.made" "$record/$1.begun"
  now=$1
}
undone() {
  rm "$record/$1.begun"
  now=
}

# A field of an object as JSON, nothing where it is not there: JSONPATH OBJECT...
field() {
  path=$1
  shift
  kubectl get "$@" -o "jsonpath=$path"
}

# Operations that put an empty object where a field's parent is missing: JSONPATH POINTER OBJECT...
unless_there() {
  path=$1 pointer=$2
  shift 2
  found=$(field "$path" "$@") || exit 1
  if [ -z "$found" ]; then
    printf '{"op":"test","path":"%s","value":null},{"op":"add","path":"%s","value":{}},' "$pointer" "$pointer"
  fi
}

# Operations that hold a list as it is now, which is written down; an empty one is put where it is missing: FILE JSONPATH POINTER OBJECT...
as_found() {
  file=$1 path=$2 pointer=$3
  shift 3
  found=$(field "$path" "$@") || exit 1
  printf '%s' "$found" > "$record/$file.before" || exit 1
  printf '{"op":"test","path":"%s","value":%s},' "$pointer" "${found:-null}"
  if [ -z "$found" ]; then printf '{"op":"add","path":"%s","value":[]},' "$pointer"; fi
}

# Operations that put a list back as it was, if it still is as the step made it: FILE POINTER
as_it_was() {
  before=$(cat "$record/$1.before") || exit 1
  after=$(cat "$record/$1.after") || exit 1
  printf '{"op":"test","path":"%s","value":%s},' "$2" "${after:-null}"
  if [ -n "$before" ]; then
    printf '{"op":"add","path":"%s","value":%s},' "$2" "$before"
  elif [ -n "$after" ]; then
    printf '{"op":"remove","path":"%s"},' "$2"
  fi
}

# The steps, in their order.
apply() {
  # 1. make what takes the place of a wider right: ClusterRole `edit` is bound in namespace shop and makes tokens of every account there
  #    takes effect at once; low risk: nothing that is known to run loses anything
  if todo 1 'make Role shop/devs-without-tokens'; then
    begin 1
    kubectl create -f - -o jsonpath='{.metadata.uid}' > "$record/1.uid" << 'END_OF_OBJECT'
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: devs-without-tokens
  namespace: shop
rules:
  - apiGroups:
      - apps
    resources:
      - deployments
    verbs:
      - get
      - list
      - watch
      - patch
  - apiGroups:
      - ''
    resources:
      - pods
      - pods/log
    verbs:
      - get
      - list
      - watch
END_OF_OBJECT
    made 1
  fi

  # 2. make what takes the place of a wider right: Group devs keeps what it was seen to use
  #    takes effect at once; low risk: nothing that is known to run loses anything
  if todo 2 'make RoleBinding shop/devs-narrow'; then
    begin 2
    kubectl create -f - -o jsonpath='{.metadata.uid}' > "$record/2.uid" << 'END_OF_OBJECT'
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: devs-narrow
  namespace: shop
  annotations:
    note: the devs' own
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: devs-without-tokens
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: devs
END_OF_OBJECT
    made 2
  fi

  # 3. replace a token without an end by one that is renewed: its container reads a token without an end from Secret ci/ci-legacy
  #    takes effect with the rollout, for pods from ordinal 2 on; those below keep what they have (partition); medium risk: the program has to read the token again, since the new one ends
  if todo 3 'change StatefulSet ci/runner'; then
    begin 3
    first=$(as_found 3.1 '{.spec.template.spec.volumes}' /spec/template/spec/volumes statefulset.v1.apps runner -n ci)
    kubectl patch statefulset.v1.apps runner -n ci --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000003"},{"op":"test","path":"/spec/template/spec/volumes/2","value":{"name":"ci-token","secret":{"secretName":"ci-legacy","defaultMode":420}}},{"op":"remove","path":"/spec/template/spec/volumes/2"},{"op":"add","path":"/spec/template/spec/volumes/-","value":{"name":"ci-token","projected":{"sources":[{"serviceAccountToken":{"audience":"vault","path":"token"}}]}}}]'
    field '{.spec.template.spec.volumes}' statefulset.v1.apps runner -n ci > "$record/3.1.after"
    made 3
  fi

  # 4. let the workload ask for its token itself: its need is declared by team-shop until 2027-03-31
  #    takes effect with the rollout that it starts; low risk: nothing that is known to run loses anything
  if todo 4 'change Deployment shop/web'; then
    begin 4
    kubectl patch deployment.v1.apps web -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000004"},{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":null},{"op":"add","path":"/spec/template/spec/automountServiceAccountToken","value":true}]'
    made 4
  fi

  # 5. leave the token to the one container that needs it: only container proxy is declared to need the token
  #    takes effect with the rollout that it starts; medium risk: nothing shows that container app needs the token, and its account has rights
  if todo 5 'change Deployment shop/api'; then
    begin 5
    first=$(as_found 5.1 '{.spec.template.spec.volumes}' /spec/template/spec/volumes deployment.v1.apps api -n shop)
    first=$first$(as_found 5.2 '{.spec.template.spec.containers[1].volumeMounts}' /spec/template/spec/containers/1/volumeMounts deployment.v1.apps api -n shop)
    kubectl patch deployment.v1.apps api -n shop --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000005"},{"op":"test","path":"/spec/template/spec/containers/1/name","value":"proxy"},{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":true},{"op":"replace","path":"/spec/template/spec/automountServiceAccountToken","value":false},{"op":"add","path":"/spec/template/spec/volumes/-","value":{"name":"sparekey-token","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3600,"path":"token"}},{"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},{"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}}},{"op":"add","path":"/spec/template/spec/containers/1/volumeMounts/-","value":{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"sparekey-token","readOnly":true}}]'
    field '{.spec.template.spec.volumes}' deployment.v1.apps api -n shop > "$record/5.1.after"
    field '{.spec.template.spec.containers[1].volumeMounts}' deployment.v1.apps api -n shop > "$record/5.2.after"
    made 5
  fi

  # 6. keep the files beside the token, without the token: its program reads ca.crt, and nothing shows that it needs the token
  #    takes effect when somebody deletes the pods (update strategy OnDelete); low risk: nothing that is known to run loses anything
  if todo 6 'change DaemonSet shop/agent'; then
    begin 6
    first=$(as_found 6.1 '{.spec.template.spec.volumes}' /spec/template/spec/volumes daemonset.v1.apps agent -n shop)
    first=$first$(as_found 6.2 '{.spec.template.spec.containers[0].volumeMounts}' /spec/template/spec/containers/0/volumeMounts daemonset.v1.apps agent -n shop)
    kubectl patch daemonset.v1.apps agent -n shop --type json -p "[$first"'{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":null},{"op":"add","path":"/spec/template/spec/automountServiceAccountToken","value":false},{"op":"add","path":"/spec/template/spec/volumes/-","value":{"name":"sparekey-token","projected":{"sources":[{"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},{"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}}},{"op":"add","path":"/spec/template/spec/containers/0/volumeMounts/-","value":{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"sparekey-token","readOnly":true}}]'
    field '{.spec.template.spec.volumes}' daemonset.v1.apps agent -n shop > "$record/6.1.after"
    field '{.spec.template.spec.containers[0].volumeMounts}' daemonset.v1.apps agent -n shop > "$record/6.2.after"
    made 6
  fi

  # 7. let the account hand out no token by itself: every pod that names no account runs as it, and nothing shows that one needs its token
  #    takes effect with the next pod; pods that run keep what they have; medium risk: the account has rights, and nothing shows that they are used
  if todo 7 'change ServiceAccount shop/default'; then
    kubectl rollout status deployment.v1.apps/web -n shop --timeout=10m
    kubectl rollout status deployment.v1.apps/api -n shop --timeout=10m
    ask 'step 6, DaemonSet shop/agent, takes effect when somebody deletes the pods (update strategy OnDelete): see that it has'
    begin 7
    kubectl patch serviceaccount default -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000007"},{"op":"test","path":"/automountServiceAccountToken","value":null},{"op":"add","path":"/automountServiceAccountToken","value":false}]'
    made 7
  fi

  # 8. let the workload take no token: it shares an account with a workload that needs the token
  #    takes effect with the next Job; Jobs that run keep what they have; low risk: nothing that is known to run loses anything
  if todo 8 'change CronJob batch/report'; then
    begin 8
    kubectl patch cronjob.v1.batch report -n batch --type json -p '[{"op":"test","path":"/spec/jobTemplate/spec/template/spec/automountServiceAccountToken","value":true},{"op":"replace","path":"/spec/jobTemplate/spec/template/spec/automountServiceAccountToken","value":false}]'
    made 8
  fi

  # 9. let the workload take no token: its account is switched off, and it alone asks for the token
  #    takes effect when the operator of the object replaces the pods; low risk: nothing that is known to run loses anything
  if todo 9 'change Rollout shop/canary'; then
    begin 9
    kubectl patch rollout.v1alpha1.argoproj.io canary -n shop --type json -p '[{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":true},{"op":"remove","path":"/spec/template/spec/automountServiceAccountToken"}]'
    made 9
  fi

  # 10. replace the pods that keep a token from before: its pods were made before the account is switched off, and keep their token
  #    takes effect with the rollout that it starts; low risk: nothing that is known to run loses anything
  if todo 10 'change Deployment shop/cart'; then
    begin 10
    first=$(unless_there '{.spec.template.metadata.annotations}' /spec/template/metadata/annotations deployment.v1.apps cart -n shop)
    kubectl patch deployment.v1.apps cart -n shop --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000010"},{"op":"test","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":null},{"op":"add","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":"2026-11-24T02:57:00Z"}]'
    made 10
  fi

  # 11. replace the pods that keep a token from before: its pods keep a token from before its account was switched off
  #    takes effect when somebody resumes the rollout, which is paused; low risk: nothing that is known to run loses anything
  if todo 11 'change Deployment shop/old'; then
    begin 11
    kubectl patch deployment.v1.apps old -n shop --type json -p '[{"op":"test","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":"2026-01-02T03:04:05Z"},{"op":"replace","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":"2026-11-24T02:57:00Z"}]'
    made 11
  fi

  # 12. make a token without an end invalid; taking the label away makes it valid again: nothing that was read mounts it, and no use of it was seen since 2026-01-01
  #    takes effect at once; high risk: a program outside the cluster may hold a copy of it
  if todo 12 'change Secret ci/ci-legacy'; then
    ask 'step 3, StatefulSet ci/runner, takes effect with the rollout, for pods from ordinal 2 on; those below keep what they have (partition): see that it has'
    begin 12
    first=$(unless_there '{.metadata.labels}' /metadata/labels secret ci-legacy -n ci)
    kubectl patch secret ci-legacy -n ci --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000012"},{"op":"test","path":"/metadata/labels/kubernetes.io~1legacy-token-invalid-since","value":null},{"op":"add","path":"/metadata/labels/kubernetes.io~1legacy-token-invalid-since","value":"2026-11-24"}]'
    made 12
  fi

  # 13. delete a token without an end: it has been invalid for 115 days, and no use of it was seen since
  #    takes effect at once; high risk: a deleted token cannot be restored exactly
  if todo 13 'delete Secret data/etl-token-x7k2p'; then
    begin 13
    kubectl patch secret etl-token-x7k2p -n data --type json -p '[{"op":"test","path":"/metadata/labels/kubernetes.io~1legacy-token-invalid-since","value":"2026-08-01"},{"op":"test","path":"/metadata/labels/kubernetes.io~1legacy-token-last-used","value":null}]'
    kubectl delete secret etl-token-x7k2p -n data
    made 13
  fi

  # 14. narrow the right to make tokens: it makes tokens of every account of the namespace, and is needed for one
  #    takes effect at once; high risk: who makes tokens of other accounts with it loses that right
  if todo 14 'change Role ci/token-makers'; then
    begin 14
    first=$(as_found 14.1 '{.rules}' /rules role.v1.rbac.authorization.k8s.io token-makers -n ci)
    kubectl patch role.v1.rbac.authorization.k8s.io token-makers -n ci --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000014"},{"op":"test","path":"/rules/0","value":{"apiGroups":[""],"resources":["serviceaccounts/token"],"verbs":["create"]}},{"op":"remove","path":"/rules/0"},{"op":"add","path":"/rules/-","value":{"apiGroups":[""],"resourceNames":["deployer"],"resources":["serviceaccounts/token"],"verbs":["create"]}}]'
    field '{.rules}' role.v1.rbac.authorization.k8s.io token-makers -n ci > "$record/14.1.after"
    made 14
  fi

  # 15. take a wide right away that has been replaced: ClusterRole `edit` is more than Group devs was seen to use
  #    takes effect at once; high risk: people lose rights that they may use
  if todo 15 'delete RoleBinding shop/devs-edit'; then
    begin 15
    kubectl patch rolebinding.v1.rbac.authorization.k8s.io devs-edit -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000015"},{"op":"test","path":"/roleRef","value":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"}},{"op":"test","path":"/subjects","value":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"devs"}]}]'
    kubectl get rolebinding.v1.rbac.authorization.k8s.io devs-edit -n shop -o json > "$record/15.json"
    kubectl delete rolebinding.v1.rbac.authorization.k8s.io devs-edit -n shop
    made 15
  fi

  # 16. take a right away from a subject, or of a role, that does not exist: ServiceAccount ci/gone does not exist, and whoever makes it has its rights
  #    takes effect at once; low risk: nothing that is known to run loses anything
  if todo 16 'change ClusterRoleBinding system:ci-minters'; then
    begin 16
    first=$(as_found 16.1 '{.subjects}' /subjects clusterrolebinding.v1.rbac.authorization.k8s.io system:ci-minters)
    kubectl patch clusterrolebinding.v1.rbac.authorization.k8s.io system:ci-minters --type json -p "[$first"'{"op":"test","path":"/subjects/1","value":{"kind":"ServiceAccount","name":"gone","namespace":"ci"}},{"op":"remove","path":"/subjects/1"}]'
    field '{.subjects}' clusterrolebinding.v1.rbac.authorization.k8s.io system:ci-minters > "$record/16.1.after"
    made 16
  fi

  # 17. remove what grants nothing: it has no subjects
  #    takes effect at once; low risk: nothing that is known to run loses anything
  if todo 17 'delete RoleBinding data/nobody'; then
    begin 17
    kubectl patch rolebinding.v1.rbac.authorization.k8s.io nobody -n data --type json -p '[{"op":"test","path":"/subjects","value":null}]'
    kubectl get rolebinding.v1.rbac.authorization.k8s.io nobody -n data -o json > "$record/17.json"
    kubectl delete rolebinding.v1.rbac.authorization.k8s.io nobody -n data
    made 17
  fi

  kubectl rollout status deployment.v1.apps/cart -n shop --timeout=10m
  say 'every step that has a command is taken'
}

# The way back: what hands out or allows comes first, then what uses it.
backout() {
  if undo 7 'change ServiceAccount shop/default'; then
    begin_undo 7
    kubectl patch serviceaccount default -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000007"},{"op":"test","path":"/automountServiceAccountToken","value":false},{"op":"remove","path":"/automountServiceAccountToken"}]'
    undone 7
  fi
  if undo 12 'change Secret ci/ci-legacy'; then
    begin_undo 12
    kubectl patch secret ci-legacy -n ci --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000012"},{"op":"test","path":"/metadata/labels/kubernetes.io~1legacy-token-invalid-since","value":"2026-11-24"},{"op":"remove","path":"/metadata/labels/kubernetes.io~1legacy-token-invalid-since"}]'
    undone 12
  fi
  if undo 13 'delete Secret data/etl-token-x7k2p'; then
    begin_undo 13
    say 'step 13 can'\''t be taken back: what the Secret held was never read'
    undone 13
  fi
  if undo 14 'change Role ci/token-makers'; then
    begin_undo 14
    first=$(as_it_was 14.1 /rules)
    kubectl patch role.v1.rbac.authorization.k8s.io token-makers -n ci --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000014"}]'
    undone 14
  fi
  if undo 15 'delete RoleBinding shop/devs-edit'; then
    begin_undo 15
    kubectl patch --local -f "$record/15.json" --type json -p '[{"op":"remove","path":"/metadata/resourceVersion"}]' -o json |
      kubectl create -f -
    undone 15
  fi
  if undo 16 'change ClusterRoleBinding system:ci-minters'; then
    begin_undo 16
    first=$(as_it_was 16.1 /subjects)
    kubectl patch clusterrolebinding.v1.rbac.authorization.k8s.io system:ci-minters --type json -p "[$first"'{"op":"test","path":"/metadata/name","value":"system:ci-minters"}]'
    undone 16
  fi
  if undo 17 'delete RoleBinding data/nobody'; then
    begin_undo 17
    kubectl patch --local -f "$record/17.json" --type json -p '[{"op":"remove","path":"/metadata/resourceVersion"}]' -o json |
      kubectl create -f -
    undone 17
  fi
  if undo 3 'change StatefulSet ci/runner'; then
    begin_undo 3
    first=$(as_it_was 3.1 /spec/template/spec/volumes)
    kubectl patch statefulset.v1.apps runner -n ci --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000003"}]'
    undone 3
  fi
  if undo 4 'change Deployment shop/web'; then
    begin_undo 4
    kubectl patch deployment.v1.apps web -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000004"},{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":true},{"op":"remove","path":"/spec/template/spec/automountServiceAccountToken"}]'
    undone 4
    kubectl rollout status deployment.v1.apps/web -n shop --timeout=10m
  fi
  if undo 5 'change Deployment shop/api'; then
    begin_undo 5
    first=$(as_it_was 5.1 /spec/template/spec/volumes)
    first=$first$(as_it_was 5.2 /spec/template/spec/containers/1/volumeMounts)
    kubectl patch deployment.v1.apps api -n shop --type json -p "[$first"'{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000005"},{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":false},{"op":"replace","path":"/spec/template/spec/automountServiceAccountToken","value":true},{"op":"test","path":"/spec/template/spec/containers/1/name","value":"proxy"}]'
    undone 5
    kubectl rollout status deployment.v1.apps/api -n shop --timeout=10m
  fi
  if undo 6 'change DaemonSet shop/agent'; then
    begin_undo 6
    first=$(as_it_was 6.1 /spec/template/spec/volumes)
    first=$first$(as_it_was 6.2 /spec/template/spec/containers/0/volumeMounts)
    kubectl patch daemonset.v1.apps agent -n shop --type json -p "[$first"'{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":false},{"op":"remove","path":"/spec/template/spec/automountServiceAccountToken"}]'
    undone 6
  fi
  if undo 8 'change CronJob batch/report'; then
    begin_undo 8
    kubectl patch cronjob.v1.batch report -n batch --type json -p '[{"op":"test","path":"/spec/jobTemplate/spec/template/spec/automountServiceAccountToken","value":false},{"op":"replace","path":"/spec/jobTemplate/spec/template/spec/automountServiceAccountToken","value":true}]'
    undone 8
  fi
  if undo 9 'change Rollout shop/canary'; then
    begin_undo 9
    kubectl patch rollout.v1alpha1.argoproj.io canary -n shop --type json -p '[{"op":"test","path":"/spec/template/spec/automountServiceAccountToken","value":null},{"op":"add","path":"/spec/template/spec/automountServiceAccountToken","value":true}]'
    undone 9
  fi
  if undo 10 'change Deployment shop/cart'; then
    begin_undo 10
    kubectl patch deployment.v1.apps cart -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"8d1c3a52-0000-4000-8000-000000000010"},{"op":"test","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":"2026-11-24T02:57:00Z"},{"op":"remove","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at"}]'
    undone 10
    kubectl rollout status deployment.v1.apps/cart -n shop --timeout=10m
  fi
  if undo 11 'change Deployment shop/old'; then
    begin_undo 11
    kubectl patch deployment.v1.apps old -n shop --type json -p '[{"op":"test","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":"2026-11-24T02:57:00Z"},{"op":"replace","path":"/spec/template/metadata/annotations/sparekey.dev~1renewed-at","value":"2026-01-02T03:04:05Z"}]'
    undone 11
  fi
  if undo 2 'make RoleBinding shop/devs-narrow'; then
    begin_undo 2
    kubectl patch rolebinding.v1.rbac.authorization.k8s.io devs-narrow -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"'"$(cat "$record/2.uid")"'"}]'
    kubectl delete rolebinding.v1.rbac.authorization.k8s.io devs-narrow -n shop
    undone 2
  fi
  if undo 1 'make Role shop/devs-without-tokens'; then
    begin_undo 1
    kubectl patch role.v1.rbac.authorization.k8s.io devs-without-tokens -n shop --type json -p '[{"op":"test","path":"/metadata/uid","value":"'"$(cat "$record/1.uid")"'"}]'
    kubectl delete role.v1.rbac.authorization.k8s.io devs-without-tokens -n shop
    undone 1
  fi
  say 'everything that was taken is taken back'
}

case ${1:-apply} in
  apply)
    mkdir -p "$record"
    apply
    ;;
  backout) backout ;;
  *)
    say "usage: sh $0 [apply|backout]"
    exit 2
    ;;
esac
