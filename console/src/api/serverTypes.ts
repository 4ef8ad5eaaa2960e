// Listeners, certificates and the configuration, as the server sends them.
import type { DiffLine } from './securityTypes';

export interface ListenerState {
  name: string;
  protocol: string;
  address: string;
  port: number;
  state: 'listening' | 'stopped' | 'failed';
  problem: string | null;
  connections: number;
  accepted: number;
  refused: number;
}

export interface Certificate {
  use: string;
  file: string;
  subject: string;
  issuer: string;
  names: string[];
  notBefore: string;
  notAfter: string;
  daysLeft: number;
  fingerprint: string;
  isSelfSigned: boolean;
  problem: string | null;
}

export interface Setting {
  /** Section and key: limits.receive_maximum. */
  name: string;
  section: string;
  key: string;
  /** What the file says, as TOML; or the default. */
  value: string;
  /** What the broker works with. */
  running: string;
  default: string;
  source: 'file' | 'default';
  line: number | null;
  isLive: boolean;
  needsRestart: boolean;
  help: string;
  allowed: string | null;
}

export interface ConfigurationChange {
  id: string;
  at: string;
  user: string;
}

export interface Configuration {
  file: string;
  text: string;
  version: string;
  settings: Setting[];
  history: ConfigurationChange[];
}

export interface ConfigurationCheck {
  errors: { line: number; column: number; problem: string; remedy: string | null }[];
  changes: { name: string; from: string; to: string; isLive: boolean }[];
  diff: DiffLine[];
}

export interface Applied {
  version: string;
  needsRestart: string[];
}
