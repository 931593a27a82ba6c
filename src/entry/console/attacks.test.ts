// Attempts on the console by whoever has no business there: another page of the browser, another name for this machine, a form, a used link.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { after, before, test } from 'node:test'
import { openTestConsole, type TestConsole } from './open.cases.ts'
import { rawRequest, sessionCookie } from './raw-request.cases.ts'

let open: TestConsole
let cookie = ''
before(async () => {
  open = await openTestConsole()
  cookie = await sessionCookie(open.newLink())
})
after(async () => {
  await open.close()
})

const get = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
  await rawRequest(open.origin, path, { headers })
const post = async (path: string, headers: Readonly<Record<string, string>>, body = '{}') =>
  await rawRequest(open.origin, path, { method: 'POST', headers, body })
const json = { 'content-type': 'application/json' }

test('the link turns into a cookie that no script and no other site gets, and is gone from the address', async () => {
  const link = new URL(open.newLink())
  const { status, headers, body } = await get(`/workloads?namespace=a${link.search.replace('?', '&')}`)
  assert.equal(status, 303)
  assert.equal(headers.location, '/workloads?namespace=a')
  const [set = ''] = headers['set-cookie'] ?? []
  assert.match(set, /^sparekey-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.ok(!body.includes(link.searchParams.get('token') ?? 'none'))
})

test('a link whose path looks like another machine leads to no other machine', async () => {
  const { headers } = await get(`//evil.example/${new URL(open.newLink()).search}`)
  assert.equal(headers.location, '/evil.example/')
})

test('a link works once', async () => {
  const { pathname, search } = new URL(open.newLink())
  assert.equal((await get(`${pathname}${search}`)).status, 303)
  const again = await get(`${pathname}${search}`)
  assert.equal(again.status, 401)
  assert.match(again.body, /this link was used before/)
  assert.equal(again.headers['set-cookie'], undefined)
})

for (const path of [
  '/',
  '/workloads',
  '/page.js',
  '/page.css',
  '/api/session',
  '/api/overview',
  '/api/run/events',
  '/api/no-such',
]) {
  test(`without the cookie nobody gets ${path}`, async () => {
    assert.equal((await get(path)).status, 401)
    assert.equal((await get(path, { cookie: `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}` })).status, 401)
    assert.equal((await get(`${path}?token=`)).status, 401)
    assert.equal((await get(`${path}?token=${'A'.repeat(43)}`)).status, 401)
  })
}

for (const host of [
  'evil.example',
  'evil.example:80',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.2',
  '0.0.0.0',
  '[::]',
]) {
  test(`a name that is made to point here is refused: Host \`${host}\``, async () => {
    const { status, body } = await get('/api/session', { cookie, host })
    assert.equal(status, 403, body)
    assert.ok(!body.includes('example cluster'))
  })
}

for (const head of [
  'GET /api/session HTTP/1.0',
  'GET /api/session HTTP/1.1\r\nHost:',
  'GET http://evil.example/api/session HTTP/1.1\r\nHost: evil.example',
]) {
  test(`a request that names no machine, or another one, is refused: ${JSON.stringify(head)}`, async () => {
    const { hostname, port } = new URL(open.origin)
    const said = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect({ host: hostname, port: Number(port) }, () =>
        socket.write(`${head}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`),
      )
      socket.setEncoding('utf8').on('data', (part) => (text += String(part)))
      socket.on('end', () => resolve(text)).on('error', reject)
    })
    assert.match(said, /^HTTP\/1\.1 40[03] /)
    assert.ok(!said.includes('example cluster'))
  })
}

for (const host of ['localhost:1234', '127.0.0.1:80', '[::1]:9', 'localhost']) {
  test(`a port that somebody forwarded is no attack: Host \`${host}\``, async () => {
    assert.equal((await get('/api/session', { cookie, host })).status, 200)
  })
}

for (const origin of ['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1', 'http://localhost']) {
  test(`another page of the browser is refused: Origin \`${origin}\``, async () => {
    assert.equal((await get('/api/session', { cookie, origin })).status, 403)
    assert.equal((await post('/api/refresh', { ...json, cookie, origin })).status, 403)
  })
}

