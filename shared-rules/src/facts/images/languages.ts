import type { ImageFamily } from './types.js';

/** Programming languages and their tools. Taken 2026-11. */
export const languageImages: readonly ImageFamily[] = [
  {
    id: 'node',
    names: ['node'],
    source: 'https://github.com/nodejs/docker-node',
    role: 'language',
    readyUser: { name: 'node', uid: 1000 },
    environment: ['NODE_VERSION', 'YARN_VERSION'],
    environmentComplete: true,
    flavours: [
      { tag: /alpine/, base: 'alpine', tools: ['node'] },
      { tag: /slim/, base: 'debian-slim', tools: ['node'] },
      { base: 'debian-build', tools: ['node'] },
    ],
  },
  {
    id: 'python',
    names: ['python'],
    source: 'https://github.com/docker-library/python',
    role: 'language',
    environment: ['GPG_KEY', 'LANG', 'PYTHON_SHA256', 'PYTHON_VERSION'],
    flavours: [
      { tag: /alpine/, base: 'alpine', tools: ['python', 'python3'] },
      { tag: /windowsservercore/, tools: ['python'] },
      { tag: /slim/, base: 'debian-slim', tools: ['python', 'python3'] },
      { base: 'debian-build', tools: ['python', 'python3'] },
    ],
  },
  {
    id: 'golang',
    names: ['golang'],
    source: 'https://github.com/docker-library/golang',
    role: 'sdk',
    environment: ['GOLANG_VERSION', 'GOPATH', 'GOTOOLCHAIN'],
    environmentComplete: true,
    flavours: [
      { tag: /alpine/, base: 'alpine' },
      { tag: /windowsservercore|nanoserver/ },
      { base: 'debian-scm', tools: ['gcc', 'make'] },
    ],
  },
];
