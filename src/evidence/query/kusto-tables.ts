// The tables of Log Analytics that hold audit logs of AKS.

/** The tables that are known. */
export const kustoTableNames = ['AKSAudit', 'AKSAuditAdmin', 'AzureDiagnostics'] as const

/** One of {@link kustoTableNames}. */
export type KustoTable = (typeof kustoTableNames)[number]
