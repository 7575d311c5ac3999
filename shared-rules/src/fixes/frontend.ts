import { frontendVersion } from '../facts/instruction-flags.js';
import type { Fix } from '../rule.js';
import type { Directive } from '../syntax/types.js';

/**
 * Follows the newest frontend of version 1, with what is still tried out where the file has that. `undefined` where a
 * digest says which one it must be.
 */
export function newestFrontendFix({ value, valueSpan }: Directive): Fix | undefined {
  const [image = ''] = value.split(/\s/, 1);
  const { channel } = frontendVersion(image);
  if (image.includes('@') || channel === 'custom' || channel === 'builtin') return undefined;
  const host = image.startsWith('docker.io/') ? 'docker.io/' : '';
  const newest = `${host}docker/dockerfile:1${channel === 'labs' ? '-labs' : ''}`;
  const span = { start: valueSpan.start, end: valueSpan.start + image.length };
  return { title: `Use ${newest}`, safety: 'suggested', edits: [{ span, text: newest }] };
}
