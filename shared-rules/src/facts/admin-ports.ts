/** What listens on a port by which whole machines are run from afar, and a well-known use of it. */
export interface AdminPort {
  readonly port: number;
  readonly service: string;
  /** Words of a command line that start such a server. */
  readonly servers: RegExp;
}

const SSH = /\b(?:sshd|dropbear)\b/;
const TELNET = /\btelnetd\b/;
const RDP = /\bxrdp\b/;
const VNC = /vnc/i;

/** https://www.iana.org/assignments/service-names-port-numbers/ ; VNC: https://www.rfc-editor.org/rfc/rfc6143#section-8 */
export const adminPorts: readonly AdminPort[] = [
  { port: 22, service: 'SSH', servers: SSH },
  { port: 23, service: 'Telnet', servers: TELNET },
  { port: 3389, service: 'Remote Desktop', servers: RDP },
  { port: 5800, service: 'VNC in the browser', servers: VNC },
  { port: 5900, service: 'VNC', servers: VNC },
];
