// Which proxy counts, as Go's own tests of httpproxy have it (golang.org/x/net/http/httpproxy/proxy_test.go).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxyFor } from './proxy-environment.ts'

const set = { HTTPS_PROXY: 'http://proxy.example:3128' }

for (const [sentence, server, environment, expected] of [
  ['nothing is asked for', 'https://x.example', {}, undefined],
  ['a proxy is asked for', 'https://x.example', set, 'http://proxy.example:3128'],
  ['it is asked for in small letters', 'https://x.example', { https_proxy: 'http://small:1' }, 'http://small:1'],
  ['both are set', 'https://x.example', { https_proxy: 'http://small:1', ...set }, 'http://proxy.example:3128'],
  ['it has no scheme', 'https://x.example', { HTTPS_PROXY: 'proxy.example:3128' }, 'http://proxy.example:3128'],
  ['it is for plain http only', 'https://x.example', { HTTP_PROXY: 'http://plain:1' }, undefined],
  ['the server is plain http', 'http://x.example', { HTTP_PROXY: 'http://plain:1', ...set }, 'http://plain:1'],
  ['the server is this machine', 'https://127.0.0.1:6443', set, undefined],
  ['the server is this machine by name', 'https://localhost:6443', set, undefined],
  ['the server is this machine by IPv6', 'https://[::1]:6443', set, undefined],
  ['everything is excepted', 'https://x.example', { ...set, NO_PROXY: '*' }, undefined],
  ['the domain is excepted', 'https://a.x.example', { ...set, NO_PROXY: 'y.example, x.example' }, undefined],
  ['the domain itself is excepted', 'https://x.example', { ...set, no_proxy: 'x.example' }, undefined],
  ['only what is below it is', 'https://x.example', { ...set, NO_PROXY: '.x.example' }, 'http://proxy.example:3128'],
  ['what is below it is, by a star', 'https://a.x.example', { ...set, NO_PROXY: '*.X.example' }, undefined],
  ['a name only ends alike', 'https://ax.example', { ...set, NO_PROXY: 'x.example' }, 'http://proxy.example:3128'],
  ['the port is excepted', 'https://x.example:6443', { ...set, NO_PROXY: 'x.example:6443' }, undefined],
  ['another port is', 'https://x.example', { ...set, NO_PROXY: 'x.example:6443' }, 'http://proxy.example:3128'],
  ['the usual port is', 'https://x.example', { ...set, NO_PROXY: 'x.example:443' }, undefined],
  ['the address is excepted', 'https://10.1.2.3', { ...set, NO_PROXY: '10.1.2.3' }, undefined],
  ['the network is excepted', 'https://10.1.2.3', { ...set, NO_PROXY: '10.0.0.0/8' }, undefined],
  [
    'another network is',
    'https://11.1.2.3',
    { ...set, NO_PROXY: '10.0.0.0/8,nonsense/99,fd00::/8' },
    'http://proxy.example:3128',
  ],
  ['an IPv6 network is', 'https://[fd00::7]', { ...set, NO_PROXY: 'fd00::/8' }, undefined],
  ['an IPv6 address with a port is', 'https://[fd00::7]:6443', { ...set, NO_PROXY: '[fd00::7]:6443' }, undefined],
] as const) {
  test(`where ${sentence}, ${expected === undefined ? 'the way is direct' : `it goes through ${expected}`}`, () => {
    assert.equal(proxyFor(new URL(server), environment), expected)
  })
}
