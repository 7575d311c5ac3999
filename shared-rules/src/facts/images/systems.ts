import type { ImageFamily } from './types.js';

/** Distributions. Taken 2026-11. */
export const systemImages: readonly ImageFamily[] = [
  {
    id: 'debian',
    names: ['debian'],
    source: 'https://hub.docker.com/_/debian',
    role: 'system',
    environmentComplete: true,
    flavours: [{ tag: /-slim$/, base: 'debian-slim' }, { base: 'debian' }],
  },
  {
    id: 'ubuntu',
    names: ['ubuntu'],
    source: 'https://hub.docker.com/_/ubuntu',
    role: 'system',
    environmentComplete: true,
    flavours: [{ base: 'ubuntu' }],
  },
  {
    id: 'alpine',
    names: ['alpine'],
    source: 'https://hub.docker.com/_/alpine',
    role: 'system',
    environmentComplete: true,
    flavours: [{ base: 'alpine' }],
  },
];
