import { createServer } from 'node:http';

const flag = process.argv.indexOf('--port');
const port = flag === -1 ? 3000 : Number(process.argv[flag + 1]);

createServer((_request, response) => response.end('Hello\n')).listen(port);
