// Decides the path of a kind, by asking the API server once for each group and version.

/** One resource as discovery lists it. */
interface DiscoveredResource {
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
}

/** Knows the paths of kinds. */
export interface Discovery {
  /** The path of all objects of a kind, in the namespace if the kind has namespaces and one is given. */
  collection(apiVersion: string, kind: string, namespace?: string): Promise<string>
}

/** A discovery that asks through `get`, which throws where there is no such path. */
export function createDiscovery(
  get: (path: string) => Promise<{ readonly resources: readonly DiscoveredResource[] }>,
): Discovery {
  const known = new Map<string, readonly DiscoveredResource[]>()

  async function find(root: string, kind: string): Promise<DiscoveredResource | undefined> {
    // Subresources have a slash in their name and may have the kind of their parent.
    const wanted = (resource: DiscoveredResource): boolean => resource.kind === kind && !resource.name.includes('/')
    const cached = known.get(root)?.find(wanted)
    if (cached !== undefined) return cached
    // Asked again for a kind not seen before: it may come from a CustomResourceDefinition made since.
    const { resources } = await get(root)
    known.set(root, resources)
    return resources.find(wanted)
  }

  return {
    collection: async (apiVersion, kind, namespace) => {
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
      const resource = await find(root, kind)
      if (resource === undefined) throw new Error(`the control plane has no kind \`${kind}\` in \`${apiVersion}\``)
      return resource.namespaced && namespace !== undefined
        ? `${root}/namespaces/${namespace}/${resource.name}`
        : `${root}/${resource.name}`
    },
  }
}