for (const site of ['cross-site', 'same-site']) {
  test(`what another page has the browser fetch is refused: Sec-Fetch-Site ${site}`, async () => {
    assert.equal((await get('/api/session', { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status, 403)
    assert.equal((await get('/page.js', { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status, 403)
    // A link in another page may open the console: the cookie is not sent along then.
    assert.equal((await get('/', { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' })).status, 401)
  })
}

test('who has the cookie hears how runs stand, by a stream that is there at once', async () => {
  const { status, headers } = await get('/api/run/events', { cookie })
  assert.deepEqual([status, headers['content-type']], [200, 'text/event-stream'])
})

test('what changes something is asked for by the page itself, as JSON', async () => {
  const { origin } = open
  assert.equal((await post('/api/refresh', { ...json, cookie })).status, 403, 'without Origin')
  assert.equal((await post('/api/refresh', { cookie, origin })).status, 415, 'without a type')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx'])
    assert.equal((await post('/api/refresh', { cookie, origin, 'content-type': type })).status, 415, type)
  assert.equal((await post('/api/refresh', { ...json, origin })).status, 401, 'without the cookie')
  assert.equal((await post('/api/refresh', { ...json, cookie, origin })).status, 200)
  assert.equal((await get('/api/refresh', { cookie })).status, 404, 'by GET')
})

for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
  test(`${method} is refused`, async () => {
    const { status, headers } = await rawRequest(open.origin, '/api/session', {
      method,
      headers: { cookie, origin: open.origin },
    })
    assert.ok(status === 405 || status === 400, String(status))
    assert.equal(headers['access-control-allow-origin'], undefined)
  })
}

test('a console that only looks does nothing else, whatever it is asked', async () => {
  const { origin } = open
  for (const path of ['/api/check', '/api/apply', '/api/resume', '/api/backout', '/api/stop']) {
    const { status, body } = await post(path, { ...json, cookie, origin })
    assert.equal(status, 400, path)
    assert.match(body, /this console only looks/, path)
  }
})

test('the browser is told to run and show nothing but the page, and to keep nothing', async () => {
  for (const path of ['/', '/api/session', '/page.js', '/api/no-such']) {
    const { headers } = await get(path, { cookie })
    const policy = String(headers['content-security-policy'])
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ])
      assert.ok(policy.split('; ').includes(part), `${path}: ${part}: ${policy}`)
    assert.ok(!/unsafe|\*|https?:/.test(policy), policy)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['access-control-allow-origin'], undefined)
  }
  const { body } = await get('/', { cookie })
  assert.ok(!/<style|style=|<script(?! type="module" src="\/page.js"><\/script>)/.test(body), body)
})

for (const path of [
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/page.js/../../package.json',
  '/api/journal?name=../../../etc/passwd',
  '/api/journal?name=/etc/passwd',
]) {
  test(`no file of the machine is read: ${path}`, async () => {
    const { body } = await get(path, { cookie })
    assert.ok(!body.includes('root:') && !body.includes('"dependencies"'), body)
  })
}

test('a request that is too large is refused by what it says of itself, and the console goes on', async () => {
  const { hostname, port, host } = new URL(open.origin)
  const head = [
    'POST /api/refresh HTTP/1.1',
    `Host: ${host}`,
    `Origin: ${open.origin}`,
    `Cookie: ${cookie}`,
    'Content-Type: application/json',
    'Content-Length: 2000000',
  ]
  const said = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(`${head.join('\r\n')}\r\n\r\n{`))
    socket.once('data', (part) => {
      resolve(part.toString('utf8'))
      socket.destroy()
    })
    socket.once('error', reject)
  })
  assert.match(said, /^HTTP\/1\.1 413 /)
  assert.equal((await get('/api/session', { cookie })).status, 200)
})

test('no other machine can reach it', async (t) => {
  const { port } = new URL(open.origin)
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  if (others.length === 0) return t.diagnostic('this machine has no other address to try')
  for (const { address } of others) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: address, port: Number(port), timeout: 2000 })
      const end = (answer: boolean) => () => {
        socket.destroy()
        resolve(answer)
      }
      socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false))
    })
    assert.equal(reached, false, address)
  }
})

test('asked to, it listens on ::1, and admits there as on 127.0.0.1', async (t) => {
  const loopbacks = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  if (!loopbacks.some(({ address }) => address === '::1')) return t.diagnostic('this machine has no ::1 to try')
  const other = await openTestConsole({ example: true, address: '::1' })
  try {
    assert.match(other.origin, /^http:\/\/\[::1\]:\d+$/)
    const own = await sessionCookie(other.newLink())
    assert.equal((await rawRequest(other.origin, '/api/session', { headers: { cookie: own } })).status, 200)
    assert.equal((await rawRequest(other.origin, '/api/session', { headers: { cookie } })).status, 401)
  } finally {
    await other.close()
  }
})
