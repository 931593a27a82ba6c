// Upstream's roles that people are bound to, with their rules: written by the test beside them, from a real API server.
import type { RulesByRole } from './rule-text.ts'

/** Of Kubernetes 1.36.3, by name; a Role with its namespace. */
export const userFacingRoles: RulesByRole = {
  admin: [],
  'cluster-admin': ['* * *', '* url:*'],
  edit: [],
  'system:aggregate-to-admin': [
    'create localsubjectaccessreviews authorization.k8s.io',
    'create,delete,deletecollection,get,list,patch,update,watch rolebindings,roles rbac.authorization.k8s.io',
  ],
  'system:aggregate-to-edit': [
    'get,list,watch pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy',
    'impersonate serviceaccounts',
    'create,delete,deletecollection,patch,update pods,pods/attach,pods/exec,pods/portforward,pods/proxy',
    'create pods/eviction',
    'create,delete,deletecollection,patch,update configmaps,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy',
    'create serviceaccounts/token',
    'create,delete,deletecollection,patch,update events ,events.k8s.io',
    'create,delete,deletecollection,patch,update daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale apps',
    'create,delete,deletecollection,patch,update horizontalpodautoscalers autoscaling',
    'create,delete,deletecollection,patch,update cronjobs,jobs batch',
    'create,delete,deletecollection,patch,update daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale extensions',
    'create,delete,deletecollection,patch,update poddisruptionbudgets policy',
    'create,delete,deletecollection,patch,update ingresses,networkpolicies networking.k8s.io',
    'create,delete,deletecollection,get,list,patch,update,watch leases coordination.k8s.io',
    'create,delete,deletecollection,patch,update resourceclaims,resourceclaimtemplates resource.k8s.io',
  ],
  'system:aggregate-to-view': [
    'get,list,watch configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status',
    'get,list,watch bindings,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status',
    'get,list,watch namespaces',
    'get,list,watch events ,events.k8s.io',
    'get,list,watch endpointslices discovery.k8s.io',
    'get,list,watch controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status apps',
    'get,list,watch horizontalpodautoscalers,horizontalpodautoscalers/status autoscaling',
    'get,list,watch cronjobs,cronjobs/status,jobs,jobs/status batch',
    'get,list,watch daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale extensions',
    'get,list,watch poddisruptionbudgets,poddisruptionbudgets/status policy',
    'get,list,watch ingresses,ingresses/status,networkpolicies networking.k8s.io',
    'get,list,watch resourceclaims,resourceclaims/status,resourceclaimtemplates resource.k8s.io',
  ],
  view: [],
}
