import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const PRIVATE = new BlockList();
const V4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 ' +
  '198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4';
const V6 = '::/127 64:ff9b::/96 100::/64 2001:db8::/32 fc00::/7 fe80::/10 ff00::/8';
const add = (nets: string, family: 'ipv4' | 'ipv6') =>
  nets.split(' ').forEach((net) => {
    const [address, bits] = net.split('/') as [string, string];
    PRIVATE.addSubnet(address, Number(bits), family);
  });
add(V4, 'ipv4');
add(V6, 'ipv6');

/** Whether an address lies inside the own network or is for nobody (RFC 6890); IPv4 inside IPv6 counts as what it carries. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * A lookup that refuses private addresses at the moment of connecting: a name that pointed outside when it was registered and inside now
 * leads nowhere.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const [first] = found;
    if (first === undefined || found.some(({ address }) => isPrivateAddress(address)))
      return callback(Object.assign(new Error('private address'), { code: 'private_address' }), '', 0);
    if (options.all) return (callback as unknown as (e: null, all: LookupAddress[]) => void)(null, found);
    return callback(null, first.address, first.family);
  });
};
