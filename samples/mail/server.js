import { createServer } from 'node:http';

const server = createServer((_request, response) => response.end('ok\n'));
server.listen(Number(process.env.PORT ?? 3000));
process.on('SIGTERM', () => server.close());
