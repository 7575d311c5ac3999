import { createServer } from 'node:http';
import escapeHtml from 'escape-html';

const names = [];

createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const name = searchParams.get('name');
  if (name) names.push(name);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<h1>Guest book</h1><ul>${names.map((guest) => `<li>${escapeHtml(guest)}</li>`).join('')}</ul>`);
}).listen(3000);
