import type { ImageFamily } from './types.js';

/** Images of vendors' own registries and of large namespaces. Taken 2026-11. */
export const vendorImages: readonly ImageFamily[] = [
  {
    id: 'distroless',
    names: ['gcr.io/distroless/*'],
    source: 'https://github.com/GoogleContainerTools/distroless',
    role: 'runtime',
    flavours: [
      {
        tag: /^debug-nonroot/,
        base: 'distroless-debug',
        user: { name: 'nonroot', uid: 65532, root: false },
        readyUser: { name: 'nonroot', uid: 65532 },
      },
      { tag: /^debug/, base: 'distroless-debug', readyUser: { name: 'nonroot', uid: 65532 } },
      {
        tag: /nonroot/,
        base: 'distroless',
        user: { name: 'nonroot', uid: 65532, root: false },
        readyUser: { name: 'nonroot', uid: 65532 },
      },
      { base: 'distroless', readyUser: { name: 'nonroot', uid: 65532 } },
    ],
  },
];
