import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What is not of the internet (IANA's registry of special-purpose addresses), so that nobody outside could mean it. */
const SPECIAL_IPV4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 ' +
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4';
/** Of the global ones: Teredo and its like, examples, and 6to4, which carries an IPv4 address. */
const SPECIAL_IPV6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';

const special = listOf(`${SPECIAL_IPV4} ${SPECIAL_IPV6}`);
const globalIpv6 = listOf('2000::/3');
const loopback = listOf('127.0.0.0/8 ::1/128');
/** Of a machine, a link or a group: never where anybody meant to be called, and where clouds keep their machines' credentials. */
const neverMeant = listOf(
  '0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 ::/128 fe80::/10 ff00::/8 fd00:ec2::254/128',
);

function listOf(networks: string): BlockList {
  const list = new BlockList();
  for (const network of networks.split(' ')) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

const has = (list: BlockList, address: string): boolean => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/** Whether an address is one of the internet. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !has(special, address);
  // Whatever else there is in IPv6 is of a site, a link or a translator.
  return isIPv6(address) && has(globalIpv6, address) && !has(special, address);
}

export const isLoopback = (address: string): boolean => (isIPv4(address) || isIPv6(address)) && has(loopback, address);

/** Whether what is called in a company's own network may have the address. */
export const mayBeInner = (address: string): boolean =>
  (isIPv4(address) || (isIPv6(address) && !address.toLowerCase().startsWith('::ffff:'))) && !has(neverMeant, address);
