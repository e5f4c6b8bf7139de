import { describe, expect, it } from 'vitest';
import { isLoopback, isPublic, mayBeInner } from './addresses.js';

describe('addresses that may be called', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::1'])('%s is of the internet', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    ...[
      '0.0.0.0',
      '10.0.0.1',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.1',
    ],
    ...['192.168.1.1', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      'fe80::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
    ],
    ...['2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', 'localhost', ''],
  ])('%s is not', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it('of this machine are those that begin with 127, and ::1', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
    expect(['128.0.0.1', '::2', 'localhost'].some(isLoopback)).toBe(false);
  });

  it('of a company’s network are all but those where no provider is', () => {
    expect(['10.0.0.1', '192.168.1.1', '127.0.0.1', 'fd12::1'].every(mayBeInner)).toBe(true);
    expect(
      ['169.254.169.254', 'fe80::1', 'fd00:ec2::254', '0.0.0.0', '::', '::ffff:169.254.169.254'].some(mayBeInner),
    ).toBe(false);
  });
});
