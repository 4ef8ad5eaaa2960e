// Invented users, rules, bans, keys, and the audit of what is done to them.
import { iso } from './mock-invent.mjs';
import { being, diff, having, page, refuse } from './mock-lists.mjs';

const rules = `# Who may publish and subscribe to what. The last rule that fits decides.
user admin
topic readwrite #

user plant-7
topic write site/7/#
topic read site/7/+/command
topic deny site/7/command/restart

# Everyone may read the time.
topic read $SYS/broker/uptime
pattern readwrite clients/%c/#
`;

const rulesOf = text => {
  let user = null;
  return text.split('\n').flatMap((line, at) => {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === 'user') user = rest.join(' ');
    if (word !== 'topic' && word !== 'pattern') return [];
    const owner = word === 'pattern' ? null : user;
    const scope = word === 'pattern' ? 'everyone' : owner === null ? 'anonymous' : 'user';
    return [{ line: at + 1, scope, user: owner, access: rest[0], filter: rest.slice(1).join(' ') }];
  });
};

export class Security {
  users = [
    { userName: 'admin', hash: 'argon2id', isWeakHash: false, isFirstPassword: true, role: 'admin', connected: 0 },
    ...Array.from({ length: 64 }, (_, index) => ({
      userName: `plant-${index}`,
      hash: index % 9 === 4 ? 'plain text' : 'argon2id',
      isWeakHash: index % 9 === 4,
      isFirstPassword: false,
      role: ['viewer', 'operator', null, null][index % 4],
      connected: index < 40 ? 222 + index : 0,
    })),
  ];
  acl = { file: 'etc/acl', text: rules, version: '1' };
  bans = [
    ['clientId', 'meter-00017', 'floods the queue of the gateway', 3_600, 7_200, 412],
    ['user', 'plant-13', 'password was on a sticker', 86_400, null, 3],
    ['address', '10.3.0.0/16', '', 400, 600, 0],
  ].map(([kind, value, reason, since, lasts, hits], id) => ({
    id: `b${id}`,
    kind,
    value,
    reason,
    createdAt: iso(since),
    createdBy: 'admin',
    expiresAt: lasts && iso(-lasts),
    hits,
  }));
  keys = [
    ['grafana', 'viewer', 40, 50, 30],
    ['deploy from the pipeline', 'admin', 100, -10, 86_400 * 12],
    ['provisioning', 'operator', 3, null, null],
  ].map(([name, role, days, left, used], id) => ({
    id: `k${id}`,
    name,
    role,
    createdAt: iso(days * 86_400),
    createdBy: 'admin',
    expiresAt: left && iso(-left * 86_400),
    lastUsedAt: used && iso(used),
    isExpired: left < 0,
  }));
  audit = [];

  constructor() {
    const past = [
      ['admin', 'console', 'login', null, null, 'done', null],
      ['oscar', 'console', 'login', null, null, 'refused', 'user name or password is wrong'],
      ['admin', 'console', 'acl.apply', 'etc/acl', '2 lines added, 1 removed', 'done', null],
      ['provisioning', 'key provisioning', 'users.set', 'plant-63', null, 'done', null],
      ['plant-1', 'console', 'keys.create', 'mine', null, 'refused', 'needs the role admin'],
      ['admin', 'console', 'client.disconnect', 'lamp-00003', null, 'done', null],
    ];
    for (let index = 0; index < 140; index++) this.note(...past[index % past.length], (140 - index) * 611);
  }

  note(user, via, action, target, detail, outcome, reason, secondsAgo = 0) {
    const number = this.audit.length + 1;
    const address = `10.0.0.${number % 9}`;
    this.audit.push({ number, at: iso(secondsAgo), user, via, address, action, target, detail, outcome, reason });
  }

