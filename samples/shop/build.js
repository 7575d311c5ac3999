import { cpSync } from 'node:fs';

cpSync('server.js', 'dist/server.js');
