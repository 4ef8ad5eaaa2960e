import type { watch as english } from './en-watch';

export const watch: typeof english = {
  why: {
    title: '为什么没有送达？', words: '某个主题的消息没有到达某个客户端。服务器会查找它的记录，并说明决定性的原因。',
    receiver: '接收方客户端 ID', since: '查找起点', ask: '查找原因', answer: '结论', findings: '依据', now: '当前',
    decisive: '决定性', note: '提示',
    spans: { '10m': '10 分钟前', '1h': '1 小时前', '6h': '6 小时前', '1d': '1 天前' },
  },
  topics: {
    title: '主题统计', since: time => `自 ${time} 起统计`, reset: '重新统计', resetTitle: '重新统计？',
    resetWords: '所有主题的数字将从零开始，对所有查看者生效。', rate: '消息/秒', messages: '消息数', bytes: '字节数', last: '最近一条',
    full: count => `最多同时统计 ${count} 个主题，其余未计入。可重新统计以查看其他主题。`,
    empty: '统计开始以来没有消息。',
  },
  traces: {
    title: '报文跟踪', oneTitle: '跟踪详情', startShort: '开始跟踪', startTitle: '开始跟踪', start: '开始',
    startWords: '记录服务器与客户端之间的报文。三项至少填写一项；同时填写时须全部符合。',
    minutes: '时长', withPayload: '包含载荷', payloads: '包含载荷', noPayloads: '不含载荷', of: '对象', started: '开始时间', ends: '结束时间',
    startedBy: (at, user) => `${at}，${user}`, packets: '报文', stop: '停止', delete: '删除', deleteTitle: '删除此跟踪？',
    deleteWords: count => `其中 ${count} 个报文将无法再查看，且无法恢复。`,
    states: { running: '进行中', ended: '已结束', full: '已满' }, download: '下载（pcapng）', gone: '此跟踪已不存在。',
    textHint: '报文、内容或客户端', flow: '新报文', awaited: '尚未记录到报文，收到后会显示在此处。', noPackets: '没有匹配的报文。',
    latestOnly: count => `仅显示最近 ${count} 个，完整内容请下载。`,
    at: '时间', direction: '方向', in: '接收', out: '发送', packet: '报文', summary: '内容',
    empty: '没有跟踪。可对某个客户端、地址或主题开始跟踪，查看其报文。',
  },
  messages: {
    title: '消息', tab: '在线收发', connected: '已连接', connecting: '连接中…', closed: '未连接',
    connect: '连接', disconnect: '断开', lost: '连接已结束', lostWords: '重新连接后可继续，订阅需要重新建立。',
    subscribe: '订阅', unsubscribe: filter => `取消订阅 ${filter}`, notSubscribed: '订阅失败',
    full: count => `此页面最多同时建立 ${count} 个订阅。`,
    received: '收到的消息', counted: (shown, all) => (shown === all ? `${all} 条` : `最近 ${shown} 条，共 ${all} 条`),
    missed: count => `暂停后又收到 ${count} 条`, flow: '新消息', clear: '清空',
    nothing: '还没有消息。请订阅一个主题过滤器，例如 # 表示您有权读取的全部主题。', at: '时间',
    published: '已发布。', notPublished: '发布失败', properties: 'MQTT 5.0 属性',
    contentType: '内容类型', responseTopic: '响应主题', correlation: '关联数据', expiry: '过期时间', expirySeconds: '过期秒数',
    isText: '载荷为文本（载荷格式指示）', userProperty: '用户属性', propertyName: '名称', propertyValue: '值',
    addProperty: '用户属性', removeProperty: '删除此属性',
  },
};
