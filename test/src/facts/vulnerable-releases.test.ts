import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vulnerableReleaseOf } from '@dockwright/shared-rules/facts/vulnerable-releases';

test('releases that nobody should download', () => {
  const check = (address: string, expected: string | undefined): void => {
    const found = vulnerableReleaseOf(address);
    assert.equal(found && `${found.releases.product} ${found.version}`, expected, address);
  };
  check('https://example.com/xz-5.6.0.tar.gz', 'xz 5.6.0');
  check('https://example.com/xz_5.6.1.orig.tar.xz', 'xz 5.6.1');
  check('https://example.com/v5.6.1/xz-5.6.2.tar.gz', undefined);
  check('https://example.com/openssl-3.0.0.tar.gz', 'OpenSSL 3.0.0');
  check('https://example.com/archive/refs/tags/openssl-3.0.6.zip', 'OpenSSL 3.0.6');
  check('https://example.com/openssl-3.0.7.tar.gz', undefined);
  check('https://example.com/openssl-3.0.16.tar.gz', undefined);
  check('https://example.com/openssl-1.0.1f.tar.gz', 'OpenSSL 1.0.1f');
  check('https://example.com/openssl-1.0.1.tar.gz', 'OpenSSL 1.0.1');
  check('https://example.com/openssl-1.0.1g.tar.gz', undefined);
  check('https://example.com/log4j-core-2.14.1.jar', 'Log4j 2.14.1');
  check('https://example.com/log4j-core-2.0-beta9.jar', 'Log4j 2.0');
  check('https://example.com/apache-log4j-2.16.0-bin.tar.gz', 'Log4j 2.16.0');
  check('https://example.com/log4j-core-2.12.4.jar', undefined);
  check('https://example.com/log4j-core-2.17.1.jar', undefined);
  check('https://example.com/log4j-1.2.17.jar', undefined);
  check('https://example.com/httpd-2.4.50.tar.bz2', 'Apache httpd 2.4.50');
  check('https://example.com/httpd-2.4.51.tar.bz2', undefined);
  check('https://example.com/httpd-2.4.490.tar.bz2', undefined);
  check('', undefined);
});
