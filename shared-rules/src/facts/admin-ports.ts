/** What listens on a port by which whole machines are run from afar, and a well-known use of it. */
export interface AdminPort {
  readonly port: number;
  readonly service: string;
}

/** https://www.iana.org/assignments/service-names-port-numbers/ ; VNC: https://www.rfc-editor.org/rfc/rfc6143#section-8 */
export const adminPorts: readonly AdminPort[] = [
  { port: 22, service: 'SSH' },
  { port: 23, service: 'Telnet' },
  { port: 3389, service: 'Remote Desktop' },
  { port: 5800, service: 'VNC in the browser' },
  { port: 5900, service: 'VNC' },
];
