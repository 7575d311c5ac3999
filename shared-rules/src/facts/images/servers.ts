import type { ImageFamily } from './types.js';

/** Servers and programs that are ready to run. Taken 2026-11. */
export const serverImages: readonly ImageFamily[] = [
  {
    id: 'nginx',
    names: ['nginx'],
    source: 'https://github.com/nginxinc/docker-nginx',
    role: 'server',
    process: true,
    readyUser: { name: 'nginx', uid: 101 },
    flavours: [
      { tag: /alpine-slim/, base: 'alpine' },
      { tag: /alpine/, base: 'alpine', tools: ['curl'] },
      { base: 'debian-slim', variant: 'full', tools: ['curl'] },
    ],
  },
];
