// Users, access rules, bans, keys and the audit, as the server sends them.
import type { Role } from './types';

export interface User {
  userName: string;
  hash: string;
  isWeakHash: boolean;
  isFirstPassword: boolean;
  /** Null: no role on the console. */
  role: Role | null;
  /** How many clients are connected as this user. */
  connected: number;
}

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

export interface Acl {
  file: string;
  text: string;
  version: string;
  rules: Rule[];
}

export interface AclCheck {
  errors: { line: number; value: string; remedy: string }[];
  diff: DiffLine[];
}

export const ruleScopes = ['user', 'anonymous', 'everyone'] as const;
export const ruleAccesses = ['read', 'write', 'readwrite', 'deny'] as const;

export interface NewRule {
  scope: (typeof ruleScopes)[number];
  user: string | null;
  access: (typeof ruleAccesses)[number];
  filter: string;
}

/** A rule of the file. */
export interface Rule extends NewRule {
  line: number;
}

export const accessActions = ['publish', 'subscribe', 'receive'] as const;

export interface AccessAnswer {
  answer: 'allowed' | 'partly' | 'denied';
  rule: string;
  line: number | null;
}

export const banKinds = ['clientId', 'user', 'address'] as const;

export type BanKind = (typeof banKinds)[number];

export interface NewBan {
  kind: BanKind;
  value: string;
  reason: string;
  /** Null: until it is removed. */
  minutes: number | null;
}

export interface Ban extends Omit<NewBan, 'minutes'> {
  id: string;
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  hits: number;
}

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  isExpired: boolean;
}

export interface NewKey {
  name: string;
  role: Role;
  expiresInDays: number | null;
}

export interface CreatedKey {
  key: ApiKey;
  /** Told this once. */
  secret: string;
}

export interface AuditEntry {
  number: number;
  at: string;
  user: string;
  via: string;
  address: string;
  action: string;
  target: string | null;
  detail: string | null;
  outcome: 'done' | 'refused';
  reason: string | null;
}
