import { client } from './client';
import { clients } from './clients';
import { events } from './events';
import { overview } from './overview';
import type { Page } from './page';
import { publish } from './publish';
import { retained } from './retained';
import { subscriptions } from './subscriptions';

/** The pages in the order of the navigation. A new page is a folder beside these and an entry here. */
export const pages: readonly Page[] = [overview, clients, client, subscriptions, retained, publish, events];
