import { access } from './access';
import { audit } from './audit';
import { bans } from './bans';
import { client } from './client';
import { clients } from './clients';
import { configuration } from './configuration';
import { events } from './events';
import { keys } from './keys';
import { listeners } from './listeners';
import { messages } from './messages';
import { overview } from './overview';
import type { Page } from './page';
import { publish } from './publish';
import { retained } from './retained';
import { subscriptions } from './subscriptions';
import { topics } from './topics';
import { trace } from './trace';
import { traces } from './traces';
import { users } from './users';
import { why } from './why';

/** The pages in the order of the navigation. A new page is a folder beside these and an entry here. */
export const pages: readonly Page[] = [
  ...[overview, clients, client, events, why, traces, trace],
  ...[messages, publish, subscriptions, topics, retained],
  ...[access, users, bans, keys, audit],
  ...[listeners, configuration],
];