  answer(path, query, body) {
    const target = body?.userName ?? body?.value ?? body?.name ?? body?.id ?? body?.filter ?? null;
    if (body && !path.endsWith('/validate')) {
      const [, room, action] = path.split('/');
      this.note('admin', 'console', `${room}.${action}`, target, null, 'done', null);
    }
    switch (path) {
      case '/users':
        return page(this.users.filter(having(query, 'userName')), query);
      case '/users/set':
        return this.setUser(body.userName, body.password);
      case '/users/delete':
        this.users = this.users.filter(one => one.userName !== body.userName);
        return undefined;
      case '/acl':
        return { ...this.acl, rules: rulesOf(this.acl.text) };
      case '/acl/validate':
        return { errors: this.faults(body.text), diff: diff(this.acl.text, body.text) };
      case '/acl/apply':
        if (body.version !== this.acl.version) throw refuse(409, 'The file has changed');
        return this.write(body.text);
      case '/acl/add':
        return this.write(`${this.acl.text}${body.user ? `\nuser ${body.user}\n` : ''}topic ${body.access} ${body.filter}\n`);
      case '/acl/remove':
        if (body.version !== this.acl.version) throw refuse(409, 'The file has changed');
        return this.write(this.acl.text.split('\n').toSpliced(body.line - 1, 1).join('\n'));
      case '/access/test':
        return this.test(query.get('user'), query.get('action'), query.get('topic'));
      case '/bans':
        return page(this.bans.filter(having(query, 'value', 'reason')).filter(being(query, 'kind')), query);
      case '/bans/add':
        return this.ban(body);
      case '/bans/remove':
        this.bans = this.bans.filter(one => one.id !== body.id);
        return undefined;
      case '/keys':
        return page(this.keys, query);
      case '/keys/create':
        return this.create(body);
      case '/keys/revoke':
        this.keys = this.keys.filter(one => one.id !== body.id);
        return undefined;
      case '/audit': {
        const found = this.audit
          .filter(having(query, 'target', 'detail', 'user', 'address'))
          .filter(being(query, 'user', 'action'));
        return page(found, query);
      }
      default:
        return null;
    }
  }

  setUser(userName, password) {
    if (password.length < 4)
      throw refuse(422, 'A field cannot be used', { field: 'password', detail: 'it is too short', remedy: 'Choose a longer one' });
    const found = this.users.find(one => one.userName === userName);
    const set = { hash: 'argon2id', isWeakHash: false, isFirstPassword: false };
    if (found) Object.assign(found, set);
    else this.users.push({ userName, role: null, connected: 0, ...set });
    return undefined;
  }

  // Someone else changes the file now and then: a text with "conflict" meets that.
  write(text) {
    if (text.includes('conflict') && !this.acl.text.includes('someone else')) {
      this.acl = { ...this.acl, text: `${this.acl.text}# a line of someone else\n`, version: `${Number(this.acl.version) + 1}` };
      throw refuse(409, 'The file has changed');
    }
    this.acl = { ...this.acl, text, version: `${Number(this.acl.version) + 1}` };
    return { version: this.acl.version };
  }

  faults(text) {
    return text.split('\n').flatMap((line, at) => {
      const [word, access] = line.trim().split(/\s+/);
      if (!word || word.startsWith('#') || word === 'user') return [];
      if (word !== 'topic' && word !== 'pattern')
        return [{ line: at + 1, value: word, remedy: 'begin with user, topic or pattern' }];
      return ['read', 'write', 'readwrite', 'deny'].includes(access)
        ? []
        : [{ line: at + 1, value: access ?? '', remedy: 'read, write, readwrite or deny' }];
    });
  }

  test(user, action, topic) {
    if (user === 'admin') return { answer: 'allowed', rule: 'etc/acl line 3: topic readwrite #', line: 3 };
    if (topic.endsWith('restart')) return { answer: 'denied', rule: 'etc/acl line 8: topic deny site/7/command/restart', line: 8 };
    if (action === 'subscribe' && topic.includes('#')) return { answer: 'partly', rule: 'etc/acl line 7: topic read site/7/+/command', line: 7 };
    return { answer: 'denied', rule: 'no rule of etc/acl fits', line: null };
  }

  ban({ kind, value, reason, minutes }) {
    const expiresAt = minutes && iso(-minutes * 60);
    const ban = { id: `b${Date.now()}`, kind, value, reason, createdAt: iso(), createdBy: 'admin', expiresAt, hits: 0 };
    this.bans.push(ban);
    return ban;
  }

  create({ name, role, expiresInDays }) {
    const expiresAt = expiresInDays && iso(-expiresInDays * 86_400);
    const born = { createdAt: iso(), createdBy: 'admin', lastUsedAt: null, isExpired: false };
    const key = { id: `k${Date.now()}`, name, role, expiresAt, ...born };
    this.keys.push(key);
    return { key, secret: 'hgk_3kQvT0mXy9bWq2Lr7sNfPzJc5dUaEhGi8RtYoVwBxMn' };
  }
}
