// Every text that is drawn passes here: characters that would steer the display (direction marks, controls, what is invisible) show as escapes,
// whoever put them into a name. Done where nodes are made, so that no page can forget it.
import { Fragment, options, type ComponentChild, type VNode } from 'preact'
import { plainText } from '../console/index.ts'

/** Attributes that are read out or shown. */
const shown = ['title', 'aria-label', 'value', 'placeholder'] as const

const asTyped: ReadonlySet<string> = new Set(['input', 'option', 'select', 'textarea'])

/** From now on; what was drawn before stays. */
export function makeTextsPlain(): void {
  const before = options.vnode?.bind(options)
  options.vnode = (vnode: VNode) => {
    const props = vnode.props as Record<string, unknown>
    // Components hand texts on to elements and fragments, where they pass here.
    if (typeof vnode.type === 'string' || vnode.type === Fragment) props['children'] = plain(props['children'] as ComponentChild)
    // What somebody types, and what a choice stands for, stays as it is.
    if (typeof vnode.type === 'string' && !asTyped.has(vnode.type))
      for (const name of shown) if (typeof props[name] === 'string') props[name] = plainText(props[name])
    before?.(vnode)
  }
}

function plain(children: ComponentChild | ComponentChild[]): ComponentChild | ComponentChild[] {
  if (typeof children === 'string') return plainText(children)
  return Array.isArray(children) ? (children as ComponentChild[]).map((child) => plain(child) as ComponentChild) : children
}
