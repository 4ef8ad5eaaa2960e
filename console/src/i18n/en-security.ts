// The words of the pages about users, rules, bans, keys and the audit.
export const security = {
  access: {
    title: 'Access', rules: 'Rules', test: 'Test a rule', add: 'Add a rule', addSubmit: 'Add the rule', added: 'The rule is in force.',
    cannotBe: (value: string) => `“${value}” cannot be used here.`,
    anonymousHint: 'Empty: without a user name', action: 'Wants to', ask: 'Test',
    actions: { publish: 'publish to', subscribe: 'subscribe to', receive: 'receive from' },
    answers: { allowed: 'Allowed', partly: 'Partly', denied: 'Denied' },
    scope: 'For', scopes: { user: 'one user', anonymous: 'who has no user name', everyone: 'everyone' },
    may: 'May', accesses: { read: 'subscribe and receive', write: 'publish', readwrite: 'both', deny: 'nothing' },
    one: 'Rules one by one', line: 'Line', remove: 'Remove', removeTitle: 'Remove this rule?', removeWords: 'What it allowed or denied is judged by the other rules at once.',
    noRules: 'There are no rules: nobody may do anything.',
    moreRules: (shown: string, all: string) => `The first ${shown} of ${all} rules. The others are in the file above.`,
  },
  users: {
    title: 'Users', add: 'Add a user', addTitle: 'Add a user', addSubmit: 'Add', password: 'Password kept as', weak: 'weak', first: 'first password',
    role: 'Role', connected: 'Connected', change: 'Change password', changeTitle: (user: string) => `New password of ${user}`, changeSubmit: 'Change',
    newPassword: 'New password', show: 'Show it', delete: 'Delete', deleteTitle: 'Delete this user?',
    deleteWords: 'Clients connected as this user are disconnected, and cannot come back. This cannot be undone.', empty: 'No user matches.',
  },
  bans: {
    title: 'Bans', add: 'Ban…', addTitle: 'Ban a client, user or address', addSubmit: 'Ban', kind: 'Kind', value: 'Banned', reason: 'Reason',
    reasonHint: 'For whoever wonders later', by: 'By', since: 'Since', until: 'Until', untilRemoved: 'until removed', hits: 'Turned away', duration: 'For',
    kinds: { clientId: 'Client id', user: 'User', address: 'Address' }, addressHint: 'An IP address, or a range such as 10.1.0.0/16',
    addWords: 'Connected clients it concerns are disconnected at once. Who is banned is refused with reason code 0x8A.',
    remove: 'Lift', removeTitle: 'Lift this ban?', removeWords: 'Who was banned can connect again.', empty: 'Nobody is banned.',
  },
  keys: {
    title: 'API keys', create: 'Create a key', createTitle: 'Create an API key', createSubmit: 'Create', name: 'Name', nameHint: 'What will use it',
    created: 'Created', createdBy: (at: string, user: string) => `${at} by ${user}`, expires: 'Expires', expiresAfter: 'Expires after', never: 'never',
    expired: 'expired', lastUsed: 'Last used', notUsed: 'never', revoke: 'Revoke', revokeTitle: 'Revoke this key?',
    revokeWords: 'Whatever uses it is refused from now on. This cannot be undone.', empty: 'There are no keys. A program that uses the REST API needs one.',
    secretTitle: (name: string) => `The key “${name}”`, secretOnce: 'This is shown once. Copy it now: the broker keeps no copy that could be read again.',
    secretKept: 'I have copied it', howTo: 'How to use it:',
  },
  audit: {
    title: 'Audit', textHint: 'Target, detail, user or address', action: 'Action', at: 'When', who: 'Who', what: 'What', outcome: 'Outcome',
    done: 'done', refused: 'refused', empty: 'No entry matches.',
  },
};
