/** Options of curl whose value is the next word, with their dashes. https://curl.se/docs/manpage.html */
export const curlOptionsWithValue: readonly string[] = [
  ...['-o', '--output', '--output-dir', '-H', '--header', '-d', '--data', '--data-raw', '--data-binary', '--json'],
  ...['--data-urlencode', '--data-ascii', '-u', '--user', '-A', '--user-agent', '-e', '--referer', '-x', '--proxy'],
  ...['-U', '--proxy-user', '--noproxy', '-X', '--request', '--retry', '--retry-delay', '--retry-max-time'],
  ...['--connect-timeout', '-m', '--max-time', '-w', '--write-out', '-T', '--upload-file', '-b', '--cookie', '-c'],
  ...['--cookie-jar', '-K', '--config', '--cacert', '--capath', '-E', '--cert', '--cert-type', '--key', '--key-type'],
  ...['--pass', '--proto', '--proto-redir', '--proto-default', '--tls-max', '--ciphers', '--tls13-ciphers', '--curves'],
  ...['-C', '--continue-at', '-r', '--range', '-F', '--form', '--form-string', '-D', '--dump-header', '--url'],
  ...['--max-redirs', '--max-filesize', '--limit-rate', '-y', '--speed-time', '-Y', '--speed-limit', '-z'],
  ...['--time-cond', '--resolve', '--connect-to', '--interface', '--unix-socket', '--oauth2-bearer', '--aws-sigv4'],
  ...['--netrc-file', '--pinnedpubkey', '--parallel-max', '--stderr', '--trace', '--trace-ascii', '-t', '-Q', '-P'],
  ...[
    '--socks5',
    '--socks5-hostname',
    '--socks4',
    '--dns-servers',
    '--doh-url',
    '--keepalive-time',
    '--create-file-mode',
  ],
];

/** Options of wget whose value is the next word, with their dashes. https://www.gnu.org/software/wget/manual/wget.html */
export const wgetOptionsWithValue: readonly string[] = [
  ...['-O', '--output-document', '-P', '--directory-prefix', '-o', '--output-file', '-a', '--append-output'],
  ...['-t', '--tries', '-T', '--timeout', '--dns-timeout', '--connect-timeout', '--read-timeout', '-U', '--user-agent'],
  ...['--header', '--user', '--password', '--http-user', '--http-password', '-e', '--execute', '-i', '--input-file'],
  ...['-w', '--wait', '--waitretry', '-Q', '--quota', '-B', '--base', '--bind-address', '--limit-rate', '--referer'],
  ...['--post-data', '--post-file', '--method', '--body-data', '--load-cookies', '--save-cookies', '--max-redirect'],
  ...['--secure-protocol', '--ca-certificate', '--ca-directory', '--certificate', '--private-key', '--ciphers'],
  ...['-l', '--level', '-A', '--accept', '-R', '--reject', '-D', '--domains', '-I', '-X', '--cut-dirs', '--progress'],
  ...['--start-pos', '--retry-on-http-error', '--report-speed', '--prefer-family'],
];

/** Those of aria2c. https://aria2.github.io/manual/en/html/aria2c.html */
export const aria2OptionsWithValue: readonly string[] = [
  ...['-d', '--dir', '-o', '--out', '-i', '--input-file', '-x', '--max-connection-per-server', '-s', '--split'],
  ...['-j', '--max-concurrent-downloads', '-k', '--min-split-size', '-t', '--timeout', '-m', '--max-tries', '-U'],
];

const optionsWithValue: ReadonlyMap<string, readonly string[]> = new Map([
  ['curl', curlOptionsWithValue],
  ['wget', wgetOptionsWithValue],
  ['aria2c', aria2OptionsWithValue],
]);

/** The options with a value of a program that downloads, by its name; `undefined` for other programs. */
export function downloaderOptions(program: string): readonly string[] | undefined {
  return optionsWithValue.get(program);
}
