import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import escapeHtml from 'escape-html';

mkdirSync('out', { recursive: true });
for (const file of readdirSync('pages')) {
  const text = escapeHtml(readFileSync(`pages/${file}`, 'utf8'));
  writeFileSync(`out/${file.replace(/\.txt$/, '.html')}`, `<!doctype html><p>${text}</p>`);
}
