import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  createReadStream('out/index.html').pipe(response);
}).listen(3000);
