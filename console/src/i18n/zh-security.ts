import type { security as english } from './en-security';

export const security: typeof english = {
  access: {
    title: '访问控制', rules: '规则', test: '测试规则', add: '添加规则', addSubmit: '添加规则', added: '规则已生效。',
    cannotBe: value => `“${value}”不能用在此处。`,
    anonymousHint: '留空表示无用户名', action: '操作', ask: '测试',
    actions: { publish: '发布到', subscribe: '订阅', receive: '接收' },
    answers: { allowed: '允许', partly: '部分允许', denied: '拒绝' },
    scope: '适用于', scopes: { user: '指定用户', anonymous: '没有用户名的客户端', everyone: '所有人' },
    may: '权限', accesses: { read: '订阅和接收', write: '发布', readwrite: '两者都可', deny: '禁止' },
    one: '逐条规则', line: '行', remove: '移除', removeTitle: '移除此规则？', removeWords: '它所允许或拒绝的，立即改由其余规则判定。',
    noRules: '没有规则：任何人都没有权限。',
    moreRules: (shown, all) => `仅列出前 ${shown} 条，共 ${all} 条规则。其余规则见上方文件。`,
  },
  users: {
    title: '用户', add: '添加用户', addTitle: '添加用户', addSubmit: '添加', password: '密码存储方式', weak: '强度低', first: '初始密码',
    role: '角色', connected: '在线客户端', change: '修改密码', changeTitle: user => `${user} 的新密码`, changeSubmit: '修改',
    newPassword: '新密码', show: '显示密码', delete: '删除', deleteTitle: '删除此用户？',
    deleteWords: '以此用户登录的客户端将被断开，且无法再连接。此操作无法恢复。', empty: '没有匹配的用户。',
  },
  bans: {
    title: '封禁', add: '封禁…', addTitle: '封禁客户端、用户或地址', addSubmit: '封禁', kind: '类型', value: '封禁对象', reason: '原因',
    reasonHint: '供日后查看', by: '操作人', since: '开始时间', until: '截止时间', untilRemoved: '直到解除', hits: '拦截次数', duration: '时长',
    kinds: { clientId: '客户端 ID', user: '用户', address: '地址' }, addressHint: 'IP 地址，或网段，例如 10.1.0.0/16',
    addWords: '相关的在线客户端会立即断开。被封禁者连接时将收到原因码 0x8A。',
    remove: '解除', removeTitle: '解除此封禁？', removeWords: '被封禁者将可以重新连接。', empty: '没有封禁任何对象。',
  },
  keys: {
    title: 'API 密钥', create: '创建密钥', createTitle: '创建 API 密钥', createSubmit: '创建', name: '名称', nameHint: '由什么程序使用',
    created: '创建时间', createdBy: (at, user) => `${at}，${user}`, expires: '到期时间', expiresAfter: '有效期', never: '永不过期',
    expired: '已过期', lastUsed: '最近使用', notUsed: '从未使用', revoke: '吊销', revokeTitle: '吊销此密钥？',
    revokeWords: '使用它的程序将立即被拒绝，且无法恢复。', empty: '没有密钥。使用 REST API 的程序需要一个密钥。',
    secretTitle: name => `密钥“${name}”`, secretOnce: '密钥只显示这一次，请立即复制；服务器不保存可读的副本。',
    secretKept: '我已复制', howTo: '使用方法：',
  },
  audit: {
    title: '审计', textHint: '对象、详情、用户或地址', action: '操作', at: '时间', who: '操作人', what: '内容', outcome: '结果',
    done: '成功', refused: '被拒绝', empty: '没有匹配的记录。',
  },
};
