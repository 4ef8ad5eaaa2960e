import { expect, test } from 'vitest';
import type { Event } from '../../api/types';
import { matches } from './matches';

const event: Event = {
  at: '',
  kind: 'denied',
  clientId: 'pump-7',
  userName: 'plant',
  address: '10.0.0.1:4000',
  code: 0x87,
  reason: 'Not authorized',
  cause: 'acl line 14',
  topic: '工厂/阀门',
};

test('a live event passes the filter the server applied to the list', () => {
  expect(matches(event, { clientId: 'pump-7', kind: 'denied', text: 'ACL' })).toBe(true);
  expect(matches(event, { clientId: '', kind: '', text: '阀门' })).toBe(true);
  expect(matches(event, { clientId: 'pump', kind: '', text: '' })).toBe(false);
  expect(matches(event, { clientId: '', kind: 'dropped', text: '' })).toBe(false);
});
