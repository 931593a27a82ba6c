// The form in which a need is stated: what comes out is a patch to review and to keep; the console itself writes it nowhere.
import type { VNode } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { NeedForm, NeedStatement } from '../../console/index.ts'
import { get, withQuery, type Answer } from '../api.ts'
import { CopyButton } from './copy-button.tsx'
import { Problem, sentence } from './problem.tsx'
import { Prose } from './prose.tsx'

const fields = [
  { name: 'reason', title: 'What it needs the token for', type: 'text' },
  { name: 'owner', title: 'Who answers for it', type: 'text' },
  { name: 'until', title: 'Until when', type: 'date' },
] as const

const forms = [
  { key: 'patch', title: 'In its source, or as a patch: annotations of the object' },
  { key: 'command', title: 'In the cluster, at once' },
  { key: 'entry', title: 'In sparekey.yaml, where it cannot be annotated' },
] as const

/** Milliseconds without a key before something is asked. */
const pause = 250

/** @param link - of the workload */
export function NeedFields({ link }: { readonly link: string }): VNode {
  const [form, setForm] = useState<NeedForm>({ reason: '', owner: '', until: '' })
  const [answer, setAnswer] = useState<Answer<NeedStatement>>()
  // One question at a time: for each the server may have to read all files of its source.
  const asked = useRef<Promise<unknown>>(undefined)
  const id = useId()
  const isFilled = fields.every(({ name }) => form[name].trim() !== '')
  useEffect(() => {
    setAnswer(undefined)
    if (!isFilled) return
    let wanted = true
    const ask = async (): Promise<Answer<NeedStatement> | undefined> => {
      await asked.current
      if (!wanted) return undefined
      const answered = get<NeedStatement>(withQuery('/api/need', { object: link, ...form }))
      asked.current = answered
      return await answered
    }
    // What comes late is about what was typed before.
    const show = (one: Answer<NeedStatement> | undefined): void => {
      if (wanted) setAnswer(one)
    }
    const timer = setTimeout(() => void ask().then(show), pause)
    return () => {
      clearTimeout(timer)
      wanted = false
    }
  }, [link, form.reason, form.owner, form.until])
  const common = (name: keyof NeedForm) => ({
    id: `${id}-${name}`,
    name,
    value: form[name],
    autoComplete: 'off',
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => setForm({ ...form, [name]: event.currentTarget.value }),
  })
  return (
    <form class="need" onSubmit={(event) => event.preventDefault()}>
      <div class="filters">
        {fields.map(({ name, title, type }) => (
          <label key={name} class={name === 'reason' ? 'field wide' : 'field'} for={`${id}-${name}`}>
            <span>{title}</span>
            {type === 'date' ? <input {...common(name)} type="date" /> : <input {...common(name)} type="text" />}
          </label>
        ))}
      </div>
      <div aria-live="polite">
        {!isFilled ? <p class="soft">All three are needed: a statement without an owner or an end does not count.</p> : null}
        {answer?.kind === 'problem' ? <Problem problem={answer.problem} /> : null}
        {answer?.kind === 'ready' && answer.value.kind === 'problem' ? (
          <p class="warn">
            <Prose text={sentence(answer.value.message)} />
          </p>
        ) : null}
        {answer?.kind === 'ready' && answer.value.kind === 'statement' ? <Statement statement={answer.value} /> : null}
      </div>
    </form>
  )
}

function Statement({ statement }: { readonly statement: Extract<NeedStatement, { readonly kind: 'statement' }> }): VNode {
  const { source } = statement
  return (
    <>
      {source?.kind === 'diff' ? <Written title="In its file, as a difference for `git apply`" text={source.diff} /> : null}
      {source?.kind === 'refused' ? (
        <p class="warn">
          <Prose text={sentence(`its file is not edited: ${source.reason}`)} />
        </p>
      ) : null}
      {forms.map(({ key, title }) => (
        <Written key={key} title={title} text={statement[key]} />
      ))}
    </>
  )
}

function Written({ title, text }: { readonly title: string; readonly text: string }): VNode {
  const name = title.replaceAll('`', '')
  return (
    <div class="written">
      <p>
        <Prose text={title} /> <CopyButton text={text} name={name} />
      </p>
      <pre class="text" tabIndex={0} role="region" aria-label={name}>
        {text
          .trimEnd()
          .split('\n')
          .map((line, i) => (
            <span key={i}>{line}</span>
          ))}
      </pre>
    </div>
  )
}
