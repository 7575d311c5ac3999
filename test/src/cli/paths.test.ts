import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, foldersUpwards, isAbsolute, join, nameOf, normalize, pathBelow } from '@dockwright/cli/paths';

function check(name: string, actual: unknown, expected: unknown): void {
  test(name, () => assert.deepEqual(actual, expected));
}

check('dots vanish', normalize('./a//b/./c/'), 'a/b/c');
check('parents are resolved', normalize('a/b/../c'), 'a/c');
check('parents above stay', normalize('../../a'), '../../a');
check('nothing is above the root', normalize('/../a'), '/a');
check('nothing is above a drive', normalize('C:/../a'), 'C:/a');
check('a share keeps its root', normalize('//server/share/a'), '//server/share/a');
check('the working folder is empty', normalize('./'), '');
check('an absolute name wins', join('/project', '/etc/x'), '/etc/x');
check('the root holds names', join('/', 'etc'), '/etc');
check('a drive is absolute', [isAbsolute('C:/x'), isAbsolute('c'), isAbsolute('/x')], [true, false, true]);
check('folder of a file', folderOf('/a/b'), '/a');
check('folder of a file in the root', folderOf('/a'), '/');
check('folder of the root', folderOf('/'), '/');
check('folder of a drive', folderOf('C:/a'), 'C:/');
check('folder of a name', folderOf('a'), '');
check('name', nameOf('/a/b'), 'b');
check('upwards', foldersUpwards('/a/b'), ['/a/b', '/a', '/']);
check('upwards on a drive', foldersUpwards('C:/a'), ['C:/a', 'C:/']);
check('below', pathBelow('/a', '/a/b/c'), 'b/c');
check('below the root', pathBelow('/', '/a'), 'a');
check('itself', pathBelow('/a', '/a'), '');
check('not below', pathBelow('/a', '/ab'), undefined);
